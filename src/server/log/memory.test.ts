import { expect, test } from 'vitest';
import { createVirtualClock } from '../../utils/virtual-clock.ts';
import type { LogDraft } from './log.ts';
import { memoryLog } from './memory.ts';

// What every log does is tested in test/log-contract.test.ts.

const draft = (data: string): LogDraft => ({ type: 'a', scopes: ['*'], event: 'a', data });

test('ids hold the clock that they were made by, or the last time, should it go back', () => {
  const clock = createVirtualClock(1_000);
  const log = memoryLog({ clock, epoch: 'e' });
  expect(log.head().id).toBe('e:1000-0');
  expect(log.append(draft('1'))).toBe('e:1000-1');
  clock.sleep(5);
  expect(log.append(draft('2'))).toBe('e:1005-2');
  clock.sleep(-100);
  expect(log.append(draft('3'))).toBe('e:1005-3');
  expect(log.head().id).toBe('e:1005-3');
});

test('an epoch that would end early or break the line is refused', () => {
  for (const epoch of ['a:b', 'a\nid: 1', '']) expect(() => memoryLog({ epoch })).toThrow(/epoch/);
});

test('a log that could hold nothing is refused', () => {
  for (const max of [0, 1.5, Number.NaN]) expect(() => memoryLog({ max })).toThrow(/memoryLog/);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../utils/virtual-clock.ts';
import { parseLogId } from '../../wire/log-id.ts';
import type { LogDraft, LogEntry } from './log.ts';
import { memoryLog } from './memory.ts';

const draft = (data: string, key?: string): LogDraft => ({ type: 'a', scope: '*', event: 'a', data, key });

/** Everything after a position, as a reader would take it. */
function readOn(log: ReturnType<typeof memoryLog>, position: number): LogEntry[] {
  const entries: LogEntry[] = [];
  for (let step = log.next(position); step && !('place' in step); step = log.next(step.position)) entries.push(step);
  return entries;
}

describe('ids', () => {
  test('count without a hole, in one epoch, with times that never fall', () => {
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

  test('of two lives of a log share no epoch', () => {
    expect(parseLogId(memoryLog().head().id)?.epoch).not.toBe(parseLogId(memoryLog().head().id)?.epoch);
  });

  test('refuse an epoch that would end early or break the line', () => {
    for (const epoch of ['a:b', 'a\nid: 1', '']) expect(() => memoryLog({ epoch })).toThrow(/epoch/);
  });
});

describe('resuming', () => {
  test('goes on after the very entry, the newest one and the start of an empty log', () => {
    const log = memoryLog();
    const empty = log.head();
    const first = log.append(draft('1')) as string;
    const second = log.append(draft('2')) as string;
    expect(log.resume(empty.id)).toEqual({ place: empty });
    expect(log.resume(first)).toMatchObject({ place: { id: first, position: 1 } });
    expect(log.resume(second)).toMatchObject({ place: { id: second, position: 2 } });
  });

  test('is a gap after a trim by count, but not for the entry that left last', () => {
    const log = memoryLog({ max: 2 });
    const ids = ['1', '2', '3', '4'].map((data) => log.append(draft(data)) as string);
    expect(log.resume(ids[0]!)).toMatchObject({ reason: 'trimmed', place: { id: ids[1] } });
    expect(log.resume(ids[1]!)).toMatchObject({ place: { id: ids[1] } });
    expect(log.resume(ids[1]!)).not.toHaveProperty('reason');
  });

  test('is a gap after a trim by age, which happens when something new comes', () => {
    const clock = createVirtualClock();
    const log = memoryLog({ clock, retention: '1s' });
    const first = log.append(draft('1')) as string;
    const second = log.append(draft('2')) as string;
    clock.sleep(2_000);
    expect(log.resume(first)).not.toHaveProperty('reason');
    log.append(draft('3'));
    expect(log.resume(first)).toMatchObject({ reason: 'trimmed', place: { id: second } });
    expect(log.resume(second)).not.toHaveProperty('reason');
  });

  test('is a gap for a cursor of another epoch: all that is there is news', () => {
    const log = memoryLog({ max: 2 });
    for (const data of ['1', '2', '3']) log.append(draft(data));
    const resumption = log.resume(memoryLog().head().id);
    expect(resumption).toMatchObject({ reason: 'epoch', place: { position: 1 } });
  });

  test('is a gap for what is no id of this log, also where its number would fit', () => {
    const clock = createVirtualClock(50);
    const log = memoryLog({ clock, epoch: 'e' });
    log.append(draft('1'));
    for (const cursor of [
      'e:50-2',
      'e:49-1',
      'e:50-01',
      'e:50-99999999999999999999',
      'x',
      '',
      'e:50-1 ',
      '1795:,[0]',
    ]) {
      expect(log.resume(cursor)).toEqual({ reason: 'cursor', place: log.head() });
    }
  });
});

describe('keys', () => {
  test('publish once: the repeated one gets the first id', () => {
    const log = memoryLog();
    const first = log.append(draft('1', 'k'));
    expect(log.append(draft('2', 'k'))).toBe(first);
    expect(readOn(log, 0).map(({ data }) => data)).toEqual(['1']);
  });

  test('are forgotten with their entry, by age also when nothing came in between', () => {
    const clock = createVirtualClock();
    const log = memoryLog({ clock, max: 1, retention: '1s' });
    const first = log.append(draft('1', 'k'));
    log.append(draft('2'));
    const again = log.append(draft('3', 'k'));
    expect(again).not.toBe(first);
    clock.sleep(2_000);
    expect(log.append(draft('4', 'k'))).not.toBe(again);
  });
});

test('a reader is woken for every entry until it leaves', () => {
  const log = memoryLog();
  let woken = 0;
  const leave = log.subscribe(() => {
    woken += 1;
  });
  log.append(draft('1'));
  log.append(draft('2'));
  leave();
  log.append(draft('3'));
  expect(woken).toBe(2);
});

test('whatever is appended and trimmed, a cursor gets exactly what came after it, or a gap to where reading goes on', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant('append' as const) },
    fc.integer({ min: 0, max: 400 }).map((ms) => ({ ms })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (steps, max) => {
      const clock = createVirtualClock();
      const log = memoryLog({ clock, max, retention: 500 });
      const ids = [log.head().id];
      for (const one of steps) {
        if (one === 'append') ids.push(log.append(draft(String(ids.length))) as string);
        else clock.sleep(one.ms);
      }
      ids.forEach((id, index) => {
        const resumption = log.resume(id) as { place: { id: string; position: number }; reason?: string };
        const at = ids.indexOf(resumption.place.id);
        expect(at).toBe(resumption.place.position);
        if (resumption.reason === undefined) expect(at).toBe(index);
        else expect(at).toBeGreaterThan(index);
        expect(readOn(log, resumption.place.position).map((entry) => entry.id)).toEqual(ids.slice(at + 1));
      });
    }),
  );
});

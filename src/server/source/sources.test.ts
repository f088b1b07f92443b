import { expect, test } from 'vitest';
import { createVirtualClock } from '../../utils/virtual-clock.ts';
import { createHub } from '../hub.ts';
import { LogError } from '../log/log.ts';
import { memoryLog } from '../log/memory.ts';
import type { LogFields } from '../logger.ts';
import { PublishError } from '../publication.ts';
import { desk } from '../test/desk.ts';
import type { Source, SourceHost } from './source.ts';

/** A hub of which all is told that its logger was told. */
function hubForTest() {
  const clock = createVirtualClock();
  const complaints: string[] = [];
  const note = (_fields: LogFields, message: string) => complaints.push(message);
  const log = memoryLog({ clock });
  const hub = createHub({ events: desk, clock, random: () => 1, log, logger: { warn: note, error: note } });
  return { hub, clock, complaints, log };
}

/** Resolves when the signal aborts. */
const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

const note = { type: 'note:added', data: { text: 'x' }, to: '*' };

test('a source publishes as the hub does, and hears of what cannot be published', async () => {
  const { hub, log } = hubForTest();
  const failures: unknown[] = [];
  hub.from({
    name: 'a test',
    async run({ publish, signal }) {
      await publish({ ...note, key: 'k' });
      await publish({ ...note, key: 'k' });
      await publish({ ...note, type: 'unheard of' }).catch((error) => failures.push(error));
      await aborted(signal);
    },
  });
  await expect.poll(() => failures).toEqual([expect.any(PublishError)]);
  expect(log.next(0)).toMatchObject({ data: '{"text":"x"}' });
  expect(log.next(1)).toBeUndefined();
  expect(hub.stats().published).toBe(2);
  await hub.close();
});

test('a source that fails is tried again, later and later, and told of once until it works', async () => {
  const { hub, clock, complaints } = hubForTest();
  const runs: number[] = [];
  let works = false;
  hub.from({
    name: 'the tap',
    async run({ working, signal }) {
      runs.push(clock.now());
      if (!works) throw new LogError('closed');
      working();
      await aborted(signal);
    },
  });
  await clock.advance(20_000);
  expect(runs).toEqual([0, 100, 300, 700, 1_500, 3_100, 6_300, 11_300, 16_300]);
  works = true;
  await clock.advance(5_000);
  expect(complaints).toEqual([
    'bisse: the tap failed, so nothing is published from it until it works again. It is tried again all the time.',
    'bisse: the tap works again.',
  ]);
  await hub.close();
  expect(clock.pending()).toBe(0);
});

test('a source ends when it is stopped, and when the hub closes, before the log does', async () => {
  const { hub, clock } = hubForTest();
  const ended: string[] = [];
  const source = (name: string): Source => ({
    name,
    async run({ signal, publish }: SourceHost) {
      await aborted(signal);
      await publish(note);
      ended.push(name);
    },
  });
  const stop = hub.from(source('first'));
  hub.from(source('second'));
  await stop();
  expect(ended).toEqual(['first']);
  await hub.close();
  expect(ended).toEqual(['first', 'second']);
  expect(clock.pending()).toBe(0);
  expect(() => hub.from(source('late'))).toThrow('this hub is closed');
});

test('closing does not wait for ever for a source that does not end', async () => {
  const { hub, clock } = hubForTest();
  hub.from({ name: 'stubborn', run: () => new Promise(() => {}) });
  const closed = hub.close();
  await clock.advance(1_000);
  await closed;
});

test('a source that is told to stop while it waits for another try is not tried again', async () => {
  const { hub, clock } = hubForTest();
  let runs = 0;
  const stop = hub.from({
    name: 'broken',
    async run() {
      runs += 1;
      throw new Error('no');
    },
  });
  await clock.advance(50);
  await stop();
  await clock.advance(60_000);
  expect([runs, clock.pending()]).toEqual([1, 0]);
  await hub.close();
});

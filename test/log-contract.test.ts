import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { redisLog } from '../src/server/log/redis.ts';
import { upstashLog } from '../src/server/log/upstash.ts';
import { type Log, type LogDraft, type LogEntry, memoryLog } from '../src/server.ts';
import { createVirtualClock } from '../src/utils/virtual-clock.ts';
import { compareLogIds, parseLogId } from '../src/wire/log-id.ts';
import { seed } from './seed.ts';
import { type RedisServer, startRedis } from './servers/redis.ts';
import { startUpstash, type UpstashServer } from './servers/upstash.ts';

interface Limits {
  readonly max?: number;
  readonly retention?: number;
}

/** A kind of log: how one is made, and how its time goes by. */
interface Kind {
  make(limits?: Limits): Promise<{ readonly log: Log; wait(ms: number): Promise<unknown> }>;
  /** How often chance is asked: a log in another process takes longer. */
  readonly runs: number;
}

let redis: RedisServer;
let upstash: UpstashServer;
let made = 0;
beforeAll(async () => {
  redis = await startRedis();
  upstash = await startUpstash(redis.client);
});
afterAll(async () => {
  await upstash.close();
  await redis.stop();
});

const kinds: Record<'memoryLog' | 'redisLog' | 'upstashLog', Kind> = {
  memoryLog: {
    runs: 100,
    async make(limits) {
      const clock = createVirtualClock(1_000);
      return { log: memoryLog({ clock, ...limits }), wait: async (ms) => clock.sleep(ms) };
    },
  },
  redisLog: {
    runs: 15,
    async make(limits) {
      made += 1;
      const log = redisLog(redis.client, { name: `contract-${made}`, ...limits });
      onTestFinished(() => log.close());
      await log.ready();
      return { log, wait: (ms) => sleep(ms) };
    },
  },
  upstashLog: {
    runs: 10,
    async make(limits) {
      made += 1;
      const log = upstashLog({ url: upstash.url, token: upstash.token, name: `contract-${made}`, ...limits });
      onTestFinished(() => log.close());
      await log.ready();
      return { log, wait: (ms) => sleep(ms) };
    },
  },
};

const draft = (data: string, key?: string): LogDraft => ({ type: 'a', scopes: ['*'], event: 'a', data, key });

/** Appends, and waits until the entry can be read. */
async function add(log: Log, data: string, key?: string): Promise<string> {
  const id = await log.append(draft(data, key));
  const isRead = () => (compareLogIds(log.head().id, id) ?? -1) >= 0;
  for (let tries = 0; !isRead() && tries < 2_000; tries += 1) await sleep(1);
  expect(isRead()).toBe(true);
  return id;
}

/** Everything after a position, as a reader would take it. */
function readOn(log: Log, position: number): LogEntry[] {
  const entries: LogEntry[] = [];
  for (let step = log.next(position); step && !('place' in step); step = log.next(step.position)) entries.push(step);
  return entries;
}

describe.each(Object.entries(kinds))('%s', (_name, { make, runs }) => {
  test('gives entries back as they were drafted, in order', async () => {
    const { log } = await make();
    const start = log.head().position;
    const drafts: LogDraft[] = [
      { type: 'a', scopes: ['*'], event: 'message', data: '{"text":"ä\\n€ 😀"}' },
      { type: 'b', scopes: ['pin:7', 'channel:pins'], event: 'b', data: 'null' },
      { type: 'c', scopes: ['user:9'], event: 'c', data: '"x"', key: 'k', mutationId: 'm' },
    ];
    for (const each of drafts) await log.append(each);
    await add(log, 'end');
    const entries = readOn(log, start);
    expect(entries.slice(0, 3)).toEqual(
      drafts.map(({ key: _key, ...each }, index) => expect.objectContaining({ ...each, position: start + index + 1 })),
    );
    expect(entries[0]).not.toHaveProperty('mutationId', '');
    expect(entries.at(-1)).toMatchObject(log.head());
  });

  test('counts without a hole, in one epoch, with times that never fall', async () => {
    const { log, wait } = await make();
    const ids = [log.head().id];
    for (const data of ['1', '2', '3']) {
      ids.push(await add(log, data));
      await wait(2);
    }
    const parts = ids.map((id) => parseLogId(id)!);
    expect(parts.map(({ n }) => n)).toEqual([0, 1, 2, 3]);
    expect(new Set(parts.map(({ epoch }) => epoch)).size).toBe(1);
    expect(parts.map(({ ms }) => ms)).toEqual(parts.map(({ ms }) => ms).sort((a, b) => a - b));
  });

  test('has an epoch that no other log has', async () => {
    const [one, other] = [await make(), await make()];
    expect(parseLogId(one.log.head().id)?.epoch).not.toBe(parseLogId(other.log.head().id)?.epoch);
  });

  test('goes on after the very entry, the newest one and the start of an empty log', async () => {
    const { log } = await make();
    const empty = log.head();
    const first = await add(log, '1');
    const second = await add(log, '2');
    expect(await log.resume(empty.id)).toEqual({ place: empty });
    expect(await log.resume(first)).toMatchObject({ place: { id: first, position: empty.position + 1 } });
    expect(await log.resume(second)).toMatchObject({ place: { id: second, position: empty.position + 2 } });
  });

  test('has a gap after a trim by count, but not for the entry that left last', async () => {
    const { log } = await make({ max: 2 });
    const ids: string[] = [];
    for (const data of ['1', '2', '3', '4']) ids.push(await add(log, data));
    expect(await log.resume(ids[0]!)).toMatchObject({ reason: 'trimmed', place: { id: ids[1] } });
    expect(await log.resume(ids[1]!)).toMatchObject({ place: { id: ids[1] } });
    expect(await log.resume(ids[1]!)).not.toHaveProperty('reason');
  });

  test('says from where on it has all entries, and goes on from there', async () => {
    const { log } = await make({ max: 2 });
    expect(log.oldest()).toMatchObject({ id: log.head().id });
    const ids: string[] = [];
    for (const data of ['1', '2', '3', '4']) ids.push(await add(log, data));
    expect(log.oldest().id).toBe(ids[1]);
    expect(readOn(log, log.oldest().position).map(({ data }) => data)).toEqual(['3', '4']);
    expect(await log.resume(log.oldest().id)).not.toHaveProperty('reason');
  });

  test('has a gap after a trim by age, which happens when something new comes', async () => {
    const { log, wait } = await make({ retention: 200 });
    const first = await add(log, '1');
    const second = await add(log, '2');
    await wait(300);
    expect(await log.resume(first)).not.toHaveProperty('reason');
    await add(log, '3');
    expect(await log.resume(first)).toMatchObject({ reason: 'trimmed', place: { id: second } });
    expect(await log.resume(second)).not.toHaveProperty('reason');
  });

  test('has a gap for a cursor of another epoch: all that is there is news', async () => {
    const { log } = await make({ max: 2 });
    const ids: string[] = [];
    for (const data of ['1', '2', '3']) ids.push(await add(log, data));
    const resumption = await log.resume((await make()).log.head().id);
    expect(resumption).toMatchObject({ reason: 'epoch', place: { id: ids[0] } });
  });

  test('has a gap for what is no id of it, also where its number would fit', async () => {
    const { log } = await make();
    const { epoch, ms } = parseLogId(await add(log, '1'))!;
    const made = [`${ms}-2`, `${ms - 1}-1`, `${ms}-01`, `${ms}-99999999999999999999`, `${ms}-1 `];
    for (const cursor of [...made.map((id) => `${epoch}:${id}`), 'x', '', '1795:,[0]']) {
      expect(await log.resume(cursor)).toEqual({ reason: 'cursor', place: log.head() });
    }
  });

  test('publishes a key once: the repeated one gets the first id', async () => {
    const { log } = await make();
    const start = log.head().position;
    const first = await add(log, '1', 'k');
    expect(await add(log, '2', 'k')).toBe(first);
    await add(log, 'end', '');
    await add(log, 'end', '');
    expect(readOn(log, start).map(({ data }) => data)).toEqual(['1', 'end']);
  });

  test('forgets a key with its entry, by age also when nothing came in between', async () => {
    const { log, wait } = await make({ max: 1, retention: 2_000 });
    const first = await add(log, '1', 'k');
    await add(log, '2');
    const again = await add(log, '3', 'k');
    expect(again).not.toBe(first);
    await wait(2_100);
    expect(await add(log, '4', 'k')).not.toBe(again);
  });

  test('wakes a reader for every entry until it leaves', async () => {
    const { log } = await make();
    let woken = 0;
    const leave = log.subscribe(() => {
      woken += 1;
    });
    await add(log, '1');
    await add(log, '2');
    leave();
    await add(log, '3');
    expect(woken).toBe(2);
  });

  test('tells a reader that fell behind of the gap, and goes on at the head', async () => {
    const { log } = await make({ max: 2 });
    const start = log.head().position;
    for (const data of ['1', '2', '3']) await add(log, data);
    expect(log.next(start)).toMatchObject({ reason: 'overflow', place: { id: log.head().id } });
    expect(log.next(log.head().position)).toBeUndefined();
  });

  test('gives a cursor exactly what came after it, or a gap to where reading goes on, whatever is appended and trimmed', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('append' as const) },
      fc.integer({ min: 0, max: 40 }).map((ms) => ({ ms })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), async (steps, max) => {
        const { log, wait } = await make({ max, retention: 50 });
        const start = log.head().position;
        const ids = [log.head().id];
        for (const one of steps) {
          if (one === 'append') ids.push(await add(log, String(ids.length)));
          else await wait(one.ms);
        }
        for (const [index, id] of ids.entries()) {
          const { place, reason } = await log.resume(id);
          const at = ids.indexOf(place.id);
          expect(place.position).toBe(start + at);
          if (reason === undefined) expect(at).toBe(index);
          else expect(at).toBeGreaterThan(index);
          expect(readOn(log, place.position).map((entry) => entry.id)).toEqual(ids.slice(at + 1));
        }
      }),
      { numRuns: runs, seed },
    );
  }, 30_000);
});

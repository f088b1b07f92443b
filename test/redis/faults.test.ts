import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LogError, redisLog } from '../../src/server/log/redis.ts';
import { parseLogId } from '../../src/wire/log-id.ts';
import { draft, logForTest, publishSurely, quiet, readOn, redisForTest } from './logs.ts';
import { startStallingProxy } from './stalling-proxy.ts';

vi.setConfig({ testTimeout: 30_000 });
const patience = { timeout: 10_000, interval: 5 };

describe('a log that begins anew is a gap to readers, and to cursors', () => {
  test('after FLUSHALL, while nothing is published', async () => {
    const { client } = await redisForTest();
    const log = await logForTest(client);
    const reader = readOn(log);
    const old = await log.append(draft('1'));
    await vi.waitFor(() => expect(reader.told).toEqual(['1']), patience);
    await client.flushall();
    await vi.waitFor(() => expect(reader.told).toEqual(['1', 'gap: epoch']), patience);
    await log.append(draft('2'));
    await vi.waitFor(() => expect(reader.told).toEqual(['1', 'gap: epoch', '2']), patience);
    expect(await log.resume(old)).toMatchObject({ reason: 'epoch', place: { id: reader.ids[1] } });
  });

  test('after FLUSHALL and what is published in the same moment, of which nothing is lost', async () => {
    const { client } = await redisForTest();
    const [log, other] = [await logForTest(client), await logForTest(client)];
    const readers = [readOn(log), readOn(other)];
    for (let n = 0; n < 20; n += 1) await log.append(draft('old'));
    await Promise.all([client.flushall(), log.append(draft('1')), log.append(draft('2')), other.append(draft('3'))]);
    await log.append(draft('end'));
    const kept = (await client.xrange('{bisse}:entries', '-', '+')).map(
      ([, values]) => values[values.indexOf('data') + 1],
    );
    for (const { told } of readers) {
      await vi.waitFor(() => expect(told.at(-1)).toBe('end'), patience);
      expect(told.slice(told.lastIndexOf('gap: epoch'))).toEqual(['gap: epoch', ...kept]);
    }
  });

  test.each(['head', 'entries'])('after the key of its %s was evicted', async (key) => {
    const { client } = await redisForTest();
    const log = await logForTest(client);
    const reader = readOn(log);
    const old = await log.append(draft('1'));
    await vi.waitFor(() => expect(reader.told).toEqual(['1']), patience);
    await client.del(`{bisse}:${key}`);
    await vi.waitFor(() => expect(reader.told).toEqual(['1', 'gap: epoch']), patience);
    await log.append(draft('2'));
    await vi.waitFor(() => expect(reader.told).toEqual(['1', 'gap: epoch', '2']), patience);
    expect(await log.resume(old)).toHaveProperty('reason', 'epoch');
  });

  test('after the key of its entries was evicted while nobody read it', async () => {
    const { client } = await redisForTest();
    const log = await logForTest(client);
    const old = await log.append(draft('1'));
    await log.close();
    await client.del('{bisse}:entries');
    const late = await logForTest(client);
    expect(await late.resume(old)).toEqual({ reason: 'epoch', place: late.head() });
  });

  test('after Redis was killed and kept nothing', async () => {
    const redis = await redisForTest();
    const log = await logForTest(redis.client);
    const reader = readOn(log);
    await log.append(draft('1'));
    await vi.waitFor(() => expect(reader.told).toEqual(['1']), patience);
    await redis.kill();
    await redis.start();
    await publishSurely(log, '2');
    await vi.waitFor(() => expect(reader.told).toEqual(['1', 'gap: epoch', '2']), patience);
  });

  test.each([0, 1, 2, 3])(
    'after Redis lost its last two entries (a failover, a crash), and %i others were published before this instance is back',
    async (others) => {
      const redis = await redisForTest();
      const log = await logForTest(redis.client);
      const reader = readOn(log);
      for (const data of ['1', '2', '3']) await log.append(draft(data));
      await redis.client.save();
      await log.append(draft('lost'));
      const lost = await log.append(draft('lost'));
      await vi.waitFor(() => expect(reader.told).toHaveLength(5), patience);
      await redis.kill();
      await redis.start();
      const other = redisLog(redis.client, { logger: quiet });
      onTestFinished(() => other.close());
      for (let n = 0; n < others; n += 1) await other.append(draft(`other ${n}`));
      await vi.waitFor(() => expect(reader.told.slice(5)[0]).toBe('gap: epoch'), patience);
      expect(await log.resume(lost)).toHaveProperty('reason', 'epoch');
      await publishSurely(log, 'end');
      await vi.waitFor(() => expect(reader.told.at(-1)).toBe('end'), patience);
    },
  );
});

/** An entry as another instance writes it: the place before it, and its data. */
const entry = (epoch: string, before: number, data: string) => {
  const fields = { epoch, before, type: 'a', scopes: '["*"]', event: 'a', data, mutationId: '' };
  return Object.entries(fields).flat();
};

test('a new epoch is read from its first entry on, also where its clock is behind', async () => {
  const { client } = await redisForTest();
  const log = await logForTest(client);
  const reader = readOn(log);
  for (const data of ['1', '2', '3']) await log.append(draft(data));
  await vi.waitFor(() => expect(reader.told).toHaveLength(3), patience);
  const { ms } = parseLogId(log.head().id)!;
  await client
    .multi()
    .flushall()
    .xadd('{bisse}:entries', `${ms - 9}-1`, ...entry('other', ms - 9, 'early'))
    .xadd('{bisse}:entries', `${ms + 9}-2`, ...entry('other', ms - 9, 'late'))
    .hset('{bisse}:head', { epoch: 'other', ms: ms + 9, n: 2 })
    .exec();
  await vi.waitFor(() => expect(reader.told).toEqual(['1', '2', '3', 'gap: epoch', 'early', 'late']), patience);
});

test('a history that was rewritten behind a connection that stayed (a failover behind a proxy, to a clock that is behind) is a gap', async () => {
  const { client } = await redisForTest();
  const log = await logForTest(client);
  const reader = readOn(log);
  for (const data of ['1', '2', '3']) await log.append(draft(data));
  await vi.waitFor(() => expect(reader.told).toHaveLength(3), patience);
  const { epoch, ms } = parseLogId(log.head().id)!;
  await client
    .multi()
    .del('{bisse}:entries')
    .xadd('{bisse}:entries', `${ms - 1}-3`, ...entry(epoch, ms - 2, 'other'))
    .xadd('{bisse}:entries', `${ms + 1}-4`, ...entry(epoch, ms - 1, 'other'))
    .hset('{bisse}:head', { ms: ms + 1, n: 4 })
    .exec();
  await vi.waitFor(() => expect(reader.told).toEqual(['1', '2', '3', 'gap: epoch']), patience);
});

describe('nothing is lost or told twice', () => {
  test('when Redis is killed and kept everything', async () => {
    const redis = await redisForTest({ persistent: true });
    const log = await logForTest(redis.client);
    const reader = readOn(log);
    const first = await log.append(draft('1'));
    await redis.kill();
    await redis.start();
    await publishSurely(log, '2');
    await vi.waitFor(() => expect(reader.told).toEqual(['1', '2']), patience);
    expect(await log.resume(first)).not.toHaveProperty('reason');
  });

  test('when all connections are killed again and again, and what fails is published again with its key', async () => {
    const { client } = await redisForTest();
    const logs = [await logForTest(client), await logForTest(client)];
    const readers = logs.map(readOn);
    const all = Array.from({ length: 200 }, (_, n) => String(n));
    for (const data of all) {
      if (Number(data) % 20 === 10) void client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await publishSurely(logs[Number(data) % 2]!, data);
    }
    for (const { told } of readers) await vi.waitFor(() => expect(told).toEqual(all), patience);
    expect(readers[0]?.ids).toEqual(readers[1]?.ids);
  });

  test('when a connection looks alive and gives no answers: another one takes its place', async () => {
    const { client, port } = await redisForTest();
    const proxy = await startStallingProxy(port);
    onTestFinished(proxy.close);
    const [far, near] = [await logForTest(proxy.port), await logForTest(client)];
    const reader = readOn(far);
    proxy.stall();
    await near.append(draft('1'));
    await vi.waitFor(() => expect(reader.told).toEqual(['1']), patience);
  });
});

describe('17: a reader of a shared log falls behind its trimming', () => {
  test('and is told of the gap, as all streams of its instance are; it goes on with what is there', async () => {
    const { client, port } = await redisForTest();
    const proxy = await startStallingProxy(port);
    onTestFinished(proxy.close);
    const [far, near] = [await logForTest(proxy.port, { max: 10 }), await logForTest(client, { max: 10 })];
    const reader = readOn(far);
    const before = await near.append(draft('before'));
    await vi.waitFor(() => expect(reader.told).toEqual(['before']), patience);
    proxy.stall();
    for (let n = 1; n <= 50; n += 1) await near.append(draft(String(n)));
    proxy.flow();
    await vi.waitFor(() => expect(reader.told.at(-1)).toBe('50'), patience);
    const [, ...after] = reader.told;
    // The read that was under way may still have brought the first ones.
    const gap = after.indexOf('gap: trimmed');
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(after.slice(gap + 1)).toEqual(Array.from({ length: 10 }, (_, n) => String(n + 41)));
    expect(await far.resume(before)).toMatchObject({ reason: 'trimmed', place: { id: reader.ids[gap + 1] } });
    expect(await near.resume(reader.ids[gap + 1]!)).not.toHaveProperty('reason');
  });
});

describe('a publication', () => {
  test('fails at once and says what to do while Redis is down, and is not made later', async () => {
    const redis = await redisForTest({ persistent: true });
    const log = await logForTest(redis.client);
    const reader = readOn(log);
    await redis.kill();
    // This one may still be sent, to a connection that breaks then.
    await expect(log.append(draft('no'))).rejects.toThrow(LogError);
    const startedAt = performance.now();
    const failures = await Promise.all(
      [1, 2].map(async () => log.append(draft('no'))).map((made) => made.catch((error: unknown) => error)),
    );
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(LogError);
      expect((failure as Error).message).toMatch(
        /^bisse: "a" was not published, so no client .*ECONNREFUSED.* Check that Redis/,
      );
    }
    await redis.start();
    await publishSurely(log, 'yes');
    await vi.waitFor(() => expect(reader.told).toEqual(['yes']), patience);
  });

  test('that Redis does not answer fails in time, and says that it may have been made', async () => {
    const { client } = await redisForTest();
    const log = await logForTest(client, { timeout: '1s' });
    await client.call('CLIENT', 'PAUSE', '2000');
    await expect(log.append(draft('1'))).rejects.toThrow(
      /^bisse: "a" may or may not have been published: .* give publications a `key`/,
    );
    await expect(publishSurely(log, '2')).resolves.toMatch(/-\d+$/);
  });

  test('that Redis refuses fails with its reason', async () => {
    const { client } = await redisForTest();
    const log = await logForTest(client);
    await client.set('{bisse}:key:k', 'x');
    await client.config('SET', 'maxmemory', '1');
    await expect(log.append(draft('1', 'k'))).rejects.toThrow(/was not published.*OOM/);
  });

  test('with a key is made once over two instances', async () => {
    const { client } = await redisForTest();
    const logs = [await logForTest(client), await logForTest(client)];
    const reader = readOn(logs[0]!);
    const ids = await Promise.all([...logs, ...logs].map((log) => log.append(draft('once', 'k'))));
    expect(new Set(ids).size).toBe(1);
    await logs[1]?.append(draft('end'));
    await vi.waitFor(() => expect(reader.told).toEqual(['once', 'end']), patience);
  });
});

test('four instances that publish 1,000 events each at once make one order, without a hole, the same for all', async () => {
  const { client } = await redisForTest();
  const logs = await Promise.all([1, 2, 3, 4].map(() => logForTest(client)));
  const readers = logs.map(readOn);
  await Promise.all(
    logs.map(async (log, instance) => {
      for (let n = 0; n < 1_000; n += 10) {
        await Promise.all(Array.from({ length: 10 }, (_, more) => log.append(draft(`${instance}:${n + more}`))));
      }
    }),
  );
  for (const { told } of readers) await vi.waitFor(() => expect(told).toHaveLength(4_000), patience);
  const [first, ...others] = readers;
  expect(first?.ids.map((id) => Number(id.split('-').at(-1)))).toEqual(Array.from({ length: 4_000 }, (_, n) => n + 1));
  for (const other of others) expect(other).toEqual(first);
  for (const instance of [0, 1, 2, 3]) {
    const own = first?.told.filter((data) => data.startsWith(`${instance}:`));
    expect(own).toEqual(Array.from({ length: 1_000 }, (_, n) => `${instance}:${n}`));
  }
});

describe('a cursor that another instance gave', () => {
  test('is waited for by an instance that has not read so far', async () => {
    const { client, port } = await redisForTest();
    const proxy = await startStallingProxy(port);
    onTestFinished(proxy.close);
    const [far, near] = [await logForTest(proxy.port), await logForTest(client)];
    proxy.stall();
    const cursor = await near.append(draft('1'));
    const resumption = far.resume(cursor);
    proxy.flow();
    expect(await resumption).toEqual({ place: expect.objectContaining({ id: cursor }) });
  });

  test('cannot be judged while Redis is away, which is no gap', async () => {
    const redis = await redisForTest({ persistent: true });
    const [log, other] = [await logForTest(redis.client), await logForTest(redis.client)];
    const known = await log.append(draft('1'));
    await vi.waitFor(() => expect(log.head().id).toBe(known), patience);
    await redis.kill();
    await expect(log.resume(known.replace(/1$/, '2'))).rejects.toThrow(LogError);
    expect(await log.resume(known), 'of what it has read itself it is sure').toEqual({ place: log.head() });
    await redis.start();
    expect(await other.resume(await publishSurely(other, '2'))).not.toHaveProperty('reason');
  });

  test('is found by an instance that started later, with all that came after it', async () => {
    const { client } = await redisForTest();
    const log = await logForTest(client);
    const ids: string[] = [];
    for (let n = 0; n < 1_200; n += 1) ids.push(await log.append(draft(String(n))));
    const late = redisLog(client, { logger: quiet });
    onTestFinished(() => late.close());
    const { place, reason } = await late.resume(ids[100]!);
    expect(reason).toBeUndefined();
    expect(late.next(place.position)).toMatchObject({ id: ids[101], data: '101' });
    expect(late.head().position - place.position).toBe(1_099);
  });
});

test('a Cluster holds the log in one slot', async () => {
  const redis = await redisForTest({ cluster: true });
  const { Cluster } = await import('ioredis');
  const cluster = new Cluster([{ host: '127.0.0.1', port: redis.port }]);
  onTestFinished(() => cluster.disconnect());
  const log = redisLog(cluster, { logger: quiet });
  onTestFinished(() => log.close());
  await log.ready();
  const reader = readOn(log);
  const id = await log.append(draft('1', 'k'));
  expect(await log.append(draft('2', 'k'))).toBe(id);
  await vi.waitFor(() => expect(reader.told).toEqual(['1']), patience);
});

test('options of the client that would break the log do not reach it', async () => {
  const { port } = await redisForTest();
  const { Redis } = await import('ioredis');
  const client = new Redis(port, '127.0.0.1', { commandTimeout: 100, keyPrefix: 'app:', lazyConnect: true });
  const errors: unknown[] = [];
  const log = await logForTest(client, { logger: { warn: () => {}, error: (_, message) => errors.push(message) } });
  await sleep(300);
  const reader = readOn(log);
  await log.append(draft('1'));
  await vi.waitFor(() => expect(reader.told).toEqual(['1']), patience);
  expect(errors).toEqual([]);
});

test('Redis keeps no more than it is told to, by count and by age', async () => {
  const { client } = await redisForTest();
  const log = await logForTest(client, { max: 5, retention: 1_000 });
  for (let n = 0; n < 20; n += 1) await log.append(draft(String(n), `key ${n}`));
  expect(await client.xlen('{bisse}:entries')).toBeLessThanOrEqual(5);
  await sleep(1_100);
  await log.append(draft('end'));
  expect(await client.xlen('{bisse}:entries')).toBe(1);
  expect(await client.dbsize(), 'the keys of publications are gone too').toBe(2);
});

test('a closed log has no connection left, and refuses publications', async () => {
  const { client } = await redisForTest();
  const log = await logForTest(client);
  const clients = async () =>
    String(await client.client('LIST'))
      .trim()
      .split('\n').length;
  expect(await clients()).toBe(3);
  await log.close();
  await vi.waitFor(async () => expect(await clients()).toBe(1), patience);
  await expect(log.append(draft('1'))).rejects.toThrow(/the log was closed/);
});

test('limits and names that cannot be meant are refused', async () => {
  const { client } = await redisForTest();
  expect(() => redisLog(client, { max: 0 })).toThrow(/redisLog/);
  for (const name of ['', 'a b', '{a}']) expect(() => redisLog(client, { name })).toThrow(/name/);
});

test('the loss of Redis is told once, and its return', async () => {
  const redis = await redisForTest();
  const told: string[] = [];
  const note = (_: object, message: string) => void told.push(message);
  const logger = { warn: note, error: note };
  const log = await logForTest(redis.client, { logger });
  await redis.kill();
  await sleep(400);
  await redis.start();
  await vi.waitFor(() => expect(told).toHaveLength(2), patience);
  const reader = readOn(log);
  for (const data of ['1', '2']) {
    await log.append(draft(data));
    await vi.waitFor(() => expect(reader.told.at(-1)).toBe(data), patience);
  }
  expect(told).toEqual([
    expect.stringMatching(/cannot be read, so streams carry nothing new.*Check/),
    expect.stringMatching(/read again/),
  ]);
});

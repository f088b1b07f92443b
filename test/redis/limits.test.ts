import { expect, onTestFinished, test, vi } from 'vitest';
import { redisLog } from '../../src/server/log/redis.ts';
import { createRedisLink } from '../../src/server/log/redis-link.ts';
import { redisSeats } from '../../src/server/log/redis-seats.ts';
import { desk } from '../../src/server/test/desk.ts';
import { openStream } from '../../src/server/test/stream-client.ts';
import { createHub, type HubLimits } from '../../src/server.ts';
import type { RedisServer } from '../servers/redis.ts';
import { quiet, redisForTest } from './logs.ts';

vi.setConfig({ testTimeout: 30_000 });
const patience = { timeout: 10_000, interval: 10 };

function instance(redis: RedisServer, limits: HubLimits) {
  const hub = createHub({
    ...{ events: desk, logger: quiet, limits, log: redisLog(redis.client, { logger: quiet }) },
    authorize: ({ headers }) => ({ user: headers.get('x-user') ?? 'ann', scopes: ['channel:*', 'tenant:acme'] }),
  });
  onTestFinished(() => hub.close());
  const open = async (user = 'ann') => {
    const headers = { accept: 'text/event-stream', 'x-user': user };
    return openStream(await hub.fetch(new Request('http://localhost/events', { headers })));
  };
  return { hub, open };
}

test('the streams of all instances count together, and a place is free everywhere when one is closed', async () => {
  const redis = await redisForTest();
  const limits = { perUser: 2, perTenant: 3, total: 3 };
  const [here, there] = [instance(redis, limits), instance(redis, limits)];
  const first = await here.open();
  expect((await there.open()).response.status).toBe(200);
  for (const { open } of [here, there]) expect((await open()).response.status).toBe(429);
  const bob = await here.open('bob');
  expect(bob.response.status).toBe(200);
  expect((await there.open('cat')).response.status).toBe(429);
  await first.leave();
  await vi.waitFor(async () => expect((await there.open()).response.status).toBe(200), patience);
  await here.hub.close();
  await vi.waitFor(async () => expect((await there.open('cat')).response.status).toBe(200), patience);
});

test('the oldest stream makes place at whichever instance it is', async () => {
  const redis = await redisForTest();
  const limits: HubLimits = { perUser: 2, onLimit: 'evict' };
  const [here, there] = [instance(redis, limits), instance(redis, limits)];
  const oldest = await here.open();
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(oldest.blocks[0]?.data.timestamp), patience);
  const others = [await there.open(), await there.open()];
  await oldest.ended;
  expect(oldest.blocks.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'limit' } });
  expect(oldest.retryMs).toBeGreaterThanOrEqual(30_000);
  await here.hub.publish({ type: 'note:added', data: { text: 'on' }, to: 'channel:notes' });
  for (const other of others) await other.until(({ data }) => data.text === 'on');
});

test('connects a minute are counted at all instances', async () => {
  const redis = await redisForTest();
  const limits: HubLimits = { connectsPerMinute: 3, perUser: 100 };
  const [here, there] = [instance(redis, limits), instance(redis, limits)];
  const opened = [await here.open(), await there.open(), await here.open(), await there.open()];
  expect(opened.map(({ response }) => response.status)).toEqual([200, 200, 200, 429]);
  expect(Number(opened[3]?.response.headers.get('retry-after'))).toBeGreaterThan(15);
});

test('while Redis is down nobody is refused, and who came is counted when it is back', async () => {
  const redis = await redisForTest();
  const link = createRedisLink(redis.client, 5_000);
  const seats = redisSeats({ link, prefix: '{t}:', logger: quiet, livesMs: 600 });
  onTestFinished(async () => {
    await seats.close();
    link.close();
  });
  const claim = (id: string) => ({ id, groups: [{ name: 'user:ann', limit: 1 }], evicts: false });
  expect(await seats.take(claim('a'))).toMatchObject({ taken: true });
  expect(await seats.take(claim('b'))).toEqual({ taken: false, full: 'user:ann' });
  await redis.kill();
  expect(await seats.take(claim('c'))).toEqual({ taken: true, evicted: [] });
  await redis.start();
  await vi.waitFor(async () => expect(await redis.client.zcard('{t}:seats:user:ann')).toBe(2), patience);
  // For much longer than a place lives: they are renewed.
  for (let n = 0; n < 20; n += 1) {
    expect(await seats.take(claim('d'))).toEqual({ taken: false, full: 'user:ann' });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

test('places of an instance that has died are free after a while, and leave nothing in Redis', async () => {
  const redis = await redisForTest();
  const seatsOf = () => {
    const link = createRedisLink(redis.client, 5_000);
    const seats = redisSeats({ link, prefix: '{t}:', logger: quiet, livesMs: 400 });
    onTestFinished(() => link.close());
    return { seats, link };
  };
  const [dead, alive] = [seatsOf(), seatsOf()];
  const groups = [{ name: 'user:ann', limit: 1 }];
  expect(await dead.seats.take({ id: 'a', groups, evicts: false })).toMatchObject({ taken: true });
  expect(await alive.seats.take({ id: 'b', groups, evicts: false })).toMatchObject({ taken: false });
  // As a crash does: it renews nothing, and gives nothing back.
  await dead.seats.close();
  dead.link.close();
  await vi.waitFor(
    async () => expect(await alive.seats.take({ id: 'b', groups, evicts: false })).toMatchObject({ taken: true }),
    patience,
  );
  alive.seats.release('b');
  await alive.seats.close();
  await vi.waitFor(async () => expect(await redis.client.keys('*')).toEqual([]), patience);
});

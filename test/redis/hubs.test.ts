import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { redisLog } from '../../src/server/log/redis.ts';
import { desk } from '../../src/server/test/desk.ts';
import { openStream, type StreamClient } from '../../src/server/test/stream-client.ts';
import { createHub, LogError } from '../../src/server.ts';
import { compareLogIds } from '../../src/wire/log-id.ts';
import type { RedisServer } from '../servers/redis.ts';
import { quiet, redisForTest } from './logs.ts';

vi.setConfig({ testTimeout: 30_000 });
const patience = { timeout: 10_000, interval: 5 };

/** An instance: a hub of its own on the Redis that they share. Streams are let in by the header `x-user`. */
function instance(redis: RedisServer) {
  const hub = createHub({
    events: desk,
    logger: quiet,
    log: redisLog(redis.client, { logger: quiet }),
    authorize: (request) => ({ user: request.headers.get('x-user') ?? '1', scopes: ['channel:*', 'pin:*'] }),
  });
  onTestFinished(() => hub.close());
  const request = (init: RequestInit = {}) => hub.fetch(new Request('http://localhost/events?channels=notes', init));
  return {
    hub,
    request,
    open: async (cursor?: string, user = '1') => {
      const headers = { accept: 'text/event-stream', 'x-user': user, ...(cursor && { 'last-event-id': cursor }) };
      return openStream(await request({ headers }));
    },
    post: (change: unknown, user = '1') =>
      request({
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-user': user },
        body: JSON.stringify(change),
      }),
    say: (text: string, to = 'channel:notes') => hub.publish({ type: 'note:added', data: { text }, to }),
  };
}

const texts = (client: StreamClient) => client.events().map(({ data }) => data.text ?? data.channels);

test('what one instance publishes is heard at the other, and a client goes on there where it was', async () => {
  const redis = await redisForTest();
  const [here, there] = [instance(redis), instance(redis)];
  const first = await here.open();
  await here.say('1');
  await there.say('2');
  await first.until(({ data }) => data.text === '2');
  await first.leave();
  await here.say('3');
  await there.say('4');
  const second = await there.open(first.cursor());
  expect((await second.until(() => true)).data).toMatchObject({ resume: 'resumed' });
  await here.say('5');
  await second.until(({ data }) => data.text === '5');
  expect([...texts(first), ...texts(second)]).toEqual(['1', '2', '3', '4', '5']);
  await second.leave();
});

test('a client that changes instances all the time, while both publish, loses nothing and hears nothing twice', async () => {
  const redis = await redisForTest();
  const instances = [instance(redis), instance(redis)];
  const heard: string[] = [];
  const resumed: string[] = [];
  const ids: string[] = [];
  let cursor = (await (await instances[0]!.open()).until(() => true)).id;
  const publishing = (async () => {
    for (let n = 0; n < 300; n += 1) await instances[n % 2]!.say(String(n));
  })();
  for (let hop = 0; heard.length < 300 && hop < 2_000; hop += 1) {
    const client = await instances[hop % 2]!.open(cursor);
    resumed.push((await client.until(() => true)).data.resume);
    await sleep(hop % 3);
    await client.leave();
    cursor = client.cursor();
    heard.push(...texts(client));
    ids.push(...client.events().map(({ id }) => id as string));
  }
  await publishing;
  expect(new Set(resumed)).toEqual(new Set(['resumed']));
  expect(heard).toEqual(Array.from({ length: 300 }, (_, n) => String(n)));
  expect(ids.every((id, index) => index === 0 || (compareLogIds(ids[index - 1]!, id) ?? 0) < 0)).toBe(true);
});

test('a change of channels reaches the stream that another instance holds, in order with its events', async () => {
  const redis = await redisForTest();
  const [here, there] = [instance(redis), instance(redis)];
  const client = await here.open();
  const { connectionId } = (await client.until(() => true)).data;
  await there.say('too early', 'pin:7');
  expect((await there.post({ connectionId, add: ['pin:8'] }, 'somebody else')).status).toBe(202);
  expect((await there.post({ connectionId, add: ['pin:7'] })).status).toBe(202);
  await there.say('in time', 'pin:7');
  await there.say('not for others', 'pin:8');
  await here.say('end');
  await client.until(({ data }) => data.text === 'end');
  expect(texts(client)).toEqual([['notes', 'pin:7'], 'in time', 'end']);
  await client.leave();
});

test('a change for a stream that no instance can hold takes no place in the log', async () => {
  const redis = await redisForTest();
  const { hub, open, post } = instance(redis);
  const client = await open();
  const before = hub.cursor();
  for (const connectionId of ['none', 'x'.repeat(60_000), 'a\n*', '*']) {
    expect((await post({ connectionId, add: ['pin:7'] })).status).toBe(404);
  }
  expect((await post({ connectionId: crypto.randomUUID(), add: ['pin:7'] })).status).toBe(202);
  await vi.waitFor(() => expect(hub.cursor()).toMatch(/-1$/), patience);
  expect(before).toMatch(/-0$/);
  await client.leave();
});

test('open streams are told of a gap when the log begins anew, and go on', async () => {
  const redis = await redisForTest();
  const [here, there] = [instance(redis), instance(redis)];
  const clients = [await here.open(), await there.open()];
  await here.say('1');
  for (const client of clients) await client.until(({ data }) => data.text === '1');
  await redis.client.flushall();
  for (const client of clients) {
    const gap = () => client.blocks.find(({ event }) => event === 'gap');
    await vi.waitFor(() => expect(gap()?.data.reason).toBe('epoch'), patience);
  }
  await here.say('2');
  for (const client of clients) {
    await client.until(({ data }) => data.text === '2');
    const [, , gap, entry] = client.blocks;
    expect(compareLogIds(gap?.id as string, entry?.id as string)).toBeLessThan(0);
  }
  const elsewhere = await there.open(clients[0]?.cursor());
  expect((await elsewhere.until(() => true)).data.resume).toBe('resumed');
  await Promise.all([...clients, elsewhere].map((client) => client.leave()));
});

test('while Redis is down no new stream begins, open ones stay, and all is well when it is back', async () => {
  const redis = await redisForTest({ persistent: true });
  const [here, there] = [instance(redis), instance(redis)];
  const client = await here.open();
  await here.say('1');
  const { id } = await client.until(({ data }) => data.text === '1');
  await redis.kill();
  await expect(here.say('lost')).rejects.toThrow(LogError);
  const late = instance(redis);
  const answer = await late.request({ headers: { accept: 'text/event-stream' } });
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([
    503,
    '1',
    expect.stringMatching(/^bisse: the log cannot be reached/),
  ]);
  expect((await here.post({ connectionId: client.blocks[0]?.data.connectionId, add: ['pin:7'] })).status).toBe(503);
  await redis.start();
  await vi.waitFor(() => there.say('2'), patience);
  await client.until(({ data }) => data.text === '2');
  expect(texts(client)).toEqual(['1', '2']);
  const resumed = await late.open(id);
  await resumed.until(({ data }) => data.text === '2');
  expect(texts(resumed)).toEqual(['2']);
  await Promise.all([client.leave(), resumed.leave()]);
});

test('a hub that was drained has closed its log, and holds no connection to Redis', async () => {
  const redis = await redisForTest();
  const { hub, open } = instance(redis);
  const client = await open();
  const clients = async () =>
    String(await redis.client.client('LIST'))
      .trim()
      .split('\n').length;
  await vi.waitFor(async () => expect(await clients()).toBe(3), patience);
  await hub.drain(0);
  await client.ended;
  expect(client.blocks.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'shutdown' } });
  await vi.waitFor(async () => expect(await clients()).toBe(1), patience);
});

test('a hub can close while it has never reached Redis', async () => {
  const client = new Redis(1, '127.0.0.1', { lazyConnect: true });
  const hub = createHub({ events: desk, logger: quiet, log: redisLog(client, { logger: quiet }) });
  expect(hub.cursor()).toBe('none:0-0');
  await hub.close();
});

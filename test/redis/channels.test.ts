import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { pindown } from '../../src/dialects/pindown.ts';
import { pulsestage } from '../../src/dialects/pulsestage.ts';
import { combineDialects } from '../../src/events/dialect.ts';
import { type RedisChannelsOptions, redisChannels, redisLog } from '../../src/server/log/redis.ts';
import { createHub, type Log, type LogEntry, memoryLog, PublishError } from '../../src/server.ts';
import type { RedisServer } from '../servers/redis.ts';
import { quiet, readOn, redisForTest } from './logs.ts';

const dialect = combineDialects([pindown(), pulsestage()], { framing: 'envelope' });

/** An instance that is subscribed, until the test ends. */
async function subscribed(redis: RedisServer, options: RedisChannelsOptions, log: Log = memoryLog()) {
  const told: { readonly message: string; readonly fields: object }[] = [];
  const note = (fields: object, message: string) => told.push({ message, fields });
  const hub = createHub({ events: dialect, log, logger: { warn: note, error: note } });
  onTestFinished(() => hub.close());
  await log.ready?.();
  const reader = readOn(log);
  const stop = hub.from(redisChannels(redis.client, options));
  await vi.waitFor(() => expect(told).toHaveLength(1));
  return { hub, log, told, stop, events: () => reader.told.map((data) => JSON.parse(data)) };
}

const publish = (redis: RedisServer, channel: string, message: unknown) =>
  redis.client.publish(channel, typeof message === 'string' ? message : JSON.stringify(message));

const views = (pinId: string, n: number) => ({ event: 'pin:views_updated', data: { pinId, views: n } });

test("PinDown's and PulseStage's messages go to whom they are for, in order", async () => {
  const redis = await redisForTest();
  const { log, told } = await subscribed(redis, {
    channels: ['sse:broadcast', 'sse:pin', 'sse:user', 'sse:pin:*', 'sse-events'],
  });
  const position = log.head().position;
  await publish(redis, 'sse:broadcast', { ...views('1', 1), targetChannel: 'pins' });
  await publish(redis, 'sse:pin', { ...views('2', 2), targetPin: '2' });
  await publish(redis, 'sse:user', { ...views('3', 3), targetUser: '9' });
  await publish(redis, 'sse:pin:4', views('4', 4));
  await publish(redis, 'sse-events', {
    ...{ type: 'question:upvoted', tenantId: 'acme', timestamp: 1_700_000_000_000 },
    data: { questionId: 'q', upvotes: 5 },
  });
  await vi.waitFor(() => expect(log.head().position).toBe(position + 5));
  const entries = [1, 2, 3, 4, 5].map((n) => log.next(position + n - 1) as LogEntry);
  expect(entries.map(({ scopes }) => scopes.join())).toEqual([
    'channel:pins',
    'pin:2',
    'user:9',
    'pin:4',
    'tenant:acme',
  ]);
  expect(JSON.parse(entries[4]!.data)).toEqual({
    ...{ type: 'question:upvoted', tenantId: 'acme', timestamp: 1_700_000_000_000 },
    data: { questionId: 'q', upvotes: 5 },
  });
  expect(told[0]?.message).toMatch(/Redis does not keep them.*are lost, and no client is told/);
});

test('a message that cannot be read is told to the logger, and stops nothing', async () => {
  const redis = await redisForTest();
  const { told, events } = await subscribed(redis, { channels: ['sse:broadcast'] });
  const bad = [
    '{"event":',
    'null',
    '[]',
    { event: 'unheard:of', data: {}, targetChannel: 'pins' },
    { event: 'pin:views_updated', data: { pinId: 7 }, targetChannel: 'pins' },
    { ...views('1', 1), targetChannel: 'a\nid: forged' },
    { ...views('1', 1), targetPin: '*' },
    { event: 'for nobody', data: {} },
  ];
  for (const message of bad) await publish(redis, 'sse:broadcast', message);
  await publish(redis, 'sse:broadcast', { ...views('1', 1), targetChannel: 'pins' });
  await vi.waitFor(() => expect(events()).toHaveLength(1));
  expect(told.slice(1).map(({ fields }) => fields)).toEqual([
    { channel: 'sse:broadcast', length: 9, err: expect.any(SyntaxError) },
    ...Array(4).fill({ channel: 'sse:broadcast', length: expect.any(Number), err: expect.any(PublishError) }),
  ]);
});

test('messages of other shapes are read by a map, which may give several publications or none', async () => {
  const redis = await redisForTest();
  const { told, events } = await subscribed(redis, {
    channels: ['app:*'],
    map(message, channel) {
      const { pins } = message as { pins?: readonly string[] };
      return pins?.map((pinId) => ({ type: 'pin:views_updated', data: { pinId, views: 1 }, to: channel.slice(4) }));
    },
  });
  await publish(redis, 'app:pin:1', { pins: ['1', '2'] });
  await publish(redis, 'app:pin:1', {});
  await publish(redis, 'app:pin:1', 'null');
  await publish(redis, 'app:pin:1', { pins: ['3'] });
  await vi.waitFor(() => expect(events().map(({ data }) => data.pinId)).toEqual(['1', '2', '3']));
  expect(told.slice(1)).toEqual([
    expect.objectContaining({ fields: { channel: 'app:pin:1', length: 4, err: expect.any(TypeError) } }),
  ]);
});

test('a connection that is cut is told of and opened again; what was sent meanwhile is lost', async () => {
  const redis = await redisForTest();
  const { told, events } = await subscribed(redis, { channels: ['sse:pin'] });
  const send = (n: number) => publish(redis, 'sse:pin', { ...views('1', n), targetPin: '1' });
  await send(1);
  await vi.waitFor(() => expect(events()).toHaveLength(1));
  await redis.kill();
  await vi.waitFor(() => expect(told).toHaveLength(2));
  await redis.start();
  await vi.waitFor(() => expect(told).toHaveLength(3), { timeout: 20_000 });
  expect(told.slice(1).map(({ message }) => message)).toEqual([
    expect.stringMatching(/^bisse: the Redis channels sse:pin failed/),
    'bisse: the Redis channels sse:pin works again.',
  ]);
  await send(2);
  await vi.waitFor(() => expect(events().map(({ data }) => data.views)).toEqual([1, 2]));
});

test('of several instances with one log each message is published once, and by another one when its publisher leaves', async () => {
  const redis = await redisForTest();
  const shared = () => redisLog(redis.client, { logger: quiet });
  const options = { channels: ['sse:pin'] };
  const instances = [await subscribed(redis, options, shared()), await subscribed(redis, options, shared())];
  const { events } = instances[0]!;
  let sent = 0;
  const arrived = () => events().map(({ data }) => data.views);
  const send = () => {
    sent += 1;
    return publish(redis, 'sse:pin', { ...views('1', sent), targetPin: '1' });
  };
  // Until one of them has taken its turn, messages are lost.
  await vi.waitFor(async () => {
    await send();
    expect(arrived()).not.toEqual([]);
  });
  for (let n = 0; n < 20; n += 1) await send();
  await vi.waitFor(() => expect(arrived().at(-1)).toBe(sent));
  expect(arrived().slice(-20)).toEqual(Array.from({ length: 20 }, (_, n) => sent - 19 + n));
  await instances[0]!.stop();
  const before = arrived().length;
  await vi.waitFor(async () => {
    await send();
    expect(arrived().length).toBeGreaterThan(before);
  });
  await send();
  await vi.waitFor(() => expect(arrived().at(-1)).toBe(sent));
  expect(new Set(arrived()).size).toBe(arrived().length);
});

test('an instance that publishes without a pause stays the one that does', async () => {
  const redis = await redisForTest();
  const shared = () => redisLog(redis.client, { logger: quiet });
  const options = { channels: ['sse:pin'] };
  const instances = [await subscribed(redis, options, shared()), await subscribed(redis, options, shared())];
  const { events } = instances[0]!;
  const until = Date.now() + 7_000;
  let sent = 0;
  for (; Date.now() < until; await sleep(5)) {
    sent += 1;
    await publish(redis, 'sse:pin', { ...views('1', sent), targetPin: '1' });
  }
  await vi.waitFor(() => expect(events().at(-1)?.data.views).toBe(sent));
  const arrived = events().map(({ data }) => data.views);
  expect(arrived).toEqual(Array.from({ length: arrived.length }, (_, n) => sent - arrived.length + 1 + n));
});

test('without a shared log every instance publishes for its own clients', async () => {
  const redis = await redisForTest();
  const instances = [
    await subscribed(redis, { channels: ['sse:pin'] }),
    await subscribed(redis, { channels: ['sse:pin'] }),
  ];
  await publish(redis, 'sse:pin', { ...views('1', 1), targetPin: '1' });
  for (const { events } of instances) await vi.waitFor(() => expect(events()).toHaveLength(1));
});

test('what is stopped leaves no connection', async () => {
  const redis = await redisForTest();
  const { hub } = await subscribed(redis, { channels: ['sse:pin'] });
  const clients = async () =>
    String(await redis.client.client('LIST'))
      .trim()
      .split('\n').length;
  await hub.close();
  await vi.waitFor(async () => expect(await clients()).toBe(1));
});

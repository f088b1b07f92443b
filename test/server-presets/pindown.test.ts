import { EventSource } from 'bisse/eventsource';
import { memoryLog } from 'bisse/server';
import type { SSEPluginOptions } from 'bisse/server/presets/pindown';
import { ssePlugin } from 'bisse/server/presets/pindown';
import { redisLog } from 'bisse/server/redis';
import Fastify from 'fastify';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { pindownFrames } from '../../src/dialects/test/frames/pindown.ts';
import { ConfigError } from '../../src/errors.ts';
import { startRedis } from '../servers/redis.ts';
import type { AppOptions } from './apps/app.ts';
import { startPinDown } from './apps/pindown.ts';
import { brokenLog } from './broken-log.ts';
import { dataOf, openRaw } from './raw-stream.ts';

async function start(options: AppOptions & SSEPluginOptions = {}) {
  const app = await startPinDown(options);
  onTestFinished(() => app.close());
  const open = async (query: string, headers?: Record<string, string>) => {
    const stream = await openRaw(`${app.origin}/api/sse/stream?${query}`, headers);
    await stream.until('event: connected');
    return stream;
  };
  const put = (id: string, templateVars: unknown) =>
    fetch(`${app.origin}/api/pins/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ templateVars }),
    });
  return { ...app, ...app.code, open, put };
}

test('every event is written in the very bytes of the document', async () => {
  const { open, fastify } = await start();
  const stream = await open('channels=pins,automation,system,ai,analytics');
  const { connected: _, ping: __, ...frames } = pindownFrames;
  const channels = { pin: 'pins', automation: 'automation', system: 'system', ai: 'ai', analytics: 'analytics' };
  for (const [type, frame] of Object.entries(frames)) {
    fastify.sse.broadcast(channels[type.split(':')[0] as keyof typeof channels], type, dataOf(frame));
  }
  await stream.until('trending_pins');
  await vi.waitFor(() => expect(stream.blocks().slice(1)).toEqual(Object.values(frames)));
});

test('a stream begins with connected, and a quiet one has pings, with the times and names of the document', async () => {
  const { open } = await start({ heartbeat: 30 });
  const stream = await open('channels=pins&pinId=7');
  await stream.until('event: ping');
  const [connected, ping] = stream.blocks();
  expect(connected).toMatch(/^event: connected\ndata: \{"connectionId":"/);
  const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(dataOf(connected)).toMatchObject({
    timestamp: iso,
    channels: ['pins', 'pin:7'],
    resume: 'fresh',
    heartbeatMs: 30,
  });
  expect(dataOf(connected)).not.toHaveProperty('control');
  expect(ping).toMatch(/^event: ping\n/);
  expect(dataOf(ping)).toEqual({ timestamp: iso });
  expect(stream.response.headers.get('content-type')).toMatch('text/event-stream');
  expect(stream.response.headers.get('access-control-allow-origin')).toBe('*');
});

describe('who hears what', () => {
  test('a channel is heard by those who asked for it, whatever its events are called', async () => {
    const { open, fastify } = await start();
    const [pins, automation] = [await open('channels=pins'), await open('channels=automation')];
    fastify.sse.broadcast('pins', 'pin:updated', { pinId: '123' });
    fastify.sse.broadcast('automation', 'end', {});
    await automation.until('event: end');
    await pins.until('event: pin:updated\n');
    expect(automation.text()).not.toContain('pin:updated');
  });

  test('a pin is heard by those who asked for it, and for no pin in particular, once each', async () => {
    const { open, put, fastify } = await start();
    const queries = ['channels=pins&pinId=7', 'channels=pins', 'channels=pins&pinId=8', 'channels=automation'];
    const streams = await Promise.all([...queries, 'channels=ai&pinId=7,8'].map((query) => open(query)));
    expect((await put('7', { a: 1 })).status).toBe(200);
    fastify.sse.broadcastToPin('8', 'pin:views_updated', { pinId: '8', views: 1 });
    fastify.sse.broadcastToUser('user_123', 'end', {});
    for (const stream of streams) await stream.until('event: end');
    const heard = streams.map(
      (stream) =>
        stream
          .text()
          .match(/(?<="pinId":")\d/g)
          ?.join('') ?? '',
    );
    expect(heard).toEqual(['7', '78', '8', '', '78']);
  });

  test('a user is heard by that user alone, in every stream', async () => {
    const { open, fastify } = await start();
    const ana = await open('channels=ai', { authorization: 'Bearer ana' });
    const bea = await open('channels=ai,user:ana,pin:*,every:pin', { authorization: 'Bearer bea' });
    fastify.sse.broadcastToUser('ana', 'hello', {});
    fastify.sse.broadcastToPin('7', 'pin:views_updated', { pinId: '7', views: 1 });
    fastify.sse.broadcast('ai', 'end', {});
    for (const stream of [ana, bea]) await stream.until('event: end');
    expect(ana.text()).toContain('event: hello');
    expect(bea.blocks().slice(1)).toEqual(['event: end\ndata: {}\n\n']);
  });

  test('what an app allows is all that is heard, whatever is asked for', async () => {
    const { open, fastify } = await start({ scopes: async () => ['channel:pins', 'pin:7'] });
    const all = await open('channels=pins,ai');
    const other = await open('channels=pins&pinId=8');
    for (const pin of ['7', '8']) fastify.sse.broadcastToPin(pin, 'pin:views_updated', { pinId: pin, views: 1 });
    fastify.sse.broadcast('ai', 'ai:secret', {});
    fastify.sse.broadcast('pins', 'end', {});
    for (const stream of [all, other]) await stream.until('event: end');
    expect(
      all
        .blocks()
        .slice(1)
        .map((block) => dataOf(block).pinId),
    ).toEqual(['7', undefined]);
    expect(other.blocks()).toHaveLength(2);
  });
});

test('a request without channels gets 400, and one that authenticate refuses what that says', async () => {
  const { origin } = await start();
  expect((await fetch(`${origin}/api/sse/stream`)).status).toBe(400);
  const refused = await fetch(`${origin}/api/sse/stream?channels=pins`, { headers: { authorization: 'Bearer wrong' } });
  expect([refused.status, await refused.json()]).toEqual([401, { error: 'Unauthorized' }]);
  expect((await fetch(`${origin}/api/sse/stream?channels=pins`, { method: 'POST' })).status).toBe(404);
});

test('a stream ends with its token', async () => {
  const { open } = await start();
  const stream = await open('channels=pins', { authorization: 'Bearer old' });
  await stream.ended;
  expect(stream.text()).toContain('"reason":"expired"');
});

test('a user may have five streams, and is told when to ask for a sixth', async () => {
  const { origin, open } = await start();
  for (let index = 0; index < 5; index += 1) await open('channels=pins');
  const sixth = await fetch(`${origin}/api/sse/stream?channels=pins`);
  expect(sixth.status).toBe(429);
  expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('health has the fields of the document', async () => {
  const { origin, open } = await start();
  await open('channels=pins,ai&pinId=7');
  await open('channels=pins');
  const health = await (await fetch(`${origin}/api/sse/health`)).json();
  expect(health).toEqual({
    activeConnections: 2,
    connectionsByChannel: { pins: 2, ai: 1 },
    serverUptime: expect.any(Number),
    memoryUsage: expect.objectContaining({ heapUsed: expect.any(Number), rss: expect.any(Number) }),
  });
});

test("the document's test of live updates holds, where its messages have no names", async () => {
  const { origin, fastify } = await start({ framing: 'event-envelope' });
  const eventSource = new EventSource(`${origin}/api/sse/stream?channels=pins`);
  onTestFinished(() => eventSource.close());
  // biome-ignore lint/suspicious/noExplicitAny: as the document has it.
  const events: any[] = [];

  eventSource.onmessage = (event) => {
    events.push(JSON.parse(event.data));
  };
  await vi.waitFor(() => expect(eventSource.readyState).toBe(EventSource.OPEN));
  await vi.waitFor(() => expect(fastify.sse.hub.health().activeConnections).toBe(1));

  // Trigger update
  await fastify.inject({
    method: 'PUT',
    url: '/api/pins/123',
    payload: { templateVars: { status: 'updated' } },
  });

  await vi.waitFor(() => expect(events.length).toBeGreaterThan(0));
  expect(events[0].event).toBe('pin:content_updated');
  expect(events[0].data).toMatchObject({ pinId: '123', updatedVars: { status: 'updated' } });
});

test('a stream goes on where it was cut, also at another instance of one Redis', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const instances = [
    await start({ log: redisLog(redis.client) }),
    await start({ log: redisLog(redis.client) }),
  ] as const;
  const before = await instances[0].open('channels=pins&pinId=7');
  await instances[1].put('7', { n: 1 });
  await before.until('"n":1');
  await before.close();
  await instances[0].put('7', { n: 2 });
  await instances[0].put('8', { n: 3 });
  const after = await instances[1].open('channels=pins&pinId=7', { 'last-event-id': before.cursor() });
  await instances[0].put('7', { n: 4 });
  await after.until('"n":4');
  expect(dataOf(after.blocks()[0])).toMatchObject({ resume: 'resumed' });
  expect(after.text().match(/(?<="n":)\d/g)).toEqual(['2', '4']);
});

test('what other programs publish in Redis is sent once', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const { open, onRedisMessage, fastify } = await start();
  const subscriber = redis.client.duplicate();
  onTestFinished(() => subscriber.disconnect());
  await subscriber.subscribe('sse:broadcast', 'sse:pin', 'sse:user');
  subscriber.on('message', onRedisMessage);
  const stream = await open('channels=ai&pinId=7');
  const publish = (channel: string, message: object) => redis.client.publish(channel, JSON.stringify(message));
  await publish('sse:broadcast', { event: 'first', data: {}, targetChannel: 'ai' });
  await publish('sse:pin', { event: 'second', data: {}, targetPin: '7' });
  await publish('sse:user', { event: 'third', data: {}, targetUser: 'user_123' });
  await stream.until('event: third');
  expect(stream.text().match(/(?<=^event: ).*$/gm)).toEqual(['connected', 'first', 'second', 'third']);
  expect(fastify.sse.hub.stats().published).toBe(3);
});

test('a broadcast that fails never fails the write, and is told', async () => {
  const error = vi.fn();
  const { put, updateAutomationStatus, fastify } = await start({ log: brokenLog(), logger: { warn() {}, error } });
  expect((await put('7', { a: 1 })).status).toBe(200);
  await updateAutomationStatus('pipe_456', { stage: 'x', status: 'running', progress: 1, message: '' });
  await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(2));
  expect(error.mock.calls[0]?.[0]).toMatchObject({ type: 'pin:content_updated', err: { name: 'LogError' } });
  await fastify.inject('/api/sse/health');
});

test('a listed event with a payload that clients would refuse is not sent, and is told', async () => {
  const error = vi.fn();
  const { open, fastify } = await start({ log: memoryLog(), logger: { warn() {}, error } });
  const stream = await open('channels=pins');
  fastify.sse.broadcast('pins', 'pin:views_updated', { pinId: 7, views: 'many' });
  fastify.sse.broadcast('pins', 'end', {});
  await stream.until('event: end');
  expect(stream.text()).not.toContain('views_updated');
  expect(error).toHaveBeenCalledTimes(1);
});

test('closing the app ends its streams', async () => {
  const { open, fastify } = await start();
  const stream = await open('channels=pins');
  await fastify.close();
  await stream.ended;
  expect(stream.text()).toContain('event: bye');
});

test('it says what is missing where there is no authenticate', async () => {
  const fastify = Fastify();
  await expect(async () => {
    await fastify.register(ssePlugin);
    await fastify.ready();
  }).rejects.toThrow(ConfigError);
});

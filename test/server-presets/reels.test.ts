import { memoryLog } from 'bisse/server';
import { createSSEService, SSEManager, type SSEManagerOptions } from 'bisse/server/presets/reels';
import { redisLog } from 'bisse/server/redis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { reelsFrames } from '../../src/dialects/test/frames/reels.ts';
import { ConfigError } from '../../src/errors.ts';
import { createVirtualClock } from '../../src/utils/virtual-clock.ts';
import { startRedis } from '../servers/redis.ts';
import type { AppOptions } from './apps/app.ts';
import { startReels } from './apps/reels.ts';
import { brokenLog } from './broken-log.ts';
import { dataOf, openRaw } from './raw-stream.ts';

async function start(options: AppOptions & SSEManagerOptions = {}) {
  const app = await startReels(options);
  onTestFinished(() => app.close());
  const open = async (query = 'userId=user123', headers?: Record<string, string>) => {
    const stream = await openRaw(`${app.origin}/api/sse?${query}`, headers);
    await stream.until('"connected"');
    return stream;
  };
  const titles = (stream: Awaited<ReturnType<typeof open>>) => stream.text().match(/(?<="title":")[^"]*/g) ?? [];
  const notify = (title: string, user = 'user123') => app.code.sendNotification(user, { title, message: '' });
  return { ...app, ...app.code, open, titles, notify };
}

test("the document's own code sends what its hook reads, byte for byte", async () => {
  const { open, quickStart, POST, sendUserUpdate, sendCustomEvent } = await start();
  const stream = await open();
  await quickStart();
  await sendUserUpdate('user123', { type: 'profile', data: { displayName: 'John' } });
  await sendCustomEvent('user123', 'custom_event', { customData: 'value' });
  const { playbackUrl, thumbnailUrl } = dataOf(reelsFrames.reel_ready).data;
  await POST({ type: 'video.upload.progress', userId: 'user123', reelId: 'reel_456', progress: 5 });
  await POST({ type: 'video.asset.ready', userId: 'user123', reelId: 'reel_456', playbackUrl, thumbnailUrl });
  await stream.until('reel_ready');
  const { notification, reel_upload_progress, system_alert, user_update, custom_event, reel_ready } = reelsFrames;
  expect(stream.blocks().slice(1)).toEqual([
    ...[notification, reel_upload_progress, system_alert, user_update, custom_event],
    'data: {"event":"reel_upload_progress","data":{"reelId":"reel_456","progress":5,"status":"uploading"}}\n\n',
    reel_ready.replace(',"duration":12.5', ''),
  ]);
});

test('a background job tells how it ended', async () => {
  const { open, processUserData, titles } = await start();
  const stream = await open();
  await processUserData('user123', async () => {});
  await processUserData('user123', () => Promise.reject(new Error('no')));
  await stream.until('Failed');
  expect(titles(stream)).toEqual(['Processing Complete', 'Processing Failed']);
});

test('a quiet stream has heartbeats, and it begins with connected', async () => {
  const { open } = await start({ heartbeat: 30 });
  const stream = await open();
  await stream.until('"heartbeat"');
  const [connected, heartbeat] = stream.blocks().map(dataOf);
  expect(connected).toMatchObject({ event: 'connected', heartbeatMs: 30 });
  expect(heartbeat).toEqual({
    event: 'heartbeat',
    timestamp: expect.any(Number),
    data: { timestamp: heartbeat.timestamp },
  });
});

test('a user hears what is sent to that user, and alerts', async () => {
  const { open, notify, titles, sendSystemAlert } = await start();
  const [ana, bea] = [await open('userId=ana'), await open('userId=bea')];
  await notify('for Ana', 'ana');
  await notify('for Bea', 'bea');
  await sendSystemAlert({ message: 'end', type: 'info' });
  for (const stream of [ana, bea]) await stream.until('"end"');
  expect([ana, bea].map(titles)).toEqual([['for Ana'], ['for Bea']]);
});

test('the session says who a user is: another one is refused, and nobody too', async () => {
  const { origin, open } = await start();
  const ask = (query: string, headers = {}) => fetch(`${origin}/api/sse?${query}`, { headers });
  expect((await ask('userId=bea', { session: 'ana' })).status).toBe(403);
  expect((await ask('')).status).toBe(401);
  await open('sessionId=s1', { session: 'ana' });
  const manager = new SSEManager();
  const answer = await manager.GET(new Request('http://localhost/api/sse?userId=ana'));
  expect(answer.status).toBe(401);
  await manager.destroy();
});

test('the page asks for the events that it wants', async () => {
  const { open, quickStart, sendCustomEvent } = await start();
  const stream = await open('userId=user123&events=notification%2Ccustom_event');
  await quickStart();
  await sendCustomEvent('user123', 'custom_event', {});
  await stream.until('"custom_event"');
  expect(
    stream
      .blocks()
      .slice(1)
      .map((block) => dataOf(block).event),
  ).toEqual(['notification', 'custom_event']);
});

describe('messages to a user who is away', () => {
  test('wait for a user who was never there', async () => {
    const { open, notify, titles } = await start();
    await notify('1');
    await notify('not his', 'other');
    const stream = await open();
    await notify('2');
    await stream.until('"2"');
    expect(titles(stream)).toEqual(['1', '2']);
  });

  test('wait from where the last stream ended, and come once', async () => {
    const { open, notify, titles, sendSystemAlert, getSSEService } = await start();
    const first = await open();
    await notify('1');
    await first.until('"1"');
    await first.close();
    await vi.waitFor(() => expect(getSSEService().getClientCountForUser('user123')).toBe(0));
    await notify('2');
    await sendSystemAlert({ message: 'while away', type: 'info' });
    const second = await open();
    await second.until('while away');
    const third = await open();
    await notify('3');
    for (const stream of [second, third]) await stream.until('"3"');
    expect([second, third].map(titles)).toEqual([['2', '3'], ['3']]);
    expect(dataOf(second.blocks()[0])).toMatchObject({ resume: 'resumed' });
  });

  test('are there no longer than the log keeps them, and their loss is no gap for a new page', async () => {
    const { open, notify, titles, getSSEService } = await start({ log: memoryLog({ max: 2 }) });
    const first = await open();
    await first.close();
    await vi.waitFor(() => expect(getSSEService().getClientCount()).toBe(0));
    for (const title of ['1', '2', '3']) await notify(title);
    const stream = await open();
    await notify('4');
    await stream.until('"4"');
    expect(titles(stream)).toEqual(['2', '3', '4']);
    expect(dataOf(stream.blocks()[0])).toMatchObject({ resume: 'resumed' });
  });

  test('come by the cursor where the page has one', async () => {
    const { open, notify, titles, drop } = await start();
    const before = await open();
    await notify('1');
    await before.until('"1"');
    drop();
    await before.ended;
    await notify('2');
    const after = await open('userId=user123', { 'last-event-id': before.cursor() });
    await notify('3');
    await after.until('"3"');
    expect(titles(after)).toEqual(['2', '3']);
  });

  test('come once at whichever instance, where these keep places together', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const places = {
      get: (user: string) => redis.client.get(`left:${user}`),
      set: (user: string, id: string) => redis.client.set(`left:${user}`, id, 'PX', 300_000),
    };
    const one = await start({ log: redisLog(redis.client), places });
    const other = await start({ log: redisLog(redis.client), places });
    const first = await one.open();
    await one.notify('1');
    await first.until('"1"');
    await first.close();
    await vi.waitFor(async () => expect(await places.get('user123')).toBe(first.cursor()));
    await one.notify('2');
    const second = await other.open();
    await one.notify('3');
    await second.until('"3"');
    expect(other.titles(second)).toEqual(['2', '3']);
  });

  test('come again rather than not at all, where places cannot be reached', async () => {
    const error = vi.fn();
    const places = {
      get: () => Promise.reject(new Error('down')),
      set() {
        throw new Error('down');
      },
    };
    const { open, notify, titles } = await start({ places, logger: { warn() {}, error } });
    await notify('1');
    const first = await open();
    await first.until('"1"');
    await first.close();
    await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(2));
    const second = await open();
    await second.until('"1"');
    expect(titles(second)).toEqual(['1']);
  });

  test('wait in Redis for any instance', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const one = await start({ log: redisLog(redis.client) });
    await one.notify('1');
    const other = await start({ log: redisLog(redis.client) });
    const stream = await other.open();
    await one.notify('2');
    await stream.until('"2"');
    expect(other.titles(stream)).toEqual(['1', '2']);
  });
});

test('a sixth stream of a user ends the oldest one', async () => {
  const { open, getSSEService } = await start();
  const streams = [];
  for (let index = 0; index < 6; index += 1) streams.push(await open());
  await streams[0]?.ended;
  expect(streams[0]?.text()).toContain('"limit"');
  await vi.waitFor(() => expect(getSSEService().getClientCount()).toBe(5));
  expect(getSSEService().getClientCountForUser('user123')).toBe(5);
});

test('options have the meanings of the document', async () => {
  const clock = createVirtualClock(1_000);
  const manager = new SSEManager({
    ...{ heartbeatInterval: 10_000, maxClientsPerUser: 1, cleanupInterval: 60_000, eventRetentionTime: 300_000 },
    ...{ clock, limits: { onLimit: 'reject' }, logger: { warn() {}, error() {} } },
    authorize: (_, { userId }) => ({ user: userId }),
  });
  const { sendNotification, getSSEService } = createSSEService(manager);
  const ask = () =>
    manager.GET(new Request('http://localhost/api/sse?userId=u', { headers: { accept: 'text/event-stream' } }));
  await sendNotification('u', { title: 'old', message: '' });
  await clock.advance(300_001);
  await sendNotification('u', { title: 'new', message: '' });
  const first = await ask();
  expect((await ask()).status).toBe(429);
  const reader = first.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => (await reader?.read())?.value ?? '';
  expect(await read()).toContain('"heartbeatMs":10000');
  const waiting = await read();
  expect(waiting).toContain('"new"');
  expect(waiting).not.toContain('"old"');
  // The reader takes nothing any more, until its buffer is full; then it has a minute.
  for (let index = 0; index < 80; index += 1) await sendNotification('u', { title: 'x'.repeat(1_000), message: '' });
  await clock.advance(59_000);
  expect(getSSEService().getClientCountForUser('u')).toBe(1);
  await clock.advance(2_000);
  expect(getSSEService().getClientCount()).toBe(0);
  await getSSEService().destroy();
  expect((await ask()).status).toBe(503);
});

test('a retention beside a log of its own is refused, for the log has one', () => {
  expect(() => new SSEManager({ log: memoryLog(), eventRetentionTime: 1_000 })).toThrow(ConfigError);
});

test('what cannot be sent never fails the work, and is told', async () => {
  const error = vi.fn();
  const { origin, notify } = await start({ log: brokenLog(), logger: { warn() {}, error } });
  const body = JSON.stringify({ type: 'video.upload.progress', userId: 'u', reelId: 'r', progress: 5 });
  const answer = await fetch(`${origin}/webhook`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(200);
  await notify('1');
  expect(error).toHaveBeenCalledTimes(2);
});

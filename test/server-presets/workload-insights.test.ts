import type { Activity } from 'bisse/dialects/workload-insights';
import type { EventPublisherOptions } from 'bisse/server/presets/workload-insights';
import { expect, onTestFinished, test, vi } from 'vitest';
import { workloadInsightsFrames } from '../../src/dialects/test/frames/workload-insights.ts';
import type { AppOptions } from './apps/app.ts';
import { startWorkloadInsights } from './apps/workload-insights.ts';
import { brokenLog } from './broken-log.ts';
import { dataOf, openRaw } from './raw-stream.ts';

const { activity_created, activity_updated, assignment_changed, presence_updated } = workloadInsightsFrames;
const activity = dataOf(activity_created).data as Activity;

async function start(options: AppOptions & Partial<EventPublisherOptions> = {}) {
  const app = await startWorkloadInsights(options);
  onTestFinished(() => app.close());
  const open = async (headers?: Record<string, string>) => {
    const stream = await openRaw(`${app.origin}/api/events`, headers);
    await stream.until('"connected"');
    return stream;
  };
  const send = (method: string, path: string, body: unknown) =>
    fetch(app.origin + path, { method, body: JSON.stringify(body) });
  return { ...app, ...app.code, open, send };
}

test('the routes of the document tell of activities, in its very bytes but for the time', async () => {
  const { open, send } = await start();
  const stream = await open();
  const began = Date.now();
  await send('POST', '/api/activities', { ...activity, notes: 'internal' });
  const latestUpdate = dataOf(activity_updated).data.latestUpdate;
  await send('PUT', '/api/activities/act_1', {
    updateType: 'status',
    status: 'in_progress',
    latestUpdate,
    assignedTo: null,
  });
  await send('PUT', '/api/activities/act_1', { updateType: 'assignment', status: 'open', assignedTo: 'user-123' });
  await stream.until('"newAssigneeId":"user-123"');
  const blocks = stream.blocks().slice(1);
  expect(blocks.map((block) => dataOf(block).type)).toEqual([
    'activity_created',
    ...['activity_updated', 'assignment_changed', 'activity_updated', 'assignment_changed'],
  ]);
  for (const block of blocks) expect(dataOf(block).timestamp).toBeGreaterThanOrEqual(began);
  const timeless = (block: string | undefined) => block?.replace(/\d{13}\}/, '…}');
  const withoutOld = (block: string | undefined) => block?.replace('"oldAssigneeId":null,', '');
  expect(timeless(blocks[0])).toBe(timeless(activity_created));
  expect(timeless(blocks[1])).toBe(timeless(activity_updated));
  expect(timeless(withoutOld(blocks[4]))).toBe(timeless(assignment_changed));
  expect(stream.text()).not.toContain('internal');
});

test('an event of the app is broadcast as it is, with its own time', async () => {
  const error = vi.fn();
  const { open, eventPublisher, announce } = await start({ logger: { warn() {}, error } });
  const stream = await open();
  await eventPublisher.broadcastEvent(dataOf(presence_updated));
  await eventPublisher.broadcastEvent({ type: 'heartbeat', data: {}, timestamp: 1 });
  announce();
  await vi.waitFor(() => expect(stream.blocks()).toHaveLength(3));
  expect(stream.blocks()[1]).toBe(presence_updated);
  expect(error).not.toHaveBeenCalled();
  expect(dataOf(stream.blocks()[2])).toMatchObject({
    type: 'presence_updated',
    data: { userId: 'user-123', isOnline: true },
  });
});

test('a quiet stream has the heartbeats of the document', async () => {
  const { open } = await start({ heartbeat: 30 });
  const stream = await open();
  await stream.until('"heartbeat"');
  const heartbeat = dataOf(stream.blocks()[1]);
  expect(heartbeat).toEqual({
    type: 'heartbeat',
    timestamp: expect.any(Number),
    data: { timestamp: heartbeat.timestamp },
  });
  expect(stream.response.headers.get('access-control-allow-origin')).toBe('*');
});

test('broadcasts of one activity are in the order of their reads, however long these take', async () => {
  let version = 0;
  const waits = [60, 0, 30, 0];
  const { open, eventPublisher } = await start({
    async loadActivity(id) {
      version += 1;
      const read = { ...activity, id, status: `v${version}` };
      await new Promise((resolve) => setTimeout(resolve, waits.shift()));
      return read;
    },
  });
  const stream = await open();
  await Promise.all([
    eventPublisher.broadcastActivityCreated('a'),
    eventPublisher.broadcastActivityUpdated('a', 'status'),
    eventPublisher.broadcastAssignmentChanged('a', undefined, 'user-1'),
    eventPublisher.broadcastActivityUpdated('a', 'general'),
  ]);
  await vi.waitFor(() => expect(stream.blocks()).toHaveLength(5));
  expect(
    stream
      .blocks()
      .slice(1)
      .map((block) => dataOf(block).data.status),
  ).toEqual(['v1', 'v2', 'v3', 'v4']);
});

test('statistics are those of the document', async () => {
  const { open, eventPublisher } = await start({
    authorize: ({ headers }) => ({ user: headers.get('user') ?? undefined }),
  });
  const stats = eventPublisher.getConnectionStats;
  expect(stats()).toEqual({ totalConnections: 0, activeConnections: 0, connectionsByUser: new Map() });
  const streams = [await open({ user: 'ana' }), await open({ user: 'ana' }), await open()];
  expect(stats()).toEqual({ totalConnections: 3, activeConnections: 3, connectionsByUser: new Map([['ana', 2]]) });
  await streams[0]?.close();
  await vi.waitFor(() => expect(stats().connectionsByUser).toEqual(new Map([['ana', 1]])));
});

test('an event may be for one user, and a client that authorize does not know gets none', async () => {
  const { open, origin, eventPublisher } = await start({
    authorize: ({ headers }) => (headers.has('user') ? { user: headers.get('user') ?? undefined } : null),
  });
  const [ana, bea] = [await open({ user: 'ana' }), await open({ user: 'bea' })];
  const online = (userId: string) =>
    ({ type: 'presence_updated', data: { userId, isOnline: true }, timestamp: 1 }) as const;
  await eventPublisher.broadcastEvent(online('secret'), 'user:ana');
  await eventPublisher.broadcastEvent(online('end'));
  for (const stream of [ana, bea]) await stream.until('"end"');
  expect([ana, bea].map((stream) => stream.text().includes('secret'))).toEqual([true, false]);
  expect((await fetch(`${origin}/api/events`)).status).toBe(401);
});

test('a stream goes on where it was cut, with what came meanwhile, once', async () => {
  const { open, drop, eventPublisher } = await start();
  const online = (userId: string) =>
    eventPublisher.broadcastEvent({ type: 'presence_updated', data: { userId, isOnline: true }, timestamp: 1 });
  const before = await open();
  await online('u1');
  await before.until('u1');
  drop();
  await before.ended;
  await online('u2');
  const after = await open({ 'last-event-id': before.cursor() });
  await online('u3');
  await after.until('u3');
  expect(after.text().match(/u\d/g)).toEqual(['u2', 'u3']);
});

test('a broadcast that fails never fails the write, and is told', async () => {
  const error = vi.fn();
  const logger = { warn() {}, error };
  const { send, eventPublisher } = await start({ log: brokenLog(), logger });
  expect((await send('POST', '/api/activities', activity)).status).toBe(200);
  expect(error).toHaveBeenCalledTimes(1);
  const broken = await start({
    logger,
    loadActivity() {
      throw new Error('the database is down');
    },
  });
  await broken.eventPublisher.broadcastActivityCreated('act_1');
  expect(error.mock.calls[1]?.[0]).toMatchObject({ id: 'act_1', err: { message: 'the database is down' } });
  await eventPublisher.broadcastActivityCreated('nobody knows it');
  expect(error).toHaveBeenCalledTimes(2);
});

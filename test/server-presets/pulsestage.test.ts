import { createServer } from 'node:http';
import { createEventBus, sseRoute } from 'bisse/server/presets/pulsestage';
import { redisLog } from 'bisse/server/redis';
import express from 'express';
import { expect, onTestFinished, test, vi } from 'vitest';
import { pulsestageFrames } from '../../src/dialects/test/frames/pulsestage.ts';
import { startRedis } from '../servers/redis.ts';
import { type AppOptions, run } from './apps/app.ts';
import { startPulseStage } from './apps/pulsestage.ts';
import { brokenLog } from './broken-log.ts';
import { dataOf, openRaw } from './raw-stream.ts';

const acme = 'acme-tenant-id';

async function start(options: AppOptions = {}) {
  const app = await startPulseStage(options);
  onTestFinished(() => app.close());
  const open = async (query = '?tenantId=acme', headers?: Record<string, string>) => {
    const stream = await openRaw(`${app.origin}/sse${query}`, headers);
    await stream.until('"connected"');
    return stream;
  };
  const post = (path: string, body: unknown = {}) =>
    fetch(app.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { ...app, ...app.code, open, post };
}

const end = (tenantId: string) =>
  ({ type: 'question:frozen', tenantId, data: { questionId: 'end', isFrozen: true }, timestamp: 1 }) as const;

test('every event is written in the very bytes of the document', async () => {
  const { open, eventBus } = await start();
  const stream = await open();
  const { connected: _, heartbeat: __, ...frames } = pulsestageFrames;
  for (const frame of Object.values(frames)) eventBus.publish(dataOf(frame));
  await stream.until('question:frozen');
  expect(stream.blocks().slice(1)).toEqual(Object.values(frames));
});

test("the document's route gives one connected, with an id, and heartbeats of its tenant", async () => {
  const { open } = await start({ heartbeat: 30 });
  const stream = await open();
  await stream.until('"heartbeat"');
  const [connected, heartbeat] = stream.blocks();
  expect(connected).toMatch(/^data: \{"type":"connected","tenantId":"acme-tenant-id","timestamp":\d{13},/);
  expect(dataOf(connected)).toMatchObject({ resume: 'fresh', heartbeatMs: 30 });
  expect(heartbeat).toMatch(
    /^data: \{"type":"heartbeat","tenantId":"acme-tenant-id","data":\{"timestamp":(\d{13})\},"timestamp":\1\}\n\n$/,
  );
  expect(stream.text().match(/"connected"/g)).toHaveLength(1);
  expect(stream.text()).toMatch(/^id: /);
  const { headers } = stream.response;
  expect([headers.get('x-accel-buffering'), headers.get('cache-control')]).toEqual(['no', 'no-cache, no-transform']);
});

test('a stream stays open though the route listens to its request', async () => {
  const { open, post } = await start({ heartbeat: 20 });
  const stream = await open();
  for (const beats of [3, 6]) {
    await vi.waitFor(() => expect(stream.text().match(/"heartbeat"/g)?.length ?? 0).toBeGreaterThan(beats));
    await post('/questions/q/upvote');
  }
  await stream.until('"upvotes":2');
});

test('what routes publish is heard by their tenant and by no other', async () => {
  const { open, post, eventBus, as } = await start();
  const streams = [await open(), await open('?tenantId=widgets'), await open('?tenantId='), await open('')];
  expect((await post('/questions', { body: 'When?', teamId: 't' })).status).toBe(200);
  as('default-tenant-id');
  await post('/questions/q/upvote');
  for (const tenantId of [acme, 'widgets-tenant-id', 'default-tenant-id']) eventBus.publish(end(tenantId));
  for (const stream of streams) await stream.until('"end"');
  const heard = streams.map((stream) =>
    stream
      .blocks()
      .slice(1, -1)
      .map((block) => dataOf(block).type),
  );
  expect(heard).toEqual([['question:created'], [], ['question:upvoted'], ['question:upvoted']]);
});

test('a tenant that there is not gets the 404 of the document', async () => {
  const { origin, eventBus } = await start();
  const answer = await fetch(`${origin}/sse?tenantId=nobody`);
  expect([answer.status, await answer.json()]).toEqual([404, { error: 'Tenant not found' }]);
  expect(eventBus.getMetrics().totalConnections).toBe(0);
});

test('metrics are those of the document, and follow who comes and goes', async () => {
  const { open, eventBus } = await start();
  const first = await open();
  await open();
  await open('?tenantId=widgets');
  expect(eventBus.getMetrics()).toEqual({
    totalConnections: 3,
    tenantConnections: { [acme]: 2, 'widgets-tenant-id': 1 },
    tenantCount: 2,
  });
  await first.close();
  await vi.waitFor(() =>
    expect(eventBus.getMetrics().tenantConnections).toEqual({ [acme]: 1, 'widgets-tenant-id': 1 }),
  );
});

test('a stream goes on where it was cut, with what came meanwhile, once', async () => {
  const { open, post, drop } = await start();
  const before = await open();
  await post('/questions/q/upvote');
  await before.until('"upvotes":1');
  drop();
  await before.ended;
  await post('/questions/q/upvote');
  const after = await open('?tenantId=acme', { 'last-event-id': before.cursor() });
  await post('/questions/q/upvote');
  await after.until('"upvotes":3');
  expect(dataOf(after.blocks()[0])).toMatchObject({ resume: 'resumed' });
  expect(after.text().match(/(?<="upvotes":)\d/g)).toEqual(['2', '3']);
});

test('a client may ask for some events only', async () => {
  const { open, post, eventBus } = await start();
  const stream = await open('?tenantId=acme&events=question:created,question:frozen');
  await post('/questions/q/upvote');
  await post('/questions', { body: 'When?', teamId: 't' });
  eventBus.publish(end(acme));
  await stream.until('"end"');
  expect(stream.text()).toContain('question:created');
  expect(stream.text()).not.toContain('question:upvoted');
});

test('a heartbeat that the app publishes itself goes nowhere, and is no error', async () => {
  const error = vi.fn();
  const { open, eventBus } = await start({ logger: { warn() {}, error } });
  const stream = await open();
  eventBus.publish({ type: 'heartbeat', tenantId: acme, data: { timestamp: 1 }, timestamp: 1 });
  eventBus.publish(end(acme));
  await stream.until('"end"');
  expect(stream.text()).not.toContain('"heartbeat"');
  expect(error).not.toHaveBeenCalled();
});

test('instances that share a log share their clients', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const [one, other] = [await start({ log: redisLog(redis.client) }), await start({ log: redisLog(redis.client) })];
  const stream = await one.open();
  await other.post('/questions/q/upvote');
  await stream.until('"upvotes":1');
  expect(stream.text().match(/upvoted/g)).toHaveLength(1);
});

test('an event that cannot be published never fails the route, and is told', async () => {
  const error = vi.fn();
  const { post, eventBus } = await start({ log: brokenLog(), logger: { warn() {}, error } });
  expect((await post('/questions', { body: 'When?', teamId: 't' })).status).toBe(200);
  eventBus.publish({ type: 'question:upvoted', tenantId: acme, data: { wrong: true }, timestamp: 1 });
  await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(2));
});

test('a client that the app removes hears nothing more, and its stream ends', async () => {
  const eventBus = createEventBus();
  let clientId = '';
  const server = createServer((_, res) => {
    clientId = eventBus.addClient(acme, res);
    res.write(': written by the route\n\n');
    res.write('data: {"type":"question:frozen","mine":true}\n\n');
  });
  const app = await run(server, {}, () => eventBus.hub.close());
  onTestFinished(() => app.close());
  const stream = await openRaw(app.origin);
  await stream.until('"mine"');
  expect(stream.text()).toMatch(/^id: .*\ndata: \{"type":"connected"[^\n]*\n\n: written by the route\n\ndata: /);
  eventBus.removeClient(acme, clientId);
  await stream.ended;
  await vi.waitFor(() => expect(eventBus.getMetrics().totalConnections).toBe(0));
  eventBus.removeClient(acme, clientId);
  eventBus.removeClient(acme, 'client-nobody');
});

test('a route that has sent its head already still gets its stream', async () => {
  const eventBus = createEventBus();
  const server = createServer((_, res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    res.flushHeaders();
    eventBus.addClient(acme, res);
  });
  const app = await run(server, {}, () => eventBus.hub.close());
  onTestFinished(() => app.close());
  const stream = await openRaw(app.origin);
  await stream.until('"connected"');
  eventBus.publish(end(acme));
  await stream.until('"end"');
});

test('while the app goes down its route answers 503, whatever it writes itself', async () => {
  const { origin, eventBus, open } = await start();
  const stream = await open();
  const down = eventBus.hub.drain(0);
  const answer = await fetch(`${origin}/sse?tenantId=acme`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8']);
  expect(await answer.text()).toMatch(/^bisse: /);
  await down;
  await stream.ended;
  expect(stream.text()).toContain('"bye"');
});

test('a tenant that is called like all tenants is refused', async () => {
  const eventBus = createEventBus();
  const server = createServer((_, res) => void eventBus.addClient('*', res));
  const app = await run(server, {}, () => eventBus.hub.close());
  onTestFinished(() => app.close());
  expect((await fetch(app.origin)).status).toBe(401);
});

test('the ready-made route does what the written one does, in Express and without', async () => {
  const eventBus = createEventBus();
  const findTenant = async (slug: string) => {
    if (slug === 'broken') throw new Error('the database is down');
    return slug === 'acme' ? { id: acme } : null;
  };
  const app = express();
  app.get('/api/sse', sseRoute(eventBus, { findTenant }));
  // biome-ignore lint/suspicious/noExplicitAny: Express knows handlers of errors by their four parameters.
  app.use((error: Error, _req: any, res: any, _next: any) => res.status(500).json({ error: error.message }));
  const server = await run(createServer(app), {}, () => eventBus.hub.close());
  onTestFinished(() => server.close());
  const stream = await openRaw(`${server.origin}/api/sse?tenantId=acme`);
  await stream.until('"connected"');
  eventBus.publish(end(acme));
  await stream.until('"end"');
  const missing = await fetch(`${server.origin}/api/sse`);
  expect([missing.status, await missing.json()]).toEqual([404, { error: 'Tenant not found' }]);
  const broken = await fetch(`${server.origin}/api/sse?tenantId=broken`);
  expect([broken.status, await broken.json()]).toEqual([500, { error: 'the database is down' }]);
});

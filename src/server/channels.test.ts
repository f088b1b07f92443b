import Fastify from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fastifyHub } from './adapters/fastify.ts';
import { toNode } from './adapters/node.ts';
import { createHub } from './hub.ts';
import { memoryLog } from './log/memory.ts';
import type { HubOptions } from './options.ts';
import { desk } from './test/desk.ts';
import { serve } from './test/serve.ts';
import { openStream, type StreamClient } from './test/stream-client.ts';

const quiet = { warn: () => {}, error: () => {} };
const byHeader: Partial<HubOptions<typeof desk>> = {
  authorize: (request) => ({
    user: request.headers.get('x-user') ?? 'nobody',
    scopes: (request.headers.get('x-scopes') ?? 'channel:*,pin:*').split(','),
  }),
};
const deskHub = (options: Partial<HubOptions<typeof desk>> = {}) =>
  createHub({ events: desk, logger: quiet, ...options });
type DeskHub = ReturnType<typeof deskHub>;
const say = (text: string, to = 'channel:notes') => ({ type: 'note:added' as const, data: { text }, to });
const idOf = async (client: StreamClient): Promise<string> => (await client.until(() => true)).data.connectionId;

/** Both ways of serving, as a function that sends any request. */
const ways = {
  fetch: async (hub: DeskHub) => (path: string, init: RequestInit) =>
    hub.fetch(new Request(`http://localhost${path}`, init)),
  node: async (hub: DeskHub) => {
    const origin = await serve(toNode(hub));
    return (path: string, init: RequestInit) => fetch(origin + path, init);
  },
  fastify: async (hub: DeskHub) => {
    const app = Fastify();
    onTestFinished(() => app.close());
    await app.register(fastifyHub, { hub });
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    return (path: string, init: RequestInit) => fetch(origin + path, init);
  },
};
type Send = Awaited<ReturnType<(typeof ways)['fetch']>>;

const open = (send: Send, query: string, headers: Record<string, string> = {}) =>
  send(`/events${query}`, { headers: { accept: 'text/event-stream', ...headers } }).then(openStream);
const post = (send: Send, body: unknown, headers: Record<string, string> = {}) =>
  send('/events', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe.each(['fetch', 'node', 'fastify'] as const)('by way of %s', (way) => {
  test('a request changes the channels of an open stream, which says where the added ones begin', async () => {
    const hub = deskHub();
    const send = await ways[way](hub);
    const client = await open(send, '?channels=notes');
    const connectionId = await idOf(client);
    expect(client.blocks[0]?.data.control).toBe(true);
    await hub.publish(say('before', 'pin:7'));
    const answer = await post(send, { connectionId, add: ['pin:7'], remove: ['notes'] });
    expect([answer.status, await answer.text()]).toEqual([202, '']);
    await hub.publish(say('no more'));
    await hub.publish(say('after', 'pin:7'));
    await client.until(({ data }) => data.text === 'after');
    expect(client.blocks.map(({ event, data }) => [event, data.text ?? data.channels])).toEqual([
      ['connected', ['notes']],
      ['channels', ['pin:7']],
      ['note:added', 'after'],
    ]);
    expect(hub.stats().connectionsByChannel).toEqual({ 'pin:7': 1 });
    await client.leave();
  });

  test('a request that cannot be read is refused with the reason', async () => {
    const send = await ways[way](deskHub());
    for (const [body, reason] of [
      ['[]', /connectionId/],
      [{ add: ['a'] }, /connectionId/],
      [{ connectionId: 'x' }, /nothing to change/],
      [{ connectionId: 'x', add: ['a,b'] }, /commas/],
      [{ connectionId: 'x', add: ['a\nid: 1'] }, /line breaks/],
      [{ connectionId: 'x', add: 'a' }, /lists/],
      [{ connectionId: 'x', add: ['a'.repeat(70_000)] }, /65,536/],
    ] as const) {
      const answer = await post(send, body);
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(reason)]);
    }
    expect((await post(send, '{')).status).toBe(400);
  });

  test('only the identity of the stream may change it', async () => {
    const hub = deskHub(byHeader);
    const send = await ways[way](hub);
    const client = await open(send, '?channels=notes', { 'x-user': '1' });
    const change = { connectionId: await idOf(client), add: ['pin:7'] };
    const head = hub.cursor();
    expect((await post(send, change, { 'x-user': '2' })).status).toBe(403);
    expect((await post(send, change, { 'x-user': '1', 'x-scopes': '*' })).status).toBe(403);
    expect((await post(send, { ...change, connectionId: 'none' }, { 'x-user': '1' })).status).toBe(404);
    expect(hub.cursor(), 'nothing of it is in the log').toBe(head);
    expect((await post(send, change, { 'x-user': '1', 'x-scopes': 'pin:*,channel:*' })).status).toBe(202);
    await client.until(({ event }) => event === 'channels');
    await client.leave();
  });
});

test('a channel that the client may not hear is not added', async () => {
  const hub = deskHub({ authorize: () => ({ user: '1', scopes: ['channel:notes', 'tenant:a'] }) });
  const send = await ways.fetch(hub);
  const client = await open(send, '?channels=tenant:b');
  await post(send, {
    connectionId: await idOf(client),
    add: ['notes', 'pins', 'user:1', 'user:2', '*', 'connection:x'],
  });
  const ack = await client.until(({ event }) => event === 'channels');
  expect(ack.data.channels).toEqual(['notes', 'user:1']);
  await hub.publish(say('of its tenant', 'tenant:a'));
  await hub.publish(say('end', '*'));
  await client.until(({ data }) => data.text === 'end');
  // It asked for a part of its tenants once, and still hears no others for that.
  expect(client.events().map(({ data }) => data.text ?? 'channels')).toEqual(['channels', 'end']);
  await client.leave();
});

test('a stream that asked for nothing and heard everything is narrowed to what is added', async () => {
  const hub = deskHub();
  const send = await ways.fetch(hub);
  const client = await open(send, '');
  await hub.publish(say('1', 'pin:8'));
  await post(send, { connectionId: await idOf(client), add: ['notes'] });
  await hub.publish(say('2', 'pin:8'));
  await hub.publish(say('end'));
  await client.until(({ data }) => data.text === 'end');
  expect(client.events().map(({ data }) => data.text ?? data.channels)).toEqual(['1', ['notes'], 'end']);
  await client.leave();
});

test('requests reach a stream of another instance through the log, and are checked there', async () => {
  const log = { ...memoryLog(), isShared: true };
  const [here, there] = [deskHub({ ...byHeader, log }), deskHub({ ...byHeader, log })];
  const client = await open(await ways.fetch(here), '?channels=notes', { 'x-user': '1' });
  const connectionId = await idOf(client);
  const send = await ways.fetch(there);
  expect((await post(send, { connectionId, add: ['pin:8'] }, { 'x-user': '2' })).status).toBe(202);
  expect((await post(send, { connectionId, add: ['pin:7'] }, { 'x-user': '1' })).status).toBe(202);
  await there.publish(say('end'));
  await client.until(({ data }) => data.text === 'end');
  expect(client.events().map(({ data }) => data.text ?? data.channels)).toEqual([['notes', 'pin:7'], 'end']);
  await client.leave();
});

test('what is said to one stream is written to no client, asked for or replayed', async () => {
  const hub = deskHub();
  const send = await ways.fetch(hub);
  const start = hub.cursor();
  const client = await open(send, '?channels=notes');
  const connectionId = await idOf(client);
  const nosy = await open(send, '');
  const asking = await open(send, `?channels=connection:${connectionId}`);
  await post(send, { connectionId, add: ['pin:7'] });
  const late = await open(send, '', { 'last-event-id': start });
  await hub.publish(say('end', '*'));
  for (const other of [nosy, asking, late]) {
    await other.until(({ data }) => data.text === 'end');
    expect(other.blocks.map(({ event }) => event)).toEqual(['connected', 'note:added']);
  }
  await expect(hub.publish(say('forged', `connection:${connectionId}`))).rejects.toThrow(/the hub's own/);
  await Promise.all([client, nosy, asking, late].map((one) => one.leave()));
});

test('a body that a parser has read before is taken from there', async () => {
  const hub = deskHub();
  const handle = toNode(hub);
  const origin = await serve((incoming, response) => {
    if (incoming.method === 'GET') return handle(incoming, response);
    let text = '';
    incoming.on('data', (bytes) => {
      text += bytes;
    });
    incoming.on('end', () => handle(Object.assign(incoming, { body: JSON.parse(text) }), response));
  });
  const send: Send = (path, init) => fetch(origin + path, init);
  const client = await open(send, '?channels=notes');
  expect((await post(send, { connectionId: await idOf(client), add: ['pin:7'] })).status).toBe(202);
  await client.until(({ event }) => event === 'channels');
  await client.leave();
});

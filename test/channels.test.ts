import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createHub, type HubOptions } from 'bisse/server';
import { toNode } from 'bisse/server/node';
import { createStreamClient, defineDialect, defineEvent, type StreamClientOptions, type } from 'bisse/vanilla';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { listen } from './servers/listen.ts';

const patience = { timeout: 10_000, interval: 5 };
const desk = defineDialect({
  name: 'desk',
  framing: 'named',
  events: [defineEvent('note', { schema: type<{ channel: string; n: number }>(), channel: 'a' as string })],
});

/** What stands before the hub: it may answer in its place. */
type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;

async function startDesk(options: Partial<HubOptions<typeof desk>> = {}, gate: Gate = () => false) {
  const hub = createHub({ events: desk, logger: { warn: () => {}, error: () => {} }, ...options });
  const handle = toNode(hub);
  const requests: { readonly method: string; readonly accept: string }[] = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', accept: request.headers.accept ?? '' });
    if (!gate(request, response)) handle(request, response);
  });
  const origin = await listen(server);
  onTestFinished(async () => {
    await hub.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  let n = 0;
  return {
    hub,
    origin,
    asked: (method: string, accept = '') =>
      requests.filter((request) => request.method === method && request.accept.includes(accept)).length,
    async publish(channel: string): Promise<number> {
      n += 1;
      await hub.publish({ type: 'note', data: { channel, n }, to: `channel:${channel}` });
      return n;
    },
  };
}

function openClient(origin: string, options: Partial<StreamClientOptions<typeof desk>> = {}) {
  const client = createStreamClient({ url: `${origin}/events`, dialect: desk, ...options });
  const heard: Record<string, number[]> = {};
  const gaps: string[] = [];
  client.on('note', ({ data }) => {
    heard[data.channel] = [...(heard[data.channel] ?? []), data.n];
  });
  client.onGap(({ reason }) => gaps.push(reason));
  onTestFinished(() => client.close());
  return { client, heard, gaps };
}

/** Leases more and more channels while events of all of them come, and says what was heard of each from its start on. */
async function leaseDuringBurst(server: Awaited<ReturnType<typeof startDesk>>) {
  const { client, heard, gaps } = openClient(server.origin);
  const channels = ['a', 'b', 'c', 'd'] as const;
  const published: Record<string, number[]> = {};
  const publish = async () => {
    for (const channel of channels) {
      const n = await server.publish(channel);
      // Whatever is published once the client knows that the channel is carried has to be heard.
      if (client.isLive({ channel })) published[channel] = [...(published[channel] ?? []), n];
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  for (const channel of channels) {
    client.lease({ channel });
    await vi.waitFor(async () => {
      await publish();
      expect(client.isLive({ channel })).toBe(true);
    }, patience);
    for (let turn = 0; turn < 10; turn += 1) await publish();
  }
  await vi.waitFor(() => {
    for (const channel of channels) expect(heard[channel]).toEqual(expect.arrayContaining(published[channel] ?? []));
  }, patience);
  for (const channel of channels) {
    const ns = heard[channel] ?? [];
    expect(published[channel]?.length).toBeGreaterThanOrEqual(10);
    // Events of one channel are published in the order of n: each once, and none left out since the first that was heard.
    expect(ns).toEqual(Array.from({ length: ns.length }, (_, index) => (ns[0] as number) + 4 * index));
  }
  expect(gaps).toEqual([]);
}

describe('channels that are leased during a burst', { timeout: 30_000 }, () => {
  test('are heard whole, on the one stream that was opened', async () => {
    const server = await startDesk();
    await leaseDuringBurst(server);
    expect([server.asked('GET'), server.asked('POST'), server.hub.stats().opened]).toEqual([1, 3, 1]);
  });

  test('are heard whole from a server that changes no stream', async () => {
    const server = await startDesk({}, (request, response) => {
      if (request.method === 'POST') response.writeHead(404).end();
      return request.method === 'POST';
    });
    await leaseDuringBurst(server);
    // After two refusals it is not asked any more.
    expect([server.asked('GET'), server.asked('POST')]).toEqual([4, 2]);
    await vi.waitFor(() => expect(server.hub.stats().connections).toBe(1), patience);
  });
});

test('a token that has ended is refreshed once for a stream and a change of channels that are refused together', async () => {
  let valid = '1';
  const server = await startDesk({
    authorize: (request) =>
      request.headers.get('authorization') === valid ? { user: 'ann', scopes: ['channel:*'] } : null,
  });
  const token = { name: '1', refreshes: 0 };
  const { client, heard } = openClient(server.origin, {
    headers: () => ({ authorization: token.name }),
    reconnect: { minMs: 1, maxMs: 5 },
    async onUnauthorized() {
      token.refreshes += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
      token.name = valid;
    },
  });
  client.lease({ channel: 'a' });
  await vi.waitFor(() => expect(client.isLive({ channel: 'a' })).toBe(true), patience);
  valid = '2';
  client.lease({ channel: 'b' });
  await vi.waitFor(() => expect(token.refreshes).toBe(1), patience);
  client.reconnect();
  await vi.waitFor(() => expect(client.isLive({ channel: 'b' })).toBe(true), patience);
  await server.publish('b');
  await vi.waitFor(() => expect(heard['b']).toEqual([1]), patience);
  expect(token.refreshes).toBe(1);
});

test('behind a proxy that holds streams back, everything is heard once by polls', async () => {
  const server = await startDesk({}, (request, response) => {
    const isStream = request.headers.accept?.includes('text/event-stream') ?? false;
    if (isStream) response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    return isStream;
  });
  const { client, heard, gaps } = openClient(server.origin, {
    polling: { afterMs: 50, intervalMs: 10 },
    reconnect: { minMs: 1, maxMs: 5 },
  });
  client.lease({ channel: 'a' });
  await vi.waitFor(() => expect(client.isLive({ channel: 'a' })).toBe(true), patience);
  expect(client.store.getState().connection).toMatchObject({ status: 'open', transport: 'poll' });
  for (let n = 0; n < 1_200; n += 1) await server.publish('a');
  await vi.waitFor(() => expect(heard['a']).toHaveLength(1_200), patience);
  expect(heard['a']).toEqual(Array.from({ length: 1_200 }, (_, index) => index + 1));
  expect(gaps).toEqual([]);
});

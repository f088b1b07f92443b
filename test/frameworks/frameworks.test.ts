import { createHub } from 'bisse/server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { desk } from '../../src/server/test/desk.ts';
import { openStream, type StreamClient } from '../../src/server/test/stream-client.ts';
import { http2Session } from './http2-fetch.ts';
import { mounts } from './mounts.ts';

const patience = { timeout: 10_000, interval: 5 };

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function mounted(way: string) {
  const hub = createHub({
    events: desk,
    cors: { origins: ['https://app.example'] },
    limits: { perUser: 2 },
    logger: { warn() {}, error() {} },
    authorize: ({ headers }) => {
      const user = headers.get('x-user');
      return user === null ? null : { user, scopes: ['channel:*', 'pin:*'] };
    },
  });
  const mount = await (mounts[way] as (typeof mounts)[string])(hub as never);
  const session = mount.http2 ? http2Session(mount.origin) : undefined;
  onTestFinished(async () => {
    await hub.close();
    session?.session.destroy();
    await mount.close();
  });
  async function ask(query: string, { headers, ...init }: Asked = {}): Promise<Response> {
    const asked = { ...init, headers: { 'x-user': 'ann', origin: 'https://app.example', ...headers } };
    const path = `/api/events${query}`;
    return session ? (await session.ask(path, asked)).response : fetch(mount.origin + path, asked);
  }
  const open = async (query: string, cursor?: string): Promise<StreamClient> =>
    openStream(
      await ask(query, { headers: { accept: 'text/event-stream', ...(cursor && { 'last-event-id': cursor }) } }),
    );
  const publish = (text: string, to = 'channel:notes') => hub.publish({ type: 'note:added', data: { text }, to });
  return { hub, ask, open, publish };
}

describe.each(Object.keys(mounts))('served by %s', (way) => {
  test('a stream brings what is published at once, and goes on where it was', async () => {
    const { hub, open, publish } = await mounted(way);
    const first = await open('?channels=notes');
    expect(first.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(first.response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(first.response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(first.response.headers.get('content-encoding')).toBeNull();
    await publish('1');
    await first.until(({ data }) => data.text === '1');
    await first.leave();
    await vi.waitFor(() => expect(hub.stats().connections).toBe(0), patience);
    await publish('2');
    const second = await open('?channels=notes', first.cursor());
    await second.until(({ data }) => data.text === '2');
    expect(second.blocks[0]?.data.resume).toBe('resumed');
    expect(second.events().map(({ data }) => data.text)).toEqual(['2']);
    await second.leave();
  });

  test('a request changes its channels', async () => {
    const { ask, open, publish } = await mounted(way);
    const client = await open('?channels=notes');
    const { connectionId } = (await client.until(({ event }) => event === 'connected')).data;
    const body = JSON.stringify({ connectionId, add: ['pin:7'] });
    const answer = await ask('', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(202);
    await client.until(({ event }) => event === 'channels');
    await publish('7', 'pin:7');
    await client.until(({ data }) => data.text === '7');
    await client.leave();
  });

  test('what is no stream comes whole: a poll, a preflight, refusals', async () => {
    const { ask, open, publish } = await mounted(way);
    await publish('1');
    const poll = await ask('?channels=notes&lastEventId=old', { headers: { accept: 'application/json' } });
    expect([poll.status, (await poll.json()).resume]).toEqual([200, 'gap']);
    const preflight = await ask('', { method: 'OPTIONS' });
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, POST']);
    expect((await ask('', { method: 'DELETE' })).status).toBe(way.startsWith('Fastify') ? 404 : 405);
    expect((await ask('', { headers: { accept: 'image/png' } })).status).toBe(406);
    const clients = [await open(''), await open('')];
    const refused = await ask('');
    expect([refused.status, Number(refused.headers.get('retry-after')) >= 10]).toEqual([429, true]);
    expect(await refused.text()).toMatch(/^bisse: you have 2 of 2 streams open/);
    for (const client of clients) await client.leave();
  });

  test('a hub that closes ends the stream after its last word', async () => {
    const { hub, open } = await mounted(way);
    const client = await open('');
    await client.until(({ event }) => event === 'connected');
    await hub.close();
    await client.ended;
    expect(client.blocks.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'shutdown' } });
  });
});

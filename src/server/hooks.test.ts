import { expect, test } from 'vitest';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { createHub } from './hub.ts';
import type { OpenStream } from './options.ts';
import { desk } from './test/desk.ts';
import { eventually } from './test/serve.ts';
import { openStream } from './test/stream-client.ts';

test('control frames are written as the hub was told, for the client that they go to', async () => {
  const clock = createVirtualClock();
  const hub = createHub({
    events: desk,
    clock,
    authorize: () => ({ user: '9', scopes: ['*'] }),
    control: ({ type, ...fields }, at, { user }) => ({
      event: type === 'heartbeat' ? 'ping' : type,
      data: JSON.stringify({ ...fields, user, at }),
    }),
  });
  const client = await openStream(await hub.fetch(new Request('http://localhost/events')));
  const connected = await client.until(({ event }) => event === 'connected');
  expect(connected.data).toMatchObject({ user: '9', resume: 'fresh', at: clock.now() });
  expect(connected.id).toBe(hub.cursor());
  await clock.advance(30_000);
  expect(await client.until(({ event }) => event === 'ping')).toMatchObject({ id: hub.cursor(), data: { user: '9' } });
  await hub.close();
});

test('streams are told when they open, and when they end, with how far they were', async () => {
  const told: [string, OpenStream['identity']['user'], string][] = [];
  const hub = createHub({
    events: desk,
    authorize: () => ({ user: '9', scopes: ['*'] }),
    onOpen: ({ identity, cursor }) => void told.push(['open', identity.user, cursor]),
    onClose: ({ identity, cursor }) => void told.push(['close', identity.user, cursor]),
  });
  const start = hub.cursor();
  const client = await openStream(await hub.fetch(new Request('http://localhost/events')));
  const last = await hub.publish({ type: 'note:added', data: { text: '1' }, to: '*' });
  await client.until(({ id }) => id === last);
  await client.leave();
  await eventually(() => told.length === 2);
  expect(told).toEqual([
    ['open', '9', start],
    ['close', '9', last],
  ]);
  await hub.close();
});

test('a client without a cursor begins where the hub says, one with a cursor where it left off', async () => {
  let first: string | undefined;
  const hub = createHub({
    events: desk,
    authorize: (request) => ({ user: new URL(request.url).searchParams.get('user') ?? '', scopes: [] }),
    start: async ({ user }) => (user === 'late' ? first : undefined),
  });
  first = await hub.publish({ type: 'note:added', data: { text: '1' }, to: '*' });
  const second = await hub.publish({ type: 'note:added', data: { text: '2' }, to: '*' });
  const begin = async (query: string, headers: Record<string, string> = {}) => {
    const client = await openStream(await hub.fetch(new Request(`http://localhost/events?${query}`, { headers })));
    return (await client.until(({ event }) => event === 'connected')).id;
  };
  expect(await begin('user=late')).toBe(first);
  expect(await begin('user=late', { 'last-event-id': second })).toBe(second);
  expect(await begin('user=other')).toBe(second);
  await hub.close();
});

import { expect, test } from 'vitest';
import { createHub } from './hub.ts';
import { desk } from './test/desk.ts';
import { openStream } from './test/stream-client.ts';

const added = (text: string) => ({ type: 'note:added' as const, data: { text }, to: '*' });
const moved = { type: 'pin:moved' as const, data: { pinId: '7', x: 1 }, to: '*' };

async function open(query: string, headers: Record<string, string> = {}) {
  const hub = createHub({ events: desk });
  const from = hub.cursor();
  const answer = await hub.fetch(new Request(`http://localhost/events?${query}`, { headers }));
  return { hub, from, answer };
}

test('a client that asks for types of events hears only these, also after its channels have changed', async () => {
  const { hub, answer } = await open('events=note:added,%20other');
  const client = await openStream(answer);
  const connected = await client.until(({ event }) => event === 'connected');
  await hub.publish(moved);
  await hub.publish(added('1'));
  await client.until(({ data }) => data.text === '1');
  const body = JSON.stringify({ connectionId: connected.data.connectionId, add: ['notes'] });
  await hub.fetch(new Request('http://localhost/events', { method: 'POST', body }));
  await client.until(({ event }) => event === 'channels');
  await hub.publish(moved);
  await hub.publish(added('2'));
  await client.until(({ data }) => data.text === '2');
  expect(client.events().filter(({ event }) => event !== 'channels')).toHaveLength(2);
  await hub.close();
});

test('a list without a name asks for all', async () => {
  const { hub, answer } = await open('events=');
  const client = await openStream(answer);
  await hub.publish(moved);
  await client.until(({ event }) => event === 'pin:moved');
  await hub.close();
});

test('a poll is narrowed too', async () => {
  const hub = createHub({ events: desk });
  const from = hub.cursor();
  await hub.publish(moved);
  await hub.publish(added('1'));
  const headers = { accept: 'application/json', 'last-event-id': from };
  const answer = await hub.fetch(new Request('http://localhost/events?events=note:added', { headers }));
  const { events, cursor } = await answer.json();
  expect(events.map(({ event }: { event: string }) => event)).toEqual(['note:added']);
  expect(cursor).toBe(hub.cursor());
  await hub.close();
});

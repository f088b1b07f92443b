import { expect, test } from 'vitest';
import { createHub } from './hub.ts';
import { desk } from './test/desk.ts';
import { openStream } from './test/stream-client.ts';

const moved = (x: number, ...to: string[]) => ({ type: 'pin:moved' as const, data: { pinId: '7', x }, to });

test('an event for several scopes is one entry, heard once by everyone who hears one of them', async () => {
  const hub = createHub({ events: desk });
  const open = async (query: string) =>
    openStream(await hub.fetch(new Request(`http://localhost/events?channels=${query}`)));
  const clients = [await open('pins'), await open('pin:7'), await open('pins,pin:7'), await open('notes')];
  await hub.publish(moved(1, 'pin:7', 'channel:pins'));
  await hub.to(['pin:8', 'channel:notes']).emit('pin:moved', { pinId: '8', x: 2 });
  await hub.publish({ ...moved(3), to: '*' });
  for (const client of clients) await client.until(({ data }) => data.x === 3);
  expect(clients.map((client) => client.events().map(({ data, comment }) => [data.x, comment]))).toEqual([
    [
      [1, undefined],
      [3, undefined],
    ],
    [
      [1, 'channel pin:7'],
      [3, undefined],
    ],
    [
      [1, 'channel pin:7'],
      [3, undefined],
    ],
    [
      [2, 'channel notes'],
      [3, undefined],
    ],
  ]);
  expect(clients[0]?.events()[0]?.id).toBe(clients[1]?.events()[0]?.id);
  expect(hub.stats().published).toBe(3);
  await hub.close();
});

test('a poll tells it once too, with the channel that it was asked for on', async () => {
  const hub = createHub({ events: desk });
  const from = hub.cursor();
  await hub.publish(moved(1, 'pin:7', 'channel:pins'));
  const poll = async (query: string) => {
    const headers = { accept: 'application/json', 'last-event-id': from };
    const answer = await hub.fetch(new Request(`http://localhost/events?channels=${query}`, { headers }));
    return (await answer.json()).events.map(({ channel }: { channel?: string }) => channel);
  };
  expect(await poll('pins,pin:7')).toEqual(['pin:7']);
  expect(await poll('pins')).toEqual([undefined]);
  expect(await poll('notes')).toEqual([]);
  await hub.close();
});

import { describe, expect, onTestFinished, test } from 'vitest';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { createHub } from './hub.ts';
import type { HubLimits } from './limiter.ts';
import type { HubOptions } from './options.ts';
import { localSeats } from './seats.ts';
import { desk } from './test/desk.ts';
import { openStream, type StreamClient } from './test/stream-client.ts';

/** A hub to which each request says who it is: `x-user`, and `x-tenant`. */
function limited(limits: HubLimits, options: Partial<HubOptions<typeof desk>> = {}) {
  const hub = createHub({
    ...{ events: desk, limits, logger: { warn() {}, error() {} }, random: () => 0.5 },
    authorize: ({ headers }) => ({
      user: headers.get('x-user') ?? undefined,
      scopes: ['channel:*', ...(headers.get('x-tenant')?.split(',') ?? []).map((tenant) => `tenant:${tenant}`)],
    }),
    ...options,
  });
  onTestFinished(() => hub.close());
  const ask = (user?: string, tenant?: string, cursor?: string) => {
    const headers = {
      ...(cursor && { 'last-event-id': cursor }),
      accept: 'text/event-stream',
      ...(user && { 'x-user': user }),
      ...(tenant && { 'x-tenant': tenant }),
    };
    return hub.fetch(new Request('http://localhost/events', { headers }));
  };
  const open = async (user?: string, tenant?: string) => openStream(await ask(user, tenant));
  return { hub, ask, open };
}

const statuses = (clients: readonly StreamClient[]) => clients.map(({ response }) => response.status);
const many = <Value>(count: number, make: () => Promise<Value>) => Promise.all(Array.from({ length: count }, make));

describe('a user', () => {
  test('has five streams, and the sixth is told when to ask again', async () => {
    const { ask, open } = limited({});
    expect(statuses(await many(5, () => open('ann')))).toEqual([200, 200, 200, 200, 200]);
    const refused = await ask('ann');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '15']);
    expect(await refused.text()).toBe('bisse: you have 5 of 5 streams open. Close one, or ask again later.\n');
    expect((await open('bob')).response.status).toBe(200);
  });

  test('may have another as soon as one is closed', async () => {
    const { ask, open } = limited({ perUser: 1 });
    const first = await open('ann');
    expect((await ask('ann')).status).toBe(429);
    await first.leave();
    expect((await open('ann')).response.status).toBe(200);
  });

  test('loses the oldest to a new one, where that is wished', async () => {
    const { hub, open } = limited({ perUser: 2, onLimit: 'evict' });
    const clients = [await open('ann'), await open('ann')];
    for (const client of clients) await client.until(({ event }) => event === 'connected');
    expect(clients.map(({ retryMs }) => retryMs)).toEqual([3_000, 3_000]);
    clients.push(await open('ann'), await open('bob'));
    await clients[0]?.ended;
    expect(clients[0]?.blocks.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'limit' } });
    expect(clients[0]?.retryMs).toBe(45_000);
    expect(statuses(clients)).toEqual([200, 200, 200, 200]);
    expect(hub.stats().connections).toBe(3);
  });

  test('comes back in place of the oldest, which is most likely its own and dead, but not all the time', async () => {
    const clock = createVirtualClock(1_000_000);
    const { hub, ask, open } = limited({ perUser: 2 }, { clock });
    const [ghost, other] = [await open('ann'), await open('ann')];
    expect((await ask('ann')).status).toBe(429);
    const back = await openStream(await ask('ann', undefined, hub.cursor()));
    await back.until(({ event }) => event === 'connected');
    await ghost.ended;
    expect(ghost.blocks.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'limit' } });
    expect([ghost.retryMs, back.retryMs]).toEqual([undefined, undefined]);
    expect((await ask('ann', undefined, hub.cursor())).status).toBe(429);
    await clock.advance(10_000);
    expect((await ask('ann', undefined, hub.cursor())).status).toBe(200);
    await other.ended;
    expect(hub.stats()).toMatchObject({ connections: 2, ended: { limit: 2 } });
  });

  test('that is not known is not counted', async () => {
    const { open } = limited({ perUser: 1 });
    expect(statuses(await many(3, () => open()))).toEqual([200, 200, 200]);
  });

  test('may open as many streams a minute as the limit says, refused ones counted', async () => {
    const clock = createVirtualClock(1_000_000);
    const { ask } = limited({ connectsPerMinute: 4, perUser: 3 }, { clock, idle: '1h', maxAge: Infinity });
    const asked = async (count: number) => (await many(count, () => ask('ann'))).map(({ status }) => status);
    expect(await asked(3)).toEqual([200, 200, 200]);
    expect((await ask('ann')).headers.get('retry-after')).toBe('15');
    // Now it is the rate: the next of four a minute comes in 15 s.
    expect((await ask('ann')).headers.get('retry-after')).toBe('20');
    expect((await ask('bob')).status).toBe(200);
    await clock.advance(15_000);
    expect(await (await ask('ann')).text()).toMatch(/3 of 3 streams open/);
    expect(await (await ask('ann')).text()).toMatch(/4 streams a minute/);
  });
});

test('a tenant has as many streams as its limit says, whoever its users are', async () => {
  const { open } = limited({ perTenant: 2 });
  const clients = [await open('a', 'acme'), await open('b', 'acme'), await open('c', 'acme'), await open('c', 'other')];
  expect(statuses(clients)).toEqual([200, 200, 429, 200]);
});

test('who is refused by one limit takes no place in another', async () => {
  const { open } = limited({ perTenant: 1, perUser: 2 });
  const first = await open('ann', 'acme');
  expect(statuses(await many(5, () => open('ann', 'acme')))).toEqual([429, 429, 429, 429, 429]);
  await first.leave();
  expect((await open('ann', 'acme')).response.status).toBe(200);
});

test('a hub that has as many streams as it may says 503', async () => {
  const { open } = limited({ total: 2 });
  expect(statuses([await open('a'), await open(), await open('c')])).toEqual([200, 200, 503]);
});

test('a stream that is attached is counted too, and refused on the response', async () => {
  const { hub, open } = limited({ perUser: 1 });
  await open('ann');
  const said: unknown[] = [];
  const response = {
    ...{ destroyed: false, writableEnded: false, writableLength: 0 },
    ...{ destroy() {}, on() {}, end: () => said.push('end') },
    writeHead: (status: number) => said.push(status),
    write: (text: string) => said.push(text) > 0,
  };
  await hub.attach(response, { identity: { user: 'ann', scopes: [] } });
  expect(said).toEqual([429, expect.stringMatching(/^bisse: you have 1 of 1 streams open/), 'end']);
});

test('a limit that nobody could keep to is refused at once', () => {
  expect(() => limited({ perUser: 0 })).toThrow(/perUser/);
  expect(() => limited({ connectsPerMinute: Number.NaN })).toThrow(/connectsPerMinute/);
});

test('seats keep nothing of streams that are gone, and of rates that are over', async () => {
  const clock = createVirtualClock(1_000_000);
  const seats = localSeats(clock);
  for (let n = 0; n < 1_000; n += 1) {
    const rate = { name: `user:${n}`, perMinute: 10 };
    await seats.take({ id: `${n}`, groups: [{ name: `user:${n}`, limit: 5 }], evicts: false, rate });
    seats.release(`${n}`);
  }
  expect(seats.size()).toEqual({ streams: 0, groups: 0, rates: 1_000 });
  await clock.advance(10_000);
  await seats.take({ id: 'last', groups: [], evicts: false, rate: { name: 'user:last', perMinute: 10 } });
  expect(seats.size()).toEqual({ streams: 1, groups: 0, rates: 1 });
});

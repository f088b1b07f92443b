import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createHub, memoryLog } from 'bisse/server';
import { toNode } from 'bisse/server/node';
import { expect, onTestFinished, test, vi } from 'vitest';
import { localSeats } from '../../src/server/seats.ts';
import { desk } from '../../src/server/test/desk.ts';
import { createVirtualClock } from '../../src/utils/virtual-clock.ts';
import { listen } from '../servers/listen.ts';

const patience = { timeout: 30_000, interval: 10 };

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function heapUsed(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** A hub whose log and seats can be looked into. */
function openHub() {
  const clock = createVirtualClock(1_800_000_000_000);
  const seats = localSeats(clock);
  const memory = memoryLog({ clock, max: 100 });
  let listeners = 0;
  const hub = createHub({
    ...{ events: desk, clock, logger: { warn() {}, error() {} } },
    limits: { perUser: 3, perTenant: 50_000, total: 50_000, connectsPerMinute: 1e9 },
    authorize: ({ headers }) => ({ user: headers.get('x-user') ?? 'nobody', scopes: ['channel:*', 'tenant:acme'] }),
    log: {
      ...memory,
      seats,
      subscribe(wake) {
        listeners += 1;
        const leave = memory.subscribe(wake);
        return () => {
          listeners -= 1;
          leave();
        };
      },
    },
  });
  return { hub, clock, seats, listeners: () => listeners };
}

test('10,000 streams that come and go in every way leave nothing behind', async () => {
  const { hub, clock, seats, listeners } = openHub();
  const before = listeners();
  const timers = clock.pending();
  const publish = () => hub.publish({ type: 'note:added', data: { text: 'n' }, to: 'channel:notes' });

  async function comeAndGo(n: number): Promise<void> {
    const abort = new AbortController();
    const headers = { 'x-user': `u${n % 500}`, ...(n % 3 === 0 && { 'last-event-id': hub.cursor() }) };
    const request = new Request('http://localhost/events?channels=notes', { headers, signal: abort.signal });
    if (n % 7 === 0) abort.abort();
    const answer = await hub.fetch(request);
    if (answer.status !== 200) return void (await answer.text());
    if (n % 5 === 0) await publish();
    if (n % 2 === 0) abort.abort();
    else if (n % 3 === 0) await answer.body?.cancel();
    else {
      const reader = answer.body?.getReader();
      await reader?.read();
      await reader?.cancel();
    }
  }
  const run = async (from: number, to: number) => {
    for (let n = from; n < to; n += 50)
      await Promise.all(Array.from({ length: 50 }, (_, index) => comeAndGo(n + index)));
    await new Promise((resolve) => setImmediate(resolve));
  };
  await run(0, 1_000);
  const early = heapUsed();
  await run(1_000, 11_000);
  const grown = heapUsed() - early;

  expect(hub.stats().opened).toBeGreaterThan(10_000);
  expect(hub.stats()).toMatchObject({ connections: 0, slow: 0, connectionsByUser: {}, connectionsByTenant: {} });
  await clock.advance(120_000);
  await seats.take({ id: 'last', groups: [], evicts: false, rate: { name: 'last', perMinute: 1 } });
  seats.release('last');
  expect(seats.size()).toEqual({ streams: 0, groups: 0, rates: 1 });
  expect([listeners(), clock.pending()]).toEqual([before, timers]);
  // A connection that stayed would take 5 KB: 50 MB in all.
  expect(grown).toBeLessThan(5_000_000);
  await hub.close();
  expect(listeners()).toBe(0);
});

test('sockets that are torn, and requests that are never finished, leave nothing behind', async () => {
  const { hub, seats, clock } = openHub();
  const server = createServer(toNode(hub));
  const origin = await listen(server);
  onTestFinished(async () => {
    await hub.close();
    server.closeAllConnections();
    server.close();
  });
  const { hostname, port } = new URL(origin);
  const timers = clock.pending();
  const head = (n: number) =>
    `GET /events HTTP/1.1\r\nHost: localhost\r\nX-User: u${n}\r\nAccept: text/event-stream\r\n`;
  const sockets: Socket[] = [];
  for (let round = 0; round < 20; round += 1) {
    const some = Array.from({ length: 50 }, (_, n) => {
      const socket = connect(Number(port), hostname).on('error', () => {});
      const user = round * 50 + n;
      if (n % 5 === 0) socket.write(head(user));
      else if (n % 5 === 1)
        socket.write(`POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{"conn`);
      else socket.write(`${head(user)}\r\n`);
      if (n % 5 === 2) socket.once('connect', () => socket.destroy());
      return socket;
    });
    sockets.push(...some);
    await vi.waitFor(() => expect(hub.stats().connections).toBeGreaterThanOrEqual(20), patience);
    for (const [n, socket] of some.entries()) {
      if (n % 2 === 0) socket.resetAndDestroy();
      else socket.end();
      socket.destroy();
    }
    await vi.waitFor(() => expect(hub.stats().connections).toBe(0), patience);
  }
  await vi.waitFor(() => expect(seats.size()).toMatchObject({ streams: 0, groups: 0 }), patience);
  expect(hub.stats().opened).toBeGreaterThanOrEqual(400);
  expect(clock.pending()).toBe(timers);
});

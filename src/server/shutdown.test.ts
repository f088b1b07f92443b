import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { toNode } from './adapters/node.ts';
import { createHub } from './hub.ts';
import { desk } from './test/desk.ts';
import { eventually, serve } from './test/serve.ts';
import { openStream } from './test/stream-client.ts';

/** 0.05, 0.15, … 0.95 and again. */
function sweep(): () => number {
  let n = -1;
  return () => {
    n += 1;
    return ((n % 10) + 0.5) / 10;
  };
}

test('draining spreads the ends over the window, and sends nobody back at the same time', async () => {
  const clock = createVirtualClock();
  const hub = createHub({ events: desk, clock, random: sweep() });
  const open = async () => openStream(await hub.fetch(new Request('http://localhost/events')));
  const clients = await Promise.all(Array.from({ length: 10 }, open));
  const ended: number[] = [];
  for (const client of clients) void client.ended.then(() => ended.push(clock.now()));
  const drained = hub.drain('10s');

  const refused = await hub.fetch(new Request('http://localhost/events'));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^[1-5]$/)]);
  expect(hub.health()).toMatchObject({ status: 'draining', activeConnections: 10 });

  await hub.publish({ type: 'note:added', data: { text: 'still served' }, to: '*' });
  await clock.advance(10_000);
  await drained;
  expect(new Set(ended.map((at) => Math.floor(at / 1_000))).size).toBeGreaterThan(4);
  expect(new Set(clients.map((client) => client.retryMs)).size).toBeGreaterThan(4);
  for (const client of clients) {
    expect(client.events().map(({ data }) => data.text)).toEqual(['still served']);
    expect(client.blocks.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'shutdown' } });
    expect(client.retryMs).toBeGreaterThanOrEqual(1_000);
    expect(client.retryMs).toBeLessThanOrEqual(5_000);
  }
  expect(hub.health()).toMatchObject({ status: 'closed', activeConnections: 0 });
  expect(clock.pending()).toBe(0);
});

test('draining is over as soon as all clients have left', async () => {
  const clock = createVirtualClock();
  const hub = createHub({ events: desk, clock });
  const client = await openStream(await hub.fetch(new Request('http://localhost/events')));
  const drained = hub.drain('1h');
  await client.leave();
  await drained;
  expect([clock.now(), clock.pending()]).toEqual([0, 0]);
});

test('closing while it drains ends the rest at once', async () => {
  const clock = createVirtualClock();
  const hub = createHub({ events: desk, clock });
  const client = await openStream(await hub.fetch(new Request('http://localhost/events')));
  const drained = hub.drain('1h');
  await hub.close();
  await drained;
  await client.ended;
  expect(client.blocks.at(-1)?.event).toBe('bye');
  expect([clock.now(), clock.pending()]).toEqual([0, 0]);
});

test('a client that was let in before the drain and comes after it is sent away', async () => {
  let letIn = () => {};
  const asked = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  const hub = createHub({ events: desk, authorize: () => asked.then(() => ({ scopes: ['*'] })) });
  const answer = hub.fetch(new Request('http://localhost/events'));
  await hub.close();
  letIn();
  expect((await answer).status).toBe(503);
});

test('closing does not wait for a client that does not read', async () => {
  const hub = createHub({ events: desk });
  const origin = await serve(toNode(hub));
  const stalled = await fetch(`${origin}/events`);
  const text = 'x'.repeat(100_000);
  await eventually(() => {
    void hub.publish({ type: 'note:added', data: { text }, to: '*' });
    return hub.stats().slow === 1;
  });
  const began = performance.now();
  await hub.close();
  expect(performance.now() - began).toBeLessThan(1_500);
  expect(hub.stats().connections).toBe(0);
  await stalled.body?.cancel().catch(() => {});
});

test('publishing after the close still writes the log, so a request that ends late does not fail', async () => {
  const hub = createHub({ events: desk });
  await hub.close();
  await hub.close();
  expect(await hub.publish({ type: 'note:added', data: { text: '' }, to: '*' })).toBe(hub.cursor());
});

test('a process whose hub and server are closed comes to its end by itself', async () => {
  const program = `
    import { createServer } from 'node:http';
    import { createHub } from './hub.ts';
    import { toNode } from './adapters/node.ts';
    import { desk } from './test/desk.ts';
    const hub = createHub({ events: desk, authorize: () => ({ scopes: ['*'], expiresAt: Date.now() + 3_600_000 }) });
    const server = createServer(toNode(hub));
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    const response = await fetch('http://127.0.0.1:' + server.address().port + '/events');
    const web = await hub.fetch(new Request('http://localhost/events'));
    await hub.publish({ type: 'note:added', data: { text: 'bye' }, to: '*' });
    await hub.close();
    await Promise.all([response.text(), web.text()]);
    server.close();
    console.log('closed');`;
  const output = await new Promise<string>((resolve, reject) => {
    const options = { cwd: import.meta.dirname, timeout: 8_000 };
    execFile(process.execPath, ['--input-type=module', '--eval', program], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
  expect(output).toBe('closed\n');
}, 10_000);

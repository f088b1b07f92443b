import { request } from 'node:http';
import { expect, test } from 'vitest';
import { toNode } from './adapters/node.ts';
import { createHub } from './hub.ts';
import { memoryLog } from './log/memory.ts';
import { desk } from './test/desk.ts';
import { eventually, serve } from './test/serve.ts';
import { openStream } from './test/stream-client.ts';

const kilobyte = 'x'.repeat(1_000);
const note = (n: number) => ({ type: 'note:added' as const, data: { text: `${n}:${kilobyte}` }, to: '*' });
const quiet = { warn: () => {}, error: () => {} };

async function publishMany(hub: { publish(note_: ReturnType<typeof note>): Promise<string> }, count: number) {
  for (let n = 0; n < count; n++) {
    await hub.publish(note(n));
    // A turn of the loop now and then, as between the requests of a real server.
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a Node client that never reads holds a bounded buffer, is told one gap, and goes on', async () => {
  const hub = createHub({ events: desk, log: memoryLog({ max: 1_000 }), logger: quiet });
  const buffered: number[] = [];
  const handle = toNode(hub);
  const origin = await serve((incoming, response) => {
    handle(incoming, response);
    const sample = setInterval(() => buffered.push(response.writableLength), 2);
    response.on('close', () => clearInterval(sample));
  });
  const stalled = await new Promise<import('node:http').IncomingMessage>((resolve) => {
    request(`${origin}/events`, resolve).end();
  });
  stalled.pause();
  await eventually(() => hub.stats().connections === 1);
  await publishMany(hub, 10_000);
  expect(hub.stats()).toMatchObject({ slow: 1, gaps: 0 });
  // As much as the limit, one event and the framing of HTTP.
  expect(Math.max(...buffered)).toBeGreaterThan(32 * 1_024);
  expect(Math.max(...buffered)).toBeLessThan(68 * 1_024);

  const client = await openStream(
    new Response(
      new ReadableStream({
        start(controller) {
          stalled.on('data', (chunk) => controller.enqueue(chunk));
          stalled.on('end', () => controller.close());
          stalled.resume();
        },
      }),
    ),
  );
  const gap = await client.until(({ event }) => event === 'gap');
  expect(gap).toMatchObject({ id: hub.cursor(), data: { reason: 'overflow' } });
  await hub.publish(note(10_000));
  await client.until(({ data }) => data.text?.startsWith('10000:'));
  const numbers = client.events().map(({ data }) => Number.parseInt(data.text, 10));
  expect(numbers).toEqual([...Array.from({ length: numbers.length - 1 }, (_, n) => n), 10_000]);
  expect(client.blocks.filter(({ event }) => event === 'gap')).toHaveLength(1);
  expect(hub.stats()).toMatchObject({ slow: 0, gaps: 1 });
  await hub.close();
});

test('a web stream that nobody reads holds no more than its limit, and goes on when it is read', async () => {
  const limit = 16_384;
  const hub = createHub({
    events: desk,
    log: memoryLog({ max: 100 }),
    logger: quiet,
    limits: { perClientBytes: limit },
  });
  const response = await hub.fetch(new Request('http://localhost/events'));
  await publishMany(hub, 2_000);
  expect(hub.stats()).toMatchObject({ slow: 1, gaps: 0 });
  const client = await openStream(response);
  await client.until(({ event }) => event === 'gap');
  const held = client.events().reduce((bytes, { data }) => bytes + data.text.length, 0);
  expect(held).toBeGreaterThan(limit / 3);
  expect(held).toBeLessThan(limit + 2_000);
  await hub.publish(note(2_000));
  await client.until(({ data }) => data.text?.startsWith('2000:'));
  expect(client.blocks.filter(({ event }) => event === 'gap')).toHaveLength(1);
  await client.leave();
});

test('a slow client holds up nobody else', async () => {
  const hub = createHub({ events: desk, logger: quiet });
  await hub.fetch(new Request('http://localhost/events'));
  const quick = await openStream(await hub.fetch(new Request('http://localhost/events')));
  await publishMany(hub, 1_000);
  await quick.until(({ data }) => data.text?.startsWith('999:'));
  expect(quick.events()).toHaveLength(1_000);
  expect(hub.stats()).toMatchObject({ connections: 2, slow: 1 });
  await quick.leave();
  await hub.close();
});

import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { toNode } from './adapters/node.ts';
import { createHub } from './hub.ts';
import { desk } from './test/desk.ts';
import { eventually, serve } from './test/serve.ts';
import { openStream } from './test/stream-client.ts';

const text = 'x'.repeat(100_000);

/** A client that asks for the stream and reads nothing, or a byte at a time. */
function rawClient(origin: string, reads: 'nothing' | 'a byte') {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.pause();
  const reading = setInterval(() => reads === 'a byte' && socket.read(1), 20);
  socket.on('close', () => clearInterval(reading));
  socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n');
  return socket;
}

test('clients that read nothing, or a byte now and then, are cut, while a quiet one and one that reads stay', async () => {
  const hub = createHub({ events: desk, idle: 2_000, heartbeat: 50, logger: { warn() {}, error() {} } });
  onTestFinished(() => hub.close());
  const origin = await serve(toNode(hub));
  // Notes are for those who ask for none in particular: the stalled ones, and the one that reads.
  const quiet = await openStream(`${origin}/events?channels=pins`);
  const reading = await openStream(`${origin}/events`);
  const stalled = Array.from({ length: 6 }, (_, n) => rawClient(origin, n % 2 ? 'a byte' : 'nothing'));
  await eventually(() => hub.stats().connections === 8);
  await eventually(() => {
    void hub.publish({ type: 'note:added', data: { text }, to: 'channel:notes' });
    return hub.stats().slow >= 6;
  });
  await eventually(() => hub.stats().connections === 2, 20_000);
  expect(hub.stats().slow).toBe(0);
  await hub.publish({ type: 'note:added', data: { text: 'still there' }, to: '*' });
  for (const client of [quiet, reading]) await client.until(({ data }) => data.text === 'still there');
  for (const socket of stalled) socket.destroy();
});

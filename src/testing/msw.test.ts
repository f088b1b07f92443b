import { setupServer } from 'msw/node';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { createStreamClient } from '../client/create-stream-client.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { writeRecording } from '../wire/recording.ts';
import { fromRecording } from './from-recording.ts';
import { type StreamHandler, streamHandler } from './msw.ts';

const url = 'http://app.test/events';
const counted = defineEvent('counted', { schema: type<{ n: number; text?: string }>() });

function open(handler: StreamHandler, framing: 'named' | 'envelope' = 'named') {
  const server = setupServer(handler);
  server.listen();
  const heard: unknown[] = [];
  const gaps: string[] = [];
  const client = createStreamClient({
    url,
    dialect: defineDialect({ name: 'counts', framing, events: [counted] }),
    reconnect: { minMs: 5, maxMs: 5 },
  });
  client.on(counted, ({ data, id }) => heard.push([data.n, id]));
  client.onGap(({ reason }) => gaps.push(reason));
  client.connect();
  onTestFinished(() => {
    client.close();
    server.close();
  });
  return { client, heard, gaps };
}

afterEach(() => {
  expect(typeof EventSource).toBe('undefined');
});

test('a script is played over HTTP: answers, events, breaks, and where the stream goes on', async () => {
  const handler = streamHandler(url, [
    { status: 503, retryAfterMs: 0 },
    { status: 200, connected: { id: '0' } },
    { send: { event: 'counted', data: { n: 1, text: 'a\nb' }, id: '1' } },
    { after: 20, fail: true },
    { unreachable: true },
    { status: 200, connected: { resume: 'resumed', id: '1' } },
    { send: [{ event: 'counted', data: { n: 2 }, id: '2' }] },
  ]);
  const { heard, gaps } = open(handler);
  await expect
    .poll(() => heard)
    .toEqual([
      [1, '1'],
      [2, '2'],
    ]);
  expect(handler.stream.requests.map(({ cursor }) => cursor)).toEqual([undefined, undefined, '1', '1']);
  expect(gaps).toEqual([]);
});

test('a handler is driven by calls too, in the framing that it is told', async () => {
  const handler = streamHandler(url, [], { framing: 'envelope' });
  const { client, heard } = open(handler, 'envelope');
  await expect.poll(() => client.isLive()).toBe(true);
  handler.stream.emit({ event: 'counted', data: { n: 5 }, id: '9' });
  await expect.poll(() => heard).toEqual([[5, '9']]);
});

test('the stream is let go when the client leaves', async () => {
  const handler = streamHandler(url);
  const { client } = open(handler);
  await expect.poll(() => handler.stream.openStreams).toBe(1);
  client.close();
  await expect.poll(() => handler.stream.openStreams).toBe(0);
});

test('a recording is played by a handler', async () => {
  const text = writeRecording({
    header: { version: 1, startedAt: 0, dialect: 'counts', framing: 'named' },
    steps: [
      {
        at: 40,
        notice: {
          ...{ type: 'opened', resume: 'fresh', cursor: '0', channels: [], first: true },
          ...{ requestedCursor: undefined, head: undefined },
        },
      },
      { at: 45, frame: { event: 'counted', data: '{"n":1}', id: '1' } },
      { at: 60, frame: { event: 'counted', data: '{"n":2}', id: '2' } },
    ],
  });
  const { heard } = open(streamHandler(url, fromRecording(text).script));
  await expect
    .poll(() => heard)
    .toEqual([
      [1, '1'],
      [2, '2'],
    ]);
});

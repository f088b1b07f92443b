import { request } from 'node:http';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createHub } from '../hub.ts';
import { desk } from '../test/desk.ts';
import { eventually, serve } from '../test/serve.ts';
import { openStream } from '../test/stream-client.ts';
import { toNode } from './node.ts';

test('authorize gets the request as it came: url, headers, cookies', async () => {
  let seen: Request | undefined;
  const hub = createHub({
    events: desk,
    authorize(asked) {
      seen = asked;
      return { scopes: ['*'] };
    },
  });
  const origin = await serve(toNode(hub));
  const client = await openStream(`${origin}/events?channels=notes`, { headers: { cookie: 'a=1', 'x-b': 'ü' } });
  expect(seen?.url).toBe(`${origin}/events?channels=notes`);
  expect([seen?.headers.get('cookie'), seen?.headers.get('x-b')]).toEqual(['a=1', 'ü']);
  await client.leave();
});

test('the path that Express has taken off the url is there for authorize', async () => {
  let url = '';
  const hub = createHub({
    events: desk,
    authorize(asked) {
      url = asked.url;
      return null;
    },
  });
  const handle = toNode(hub);
  const origin = await serve((incoming, response) => {
    handle(Object.assign(incoming, { originalUrl: `/api${incoming.url}` }), response);
  });
  await fetch(`${origin}/events`);
  expect(url).toBe(`${origin}/api/events`);
});

test('headers that were set before go out with the stream', async () => {
  const hub = createHub({ events: desk });
  const handle = toNode(hub);
  const origin = await serve((incoming, response) => {
    response.setHeader('access-control-allow-origin', 'https://app.example');
    handle(incoming, response);
  });
  const client = await openStream(`${origin}/events`);
  expect(client.response.headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect(client.response.headers.get('content-type')).toMatch('text/event-stream');
  await client.leave();
});

test('a client that is gone before it was let in opens no stream', async () => {
  let letIn = () => {};
  const asked = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  const hub = createHub({ events: desk, authorize: () => asked.then(() => ({ scopes: ['*'] })) });
  const handle = toNode(hub);
  let closed = false;
  let arrived = false;
  const origin = await serve((incoming, response) => {
    arrived = true;
    response.on('close', () => {
      closed = true;
    });
    handle(incoming, response);
  });
  const leaving = request(`${origin}/events`).on('error', () => {});
  leaving.end();
  await eventually(() => arrived);
  leaving.destroy();
  await eventually(() => closed);
  letIn();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(hub.stats()).toMatchObject({ opened: 0, connections: 0 });
});

test('a request that no standard knows gets 400, and a method that is not GET gets 405', async () => {
  const origin = await serve(toNode(createHub({ events: desk })));
  const answered = (options: object) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${origin}/events`, options, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
  expect(await answered({ method: 'TRACE' })).toBe(400);
  expect(await answered({ headers: { host: 'a b' } })).toBe(400);
  expect(await answered({ method: 'DELETE' })).toBe(405);
  expect(await answered({ headers: { accept: 'image/png' } })).toBe(406);
});

test('an identity that the caller made out himself is attached without a request', async () => {
  const hub = createHub({ events: desk, authorize: () => null });
  await hub.publish({ type: 'note:added', data: { text: '1' }, to: 'user:9' });
  const start = hub.cursor();
  await hub.publish({ type: 'note:added', data: { text: '2' }, to: 'user:9' });
  const origin = await serve((_, response) => {
    void hub.attach(response, { identity: { user: '9', scopes: [] }, channels: ['notes'], cursor: start });
  });
  const client = await openStream(`${origin}/any`);
  await client.until(({ data }) => data.text === '2');
  expect(client.blocks[0]?.data).toMatchObject({ resume: 'resumed', channels: [] });
  expect(client.events()).toHaveLength(1);
  await client.leave();
});

test('it serves HTTP/2 as well', async () => {
  const hub = createHub({ events: desk });
  const handle = toNode(hub);
  const server = createServer(handle);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const stream = session.request({ ':path': '/events?channels=notes', accept: 'text/event-stream' });
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await eventually(() => text.includes('event: connected'));
  await hub.publish({ type: 'note:added', data: { text: 'over two' }, to: 'channel:notes' });
  await eventually(() => text.includes('over two'));
  stream.close();
  await eventually(() => hub.stats().connections === 0);
  session.close();
  await new Promise((closed) => server.close(closed));
});

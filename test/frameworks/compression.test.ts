import { createServer, type RequestListener, type Server } from 'node:http';
import { serve as serveHono } from '@hono/node-server';
import { createHub, type Hub } from 'bisse/server';
import { toNode } from 'bisse/server/node';
import compression from 'compression';
import express from 'express';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { expect, onTestFinished, test } from 'vitest';
import { desk } from '../../src/server/test/desk.ts';
import { openStream } from '../../src/server/test/stream-client.ts';

/** Both middlewares as people mount them: before everything, for every answer. */
const servers: Readonly<Record<string, (hub: Hub) => Server>> = {
  'compression of Express': (hub) =>
    createServer(
      express()
        .use(compression({ threshold: 0, filter: () => true }))
        .get('/page', (_, response) => void response.type('html').send('x'.repeat(5_000)))
        .all('/events', toNode(hub)) as unknown as RequestListener,
    ).listen(0, '127.0.0.1'),
  'compress of Hono': (hub) =>
    serveHono({
      fetch: new Hono()
        .use(compress())
        .get('/page', (context) => context.html('x'.repeat(5_000)))
        .all('/events', (context) => hub.fetch(context.req.raw)).fetch,
      ...{ port: 0, hostname: '127.0.0.1' },
    }) as Server,
};

test.each(Object.keys(servers))('%s leaves streams alone, because they say no-transform', async (name) => {
  const hub = createHub({ events: desk });
  const server = (servers[name] as (typeof servers)[string])(hub as never);
  if (!server.listening) await new Promise((then) => server.once('listening', then));
  onTestFinished(async () => {
    await hub.close();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const page = await fetch(`${origin}/page`, { headers: { 'accept-encoding': 'gzip' } });
  expect(page.headers.get('content-encoding')).toBe('gzip');
  await page.text();
  const client = await openStream(`${origin}/events`, { headers: { 'accept-encoding': 'gzip' } });
  expect(client.response.headers.get('content-encoding')).toBeNull();
  for (const text of ['1', '2', '3']) {
    await hub.publish({ type: 'note:added', data: { text }, to: '*' });
    // One at a time: nothing waits for the next to push it out.
    await client.until(({ data }) => data.text === text);
  }
  await client.leave();
});

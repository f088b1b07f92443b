import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { serve as serveHono } from '@hono/node-server';
import type { Hub } from 'bisse/server';
import { fastifyHub } from 'bisse/server/fastify';
import { toNode } from 'bisse/server/node';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';

/** A hub that listens. */
export interface Mounted {
  readonly origin: string;
  readonly http2?: boolean;
  close(): Promise<void>;
}

type Listening = { listen(port: number, host: string, then: () => void): unknown; address(): unknown };

async function listening(server: Listening): Promise<string> {
  await new Promise<void>((then) => server.listen(0, '127.0.0.1', then));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function plain(server: Server): Promise<Mounted> {
  const origin = await listening(server);
  return {
    origin,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** Every way a hub is served at `/api/events`, as its documentation says. */
export const mounts: Readonly<Record<string, (hub: Hub) => Promise<Mounted>>> = {
  'node:http': (hub) => plain(createServer(toNode(hub))),
  async 'node:http2'(hub) {
    const sessions = new Set<{ destroy(): void }>();
    const server = createHttp2Server(toNode(hub));
    server.on('session', (session) => sessions.add(session));
    const origin = await listening(server);
    return {
      ...{ origin, http2: true },
      close() {
        for (const session of sessions) session.destroy();
        return new Promise((closed) => server.close(() => closed()));
      },
    };
  },
  Express(hub) {
    const app = express();
    app.use(express.json());
    app.all('/api/events', toNode(hub));
    return plain(createServer(app as unknown as RequestListener));
  },
  'Express, in a router'(hub) {
    const api = express.Router();
    api.all('/events', toNode(hub));
    return plain(createServer(express().use('/api', api) as unknown as RequestListener));
  },
  async Fastify(hub) {
    const app = Fastify();
    await app.register(fastifyHub, { hub, url: '/api/events' });
    return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  },
  async 'Fastify over HTTP/2'(hub) {
    const app = Fastify({ http2: true, http2SessionTimeout: 200 });
    await app.register(fastifyHub as never, { hub, url: '/api/events' });
    return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), http2: true, close: () => app.close() };
  },
  async Hono(hub) {
    const app = new Hono().all('/api/events', (context) => hub.fetch(context.req.raw));
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
    if (!server.listening) await new Promise((then) => server.once('listening', then));
    return {
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close() {
        server.closeAllConnections();
        return new Promise((closed) => server.close(() => closed()));
      },
    };
  },
};

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserCommand } from 'vitest/node';

// Browser tests cannot listen on a port. What they need of Node they ask for by name, with
// `import { commands } from 'vitest/browser'`; every function that this file exports is such a command.

const running = new Map<string, Server>();

/** Starts an HTTP server that answers everything with `body`; returns its origin. */
export const startServer: BrowserCommand<[body: string]> = async (_context, body) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/plain' });
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  running.set(origin, server);
  return origin;
};

/** Stops the server at `origin`, with all its open connections. */
export const stopServer: BrowserCommand<[origin: string]> = async (_context, origin) => {
  const server = running.get(origin);
  running.delete(origin);
  server?.closeAllConnections();
  server?.close();
};

declare module 'vitest/browser' {
  interface BrowserCommands {
    startServer(body: string): Promise<string>;
    stopServer(origin: string): Promise<void>;
  }
}

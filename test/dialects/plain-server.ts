import { createServer, type ServerResponse } from 'node:http';
import { listen, type Running } from '../servers/listen.ts';
import type { System } from './system.ts';

export interface PlainServer extends Running {
  /** The requests so far, as `GET /sse?tenantId=acme`. */
  readonly requests: readonly string[];
  /** Writes the bytes to every open stream. */
  write(bytes: string): void;
}

/**
 * A server as the system's document has it: no ids, no announced heartbeat, no resumption. Each stream begins with the
 * document's `connected` (if it has one) and a heartbeat (if it has one).
 */
export async function startPlainServer(system: System): Promise<PlainServer> {
  const requests: string[] = [];
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const missing = Object.entries(system.headers ?? {}).find(([name, value]) => request.headers[name] !== value);
    if (missing || !asksFor(request.url ?? '', system.url)) {
      response.writeHead(missing ? 401 : 404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    response.flushHeaders();
    for (const name of system.control) response.write(system.frames[name]);
    open.add(response);
    response.on('close', () => open.delete(response));
  });
  return {
    origin: await listen(server),
    requests,
    write(bytes) {
      for (const response of open) response.write(bytes);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Whether a request is for this path and has these parameters. Further ones are none of the server's business. */
function asksFor(url: string, wanted: string): boolean {
  const [asked, { pathname, searchParams }] = [new URL(url, 'http://x'), new URL(wanted, 'http://x')];
  return (
    asked.pathname === pathname && [...searchParams].every(([name, value]) => asked.searchParams.get(name) === value)
  );
}

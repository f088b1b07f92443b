import { connect, createServer, type Socket } from 'node:net';
import { listen, type Running } from './listen.ts';

export interface SilentProxy extends Running {
  /** Swallows all bytes on the connections that are open, and closes none of them. New ones work. */
  freeze(): void;
}

/**
 * Passes connections on to `target`, until it is told to go silent: what a page sees of a server behind a dead link or a
 * lost NAT entry, while the server believes that it is heard.
 */
export async function startSilentProxy(target: string): Promise<SilentProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<{ readonly client: Socket; readonly upstream: Socket }>();
  const server = createServer((client) => {
    const pair = { client, upstream: connect(Number(port), hostname) };
    const { upstream } = pair;
    pairs.add(pair);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        client.destroy();
        upstream.destroy();
      });
    }
  });
  return {
    origin: await listen(server),
    freeze() {
      for (const { client, upstream } of pairs) {
        upstream.unpipe(client);
        upstream.resume();
      }
    },
    async close() {
      for (const { client } of pairs) client.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

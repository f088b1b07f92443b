import type { Server } from 'node:http';
import type { HubLogger, Log } from '../../../src/server.ts';
import { listen, type Running } from '../../servers/listen.ts';

/** A document's server, running. */
export interface App<Code = unknown> extends Running {
  /** The code of the document. */
  readonly code: Code;
  /** Cuts all connections, as a network does. */
  drop(): void;
}

export interface AppOptions {
  readonly log?: Log;
  readonly logger?: HubLogger;
  /** In ms. */
  readonly heartbeat?: number;
}

/** Lets a server run until its app is closed. */
export async function run<Code>(server: Server, code: Code, end: () => Promise<unknown>): Promise<App<Code>> {
  return {
    code,
    origin: await listen(server),
    drop: () => server.closeAllConnections(),
    async close() {
      await end();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

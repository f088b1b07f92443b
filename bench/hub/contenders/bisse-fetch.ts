import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { createBenchHub } from './bench-hub.ts';
import type { Contender } from './contender.ts';

/** The hub as a web handler, through the bridge to Node that Hono has. */
export function createContender(): Contender {
  const { hub, ...more } = createBenchHub();
  return { server: createAdaptorServer({ fetch: hub.fetch }) as Server, ...more };
}

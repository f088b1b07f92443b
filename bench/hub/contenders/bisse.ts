import { createServer } from 'node:http';
import { toNode } from 'bisse/server/node';
import { createBenchHub } from './bench-hub.ts';
import type { Contender } from './contender.ts';

/** The hub through its own bridge to Node. */
export function createContender(): Contender {
  const { hub, ...more } = createBenchHub();
  return { server: createServer(toNode(hub)), ...more };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHub } from 'bisse/server';
import { toNode } from 'bisse/server/node';
import { redisLog } from 'bisse/server/redis';
import { Redis } from 'ioredis';
import { counts } from './counts-dialect.ts';

// An instance in a process of its own: `hub-process.ts <port of Redis> <drain>`. Says its origin when it listens, ends on SIGTERM.
const [, , redisPort, drain = '2s'] = process.argv;
const redis = new Redis(Number(redisPort), '127.0.0.1', { lazyConnect: true });
const hub = createHub({ events: counts, log: redisLog(redis) });
const server = createServer(toNode(hub));
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', async () => {
  await hub.drain(drain as '2s');
  server.close();
  server.closeIdleConnections();
  process.disconnect?.();
});
// Nothing is left behind when the test itself is killed.
process.on('disconnect', () => process.exit());

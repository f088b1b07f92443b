import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../../test/servers/postgres.ts';
import { startRedis } from '../../test/servers/redis.ts';
import { createBalancer } from './balancer.ts';
import { type Instance, startInstance } from './instance.ts';

// Several instances of the demo behind a balancer. Redis and Postgres are those of REDIS_URL and DATABASE_URL, or started here, for as
// long as this runs. An instance that dies is started again.

const { PORT = '4173', HOST = '0.0.0.0', DEMO_INSTANCES = '3', DEMO_VISITORS, REDIS_URL, DATABASE_URL } = process.env;

const redis = REDIS_URL ? undefined : await startRedis();
const postgres = DATABASE_URL ? undefined : await startPostgres();
const servers = {
  REDIS_URL: REDIS_URL ?? `redis://127.0.0.1:${redis?.port}`,
  DATABASE_URL: DATABASE_URL ?? (await postgres?.database())?.url,
};

const running = new Map<number, Instance>();
let isLeaving = false;

/** Keeps an instance running. The first one does the background work. */
async function keep(place: number): Promise<void> {
  const isFirst = place === 0;
  while (!isLeaving) {
    try {
      const instance = await startInstance({
        ...servers,
        DEMO_WORK: isFirst ? 'on' : 'off',
        DEMO_VISITORS: isFirst ? (DEMO_VISITORS ?? 'on') : 'off',
      });
      running.set(place, instance);
      console.log(`bisse demo: instance ${place + 1} is process ${instance.process.pid}, at ${instance.origin}`);
      if (isLeaving) instance.process.kill('SIGTERM');
      await instance.ended;
      running.delete(place);
      if (!isLeaving) console.log(`bisse demo: instance ${place + 1} has ended, and is started again`);
    } catch (error) {
      if (!isLeaving) console.error(`bisse demo: instance ${place + 1} does not start: ${error}`);
      await sleep(1_000);
    }
  }
}

const balancer = createBalancer(() => [...running.values()].map(({ origin }) => origin));
balancer.listen(Number(PORT), HOST);
await once(balancer, 'listening');
const kept = Array.from({ length: Math.max(1, Number(DEMO_INSTANCES)) }, (_, place) => keep(place));

async function leave(): Promise<void> {
  if (isLeaving) return;
  isLeaving = true;
  for (const { process } of running.values()) process.kill('SIGTERM');
  await Promise.all(kept);
  balancer.close();
  balancer.closeAllConnections();
  await Promise.all([redis?.stop(), postgres?.stop()]);
  process.exit(0);
}

process.on('SIGTERM', leave);
process.on('SIGINT', leave);

while (running.size < kept.length) await sleep(20);
console.log(`bisse demo: http://localhost:${(balancer.address() as AddressInfo).port}, ${kept.length} instances`);

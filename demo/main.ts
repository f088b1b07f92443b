import { fileURLToPath } from 'node:url';
import { redisLog } from 'bisse/server/redis';
import { Redis } from 'ioredis';
import { sharedDatabase } from './server/shared-database.ts';
import { startDemo } from './server/start.ts';

const { PORT = '4173', HOST = '0.0.0.0', DEMO_DATA, DEMO_VISITORS, DEMO_WORK, REDIS_URL, DATABASE_URL } = process.env;

const starting = startDemo({
  port: Number(PORT),
  host: HOST,
  dataDir: DEMO_DATA || fileURLToPath(new URL('../.data', import.meta.url)),
  visitors: DEMO_VISITORS !== 'off',
  work: DEMO_WORK !== 'off',
  ...(REDIS_URL && { log: redisLog(new Redis(REDIS_URL, { lazyConnect: true })) }),
  ...(DATABASE_URL && { shared: sharedDatabase(DATABASE_URL) }),
});

let isLeaving = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, async () => {
    if (isLeaving) return;
    isLeaving = true;
    await (await starting).close();
    process.exit(0);
  });
}

try {
  const { url } = await starting;
  console.log(`bisse demo: ${url.replace('127.0.0.1', 'localhost')}`);
} catch (error) {
  console.error(`bisse demo: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

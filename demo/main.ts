import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { redisLog } from 'bisse/server/redis';
import { Redis } from 'ioredis';
import { sharedDatabase } from './server/shared-database.ts';
import { startDemo } from './server/start.ts';

const { PORT = '4173', HOST = '0.0.0.0', DEMO_DATA, DEMO_VISITORS, DEMO_WORK, REDIS_URL, DATABASE_URL } = process.env;

/** `npm start -- --replay file.ndjson` */
const { replay } = parseArgs({ options: { replay: { type: 'string' } } }).values;

const starting = start();

// Awaited below: whatever is wrong with the file is told there.
async function start() {
  return startDemo({
    port: Number(PORT),
    host: HOST,
    // What is played must not change what a person has made.
    dataDir: replay ? 'memory://' : DEMO_DATA || fileURLToPath(new URL('../.data', import.meta.url)),
    visitors: DEMO_VISITORS !== 'off' && replay === undefined,
    work: DEMO_WORK !== 'off' && replay === undefined,
    replay: replay && readFileSync(replay, 'utf8'),
    ...(REDIS_URL && !replay && { log: redisLog(new Redis(REDIS_URL, { lazyConnect: true })) }),
    ...(DATABASE_URL && !replay && { shared: sharedDatabase(DATABASE_URL) }),
  });
}

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

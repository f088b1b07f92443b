import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { labsos } from '../../src/dialects/labsos.ts';
import { redisLog } from '../../src/server/log/redis.ts';
import { postgresOutbox } from '../../src/server/source/postgres.ts';
import { createHub } from '../../src/server.ts';

// An instance in a process of its own, so that a test can kill it: instance-process.ts <Postgres' url> <Redis' port>

const [url, port] = process.argv.slice(2) as [string, string];
const quiet = { warn: () => {}, error: () => {} };
const log = redisLog(new Redis(Number(port), '127.0.0.1', { lazyConnect: true }), {
  ...{ max: 20_000, retention: '1h', logger: quiet },
});
const hub = createHub({ events: labsos(), log, logger: quiet });
hub.from(postgresOutbox({ pool: new Pool({ connectionString: url }), poll: '50ms', lease: '500ms' }));
process.send?.('ready');
// Nothing is left behind when the test itself is killed.
process.on('disconnect', () => process.exit());

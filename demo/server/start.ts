import type { AddressInfo } from 'node:net';
import { createHub } from 'bisse/server';
import { dialect } from '../dialect.ts';
import { createApp } from './app.ts';
import { createData } from './data.ts';
import { type Database, openDatabase } from './database.ts';
import { createMeter } from './health.ts';
import { prepareTables } from './tables.ts';
import { startVisitors } from './visitors.ts';

export interface DemoOptions {
  /** Default `0`: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Where the database lies; `memory://` (default) keeps nothing. */
  readonly dataDir?: string;
  /** Whether simulated people use the demo. Default `false`. */
  readonly visitors?: boolean;
}

export interface Demo {
  readonly url: string;
  close(): Promise<void>;
}

/** How often the machine's health is told. */
const healthIntervalMs = 2_000;

/**
 * Starts the demo: server, database, hub, and visitors if there shall be some.
 * @throws (rejects) when the port is taken: before the database is touched, which one process alone may open.
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { port = 0, host = '127.0.0.1', dataDir = 'memory://', visitors = false } = options;
  const hub = createHub({ events: dialect });
  const measure = createMeter(() => hub.health().activeConnections);
  const data = createData(() => opening, hub);
  const app = await createApp({ hub, data, measure });
  const opening = app.listen({ port, host }).then(() => prepared(dataDir));
  const database = await opening.catch(async (error) => {
    await app.close();
    throw error;
  });

  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const tellHealth = setInterval(
    () => hub.publish({ type: 'system:health_update', data: measure(), to: 'channel:system' }),
    healthIntervalMs,
  );
  const sendVisitorsHome = visitors ? startVisitors(url) : undefined;

  return {
    url,
    async close() {
      clearInterval(tellHealth);
      await sendVisitorsHome?.();
      await app.close();
      await database.close();
    },
  };
}

async function prepared(dataDir: string): Promise<Database> {
  const database = await openDatabase(dataDir);
  await database.transaction((query) => prepareTables(query, Date.now()));
  return database;
}

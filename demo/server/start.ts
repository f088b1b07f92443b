import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createHub, type Log, memoryLog } from 'bisse/server';
import { dialect } from '../dialect.ts';
import { createApp } from './app.ts';
import { type Clock, machineClock } from './clock.ts';
import { createData } from './data.ts';
import { type Database, openDatabase } from './database.ts';
import { createMeter } from './health.ts';
import { ingestWork } from './labsos/jobs.ts';
import { activeUsersWork, trendingWork } from './pindown/audience.ts';
import { dataSourceWork } from './pindown/data-sources.ts';
import { exportWork } from './pindown/exports.ts';
import { generationWork } from './pindown/generations.ts';
import { pipelineWork } from './pindown/pipelines.ts';
import { givenUpWork, processingWork } from './reels/processing.ts';
import { createSharedData } from './shared-data.ts';
import type { SharedDatabase } from './shared-database.ts';
import { prepareTables } from './tables.ts';
import { startVisitors } from './visitors/visitors.ts';
import { startWork } from './work.ts';

export interface DemoOptions {
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** The folder of the database. Default `memory://`, which keeps nothing. */
  readonly dataDir?: string;
  /** Opens the database, once the port is taken. Default: the one in `dataDir`. */
  readonly open?: () => Promise<Database>;
  /** The folder of the built page. Default: where `npm run demo:build` puts it. */
  readonly page?: string;
  /** Where events are kept. Default: in this process. */
  readonly log?: Log;
  /** A database that other instances use too; instead of one of its own. */
  readonly shared?: SharedDatabase;
  /** Whether it does what the server does by itself. Of several instances, one does. Default `true`. */
  readonly work?: boolean;
  /** What the background work waits by. Default: the machine's. */
  readonly clock?: Clock;
  /** Whether simulated people use the demo. Default `false`. */
  readonly visitors?: boolean;
  /** A recording (NDJSON) that the stream plays instead of what happens; then nothing happens by itself. */
  readonly replay?: string | undefined;
}

export interface Demo {
  readonly url: string;
  close(): Promise<void>;
}

const builtPage = fileURLToPath(new URL('../dist', import.meta.url));

/** How often the machine's health is told. */
const healthIntervalMs = 2_000;

/**
 * Starts the demo: server, database, hub, background work, and visitors if there shall be some.
 * @throws (rejects) when the port is taken: before the database is touched, which one process alone may open.
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { port = 0, host = '127.0.0.1', dataDir = 'memory://', log = memoryLog(), clock = machineClock } = options;
  const { open = () => openDatabase(dataDir), visitors = false, page = builtPage, shared, replay } = options;
  const { work = replay === undefined } = options;
  const hub = createHub({ events: dialect, log });
  const openStreams = () => hub.health().activeConnections;
  const measure = createMeter(openStreams);
  const data = shared ? createSharedData(() => opening.then(() => shared), hub) : createData(() => opening, hub);
  const app = await createApp({ hub, data, clock, measure, page, replay });
  const opening = app.listen({ port, host }).then(async () => {
    await log.ready?.();
    await shared?.outbox.migrate();
    return prepared(shared ? async () => shared : open);
  });
  const database = await opening.catch(async (error) => {
    await app.close();
    throw error;
  });

  if (shared) hub.from(shared.outbox);

  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const tellHealth = setInterval(() => {
    if (work) hub.publish({ type: 'system:health_update', data: measure(), to: 'channel:system' }).catch(console.error);
  }, healthIntervalMs);
  const works = [
    ...[pipelineWork, dataSourceWork, generationWork, exportWork, activeUsersWork(openStreams), trendingWork()],
    ...[ingestWork, processingWork, givenUpWork],
  ];
  const endWork = startWork(data, clock, work ? works : []);
  const sendVisitorsHome = visitors ? startVisitors(url) : undefined;

  return {
    url,
    async close() {
      clearInterval(tellHealth);
      await sendVisitorsHome?.();
      await endWork();
      await app.close();
      await database.close();
    },
  };
}

async function prepared(open: () => Promise<Database>): Promise<Database> {
  const database = await open();
  await database.transaction((query) => prepareTables(query, Date.now()));
  return database;
}

import type { PGlite } from '@electric-sql/pglite';
import { onTestFinished } from 'vitest';
import { labsos } from '../../src/dialects/labsos.ts';
import {
  labsosTriggers,
  type Outbox,
  type OutboxSettings,
  type PgQueryable,
  postgresOutbox,
} from '../../src/server/source/postgres.ts';
import { createHub, type HubLogger, type Log, memoryLog } from '../../src/server.ts';
import type { PostgresDatabase, PostgresServer } from '../servers/postgres.ts';

/** LabsOS' tables, as far as the document shows them. */
export const labsosTables = `
  create table ingestion_sources (id text primary key, project_id text, status text, source_name text, updated_at timestamptz);
  create table jobs (id text primary key, project_id text, progress_stage text, progress_current int, progress_total int,
    progress_message text, progress_updated_at timestamptz);
  create table proposed_nodes (id text primary key, project_id text, title text, confidence numeric, created_at timestamptz);
`;

/** Runs SQL in a transaction of its own. */
type Transaction = <Result>(work: (client: PgQueryable) => Promise<Result>, isolation?: string) => Promise<Result>;

/** A Postgres with LabsOS' tables in it. */
export interface TestDatabase extends PgQueryable {
  readonly transaction: Transaction;
  outbox(settings?: OutboxSettings<ReturnType<typeof labsos>>): Outbox<ReturnType<typeof labsos>>;
}

export interface RealDatabase extends TestDatabase, PostgresDatabase {}

const settings = { poll: '200ms', events: labsos() } as const;

/** A database in PostgreSQL. */
export async function postgresDatabase(server: PostgresServer): Promise<RealDatabase> {
  const { url, pool } = await server.database();
  await pool.query(labsosTables);
  return {
    url,
    pool,
    query: (sql, values) => pool.query(sql, values),
    async transaction(work, isolation = 'read committed') {
      const client = await pool.connect();
      try {
        await client.query(`begin isolation level ${isolation}`);
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
    outbox: (more) => postgresOutbox({ pool, ...settings, ...more }),
  };
}

/** A PGlite with nothing else in it. Making one takes long, so tests share theirs, one after the other. */
export async function pgliteDatabase(pglite: PGlite): Promise<TestDatabase> {
  await pglite.exec(
    `drop schema if exists bisse cascade; drop schema public cascade; create schema public; ${labsosTables}`,
  );
  return {
    query: (sql, values) => pglite.query(sql, values),
    transaction: <Result>(work: (client: PgQueryable) => Promise<Result>, isolation = 'read committed') =>
      pglite.transaction(async (client) => {
        await client.query(`set transaction isolation level ${isolation}`);
        return work(client);
      }) as Promise<Result>,
    outbox: (more) => postgresOutbox({ pglite, ...settings, ...more }),
  };
}

/** The outbox with LabsOS' triggers, made in the database. */
export async function labsosOutbox(
  database: TestDatabase,
  settings?: OutboxSettings<ReturnType<typeof labsos>>,
): Promise<Outbox<ReturnType<typeof labsos>>> {
  const outbox = database.outbox({ triggers: labsosTriggers, ...settings });
  await outbox.migrate();
  return outbox;
}

/** An instance until the test ends, and what its logger was told. */
export function instance(log: Log = memoryLog()) {
  const complaints: string[] = [];
  const note = (_fields: object, message: string) => complaints.push(message);
  const logger: HubLogger = { warn: note, error: note };
  const hub = createHub({ events: labsos(), log, logger });
  onTestFinished(() => hub.close());
  return { hub, log, complaints };
}

/** What is in a log that has not been trimmed: payloads as they are on the wire. */
export function entriesOf(log: Log) {
  const entries: {
    readonly id: string;
    readonly scope: string;
    readonly data: Record<string, unknown>;
    readonly mutationId: string | undefined;
  }[] = [];
  for (let step = log.next(0); step && !('place' in step); step = log.next(step.position)) {
    entries.push({
      id: step.id,
      scope: step.scopes.join(),
      mutationId: step.mutationId,
      data: JSON.parse(step.data) as Record<string, unknown>,
    });
  }
  return entries;
}

/** The steps of jobs in the log, as `job:step`. */
export const stepsOf = (log: Log) =>
  entriesOf(log).map(({ data }) =>
    'jobId' in data ? `${data['jobId']}:${(data['progress'] as { current: number }).current}` : data['proposalId'],
  );

/** Moves a job on, so that it is told. */
export async function step(client: PgQueryable, job: string, current: number): Promise<void> {
  await client.query(
    `insert into jobs (id, project_id, progress_current, progress_updated_at) values ($1, '7', 0, to_timestamp(0))
     on conflict (id) do nothing`,
    [job],
  );
  await client.query(
    'update jobs set progress_current = $2::int, progress_updated_at = to_timestamp($2::int) where id = $1',
    [job, current],
  );
}

import { type Outbox, type PgQueryable, postgresOutbox } from 'bisse/server/postgres';
import { Pool, type PoolClient } from 'pg';
import { dialect } from '../dialect.ts';
import type { Database, Query } from './database.ts';

/** A Postgres that several instances use at once. What they have to tell goes through its outbox. */
export interface SharedDatabase extends Database {
  readonly outbox: Outbox<typeof dialect>;
  /** Runs reads that all see one moment. */
  snapshot<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
}

/** Names the lock that a change holds until it is committed. Any number will do. */
const changing = 7_341;

/** The database behind a url, opened when it is needed. */
export function sharedDatabase(connectionString: string): SharedDatabase {
  const pool = new Pool({ connectionString });
  // The next query is told as well, and answers the request that it is for.
  pool.on('error', (error) => console.error(`bisse demo: a connection to Postgres was lost: ${error.message}`));

  async function within<Result>(begin: string, work: (query: Query) => Promise<Result>): Promise<Result> {
    const client = await pool.connect();
    try {
      await client.query(begin);
      const result = await work(queryOn(client));
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      // It may be in the middle of anything.
      client.release(true);
      throw error;
    }
  }

  return {
    // Events of a demo that was killed shall not be late for long.
    outbox: postgresOutbox({ pool, events: dialect, lease: '3s' }),
    query: queryOn(pool),
    // The demo reads a row and writes what follows from it, so changes take turns, in all instances.
    transaction: (work) =>
      within('begin', async (query) => {
        await query('select pg_advisory_xact_lock($1)', [changing]);
        return work(query);
      }),
    snapshot: (work) => within('begin isolation level repeatable read read only', work),
    close: () => pool.end(),
  };
}

function queryOn(client: Pool | PoolClient): Query {
  return async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
    (await client.query(sql, [...parameters])).rows as Row[];
}

/** As the outbox takes it. */
export function queryable(query: Query): PgQueryable {
  return { query: async (sql, values) => ({ rows: await query(sql, values) }) };
}

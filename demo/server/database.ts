import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** Runs one statement; gives its rows. */
export type Query = <Row extends object>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/** The little of Postgres that the demo needs. PGlite is Postgres in this process; the SQL is the same. */
export interface Database {
  readonly query: Query;
  /** Runs `work` in a transaction: commits when it returns, rolls back when it throws. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Opens the database in `dataDir`, which is made when it is not there. `memory://` keeps nothing. */
export async function openDatabase(dataDir: string): Promise<Database> {
  const postgres = await PGlite.create(dataDir.startsWith('memory://') ? dataDir : await databaseIn(dataDir));
  return {
    query: queryOn(postgres),
    transaction: (work) => postgres.transaction((transaction) => work(queryOn(transaction))),
    close: () => postgres.close(),
  };
}

function queryOn(client: Pick<PGlite, 'query'>): Query {
  return async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
    (await client.query<Row>(sql, [...parameters])).rows;
}

/**
 * The folder of the database. A new one is made aside and moved into its place when it is whole, so that a process that
 * is killed in the middle leaves no half of one behind.
 */
async function databaseIn(dataDir: string): Promise<string> {
  const place = join(dataDir, 'postgres');
  if (existsSync(place)) return place;
  const aside = join(dataDir, 'postgres.new');
  await rm(aside, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  const postgres = await PGlite.create(aside);
  await postgres.close();
  await rename(aside, place);
  return place;
}

import type { Hub, Publication } from 'bisse/server';
import type { dialect } from '../dialect.ts';
import type { Database, Query } from './database.ts';

/** An event of the demo, ready to be published. */
export type DemoEvent = Publication<typeof dialect>;

/** What a change gives back: its result, and what to tell everybody once it is committed. */
export interface Change<Result> {
  readonly result: Result;
  readonly events: readonly DemoEvent[];
}

/** Rows, and their place in the stream: what the events up to `cursor` said is in them, and nothing later. */
export interface Snapshot<Row> {
  readonly rows: readonly Row[];
  readonly cursor: string;
}

export interface Data {
  /** Runs a change in a transaction, commits it, and publishes its events. */
  change<Result>(work: (query: Query) => Promise<Change<Result>>): Promise<Result>;
  read<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Snapshot<Row>>;
}

/**
 * Changes and reads, one after another, from when the database is open. Were two changes of one row to run side by side,
 * the one that commits first could publish last, and every client would end with the older value; a read between a commit
 * and its publication would hold more than its cursor says.
 */
export function createData(opening: () => Promise<Database>, hub: Hub<typeof dialect>): Data {
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    const turn = last.then(opening).then(work);
    last = turn.catch(() => {});
    return turn;
  }

  return {
    change: (work) =>
      inTurn(async (database) => {
        const { result, events } = await database.transaction(work);
        for (const event of events) await hub.publish(event);
        return result;
      }),
    read: <Row extends object>(sql: string, parameters?: readonly unknown[]) =>
      inTurn(async (database) => {
        const cursor = hub.cursor();
        return { cursor, rows: await database.query<Row>(sql, parameters) };
      }),
  };
}

import { ConfigError } from '../../errors.ts';
import type { Clock } from '../../utils/clock.ts';
import { compareLogIds } from '../../wire/log-id.ts';
import type { Cursor } from '../../wire/message.ts';
import { type AnyPublication, PublishError } from '../publication.ts';
import type { OutboxSession, Row } from './outbox-session.ts';
import type { SourceHost } from './source.ts';

export interface OutboxReaderOptions {
  readonly session: OutboxSession;
  readonly host: SourceHost;
  readonly clock: Clock;
  readonly schema: string;
  /** Names this reader; no other has the name. */
  readonly name: string;
  readonly batch: number;
  readonly leaseMs: number;
}

/** Reads the outbox while it is this one's turn. */
export interface OutboxReader {
  /** Publishes all that is there; `false` when it is another reader's turn. */
  readAll(): Promise<boolean>;
  /** Lets another reader in at once. */
  leave(): Promise<void>;
}

/** The outbox has another reader now: this one was too slow, or asleep. */
class TurnLost extends Error {
  override readonly name = 'TurnLost';
}

// Whose turn it is stands in Postgres, by its clock, and is over by itself: a lock would stay with a process that sleeps, and for
// hours with a machine that has lost its power. It only saves work. What keeps events from being told twice is their key.

export function createOutboxReader(options: OutboxReaderOptions): OutboxReader {
  const { session, host, clock, schema, name, batch, leaseMs } = options;
  const { publish, signal, logger } = host;
  /** By the clock of this process, and earlier than by that of Postgres. */
  let turnEnds = Number.NEGATIVE_INFINITY;
  /** Of the newest row that was published. */
  let newest: Cursor | undefined;

  const isMyTurn = () => clock.now() < turnEnds;

  async function takeTurn(): Promise<boolean> {
    const asked = clock.now();
    const [state] = await session.query(
      `update ${schema}.outbox_state set reader = $1, reader_until = clock_timestamp() + $2::int * interval '1 ms'
       where reader = $1 or reader_until < clock_timestamp() returning cursor`,
      [name, leaseMs],
    );
    if (!state) return false;
    turnEnds = asked + leaseMs;
    newest = later(newest, state['cursor'] ?? undefined);
    return true;
  }

  async function readAll(): Promise<boolean> {
    while (!signal.aborted) {
      if (clock.now() > turnEnds - leaseMs / 2 && !(await takeTurn())) return false;
      const rows = await session.query(
        `select id::text as number, publication::text, (extract(epoch from created_at) * 1000000)::bigint::text as created
         from ${schema}.outbox order by id limit $1`,
        [batch],
      );
      await publishRows(rows);
      if (rows.length < batch) return true;
    }
    return true;
  }

  /** Publishes the rows one after the other; what was published is deleted, also when one fails. */
  async function publishRows(rows: readonly Row[]): Promise<void> {
    const published: string[] = [];
    try {
      for (const row of rows) {
        if (signal.aborted || !isMyTurn()) break;
        const cursor = await publishRow(row);
        if (cursor === undefined) continue;
        newest = later(newest, cursor);
        published.push(row['number'] as string);
      }
    } finally {
      if (published.length > 0) await remove(published);
    }
  }

  async function publishRow(row: Row): Promise<Cursor | undefined> {
    try {
      return await publish(toPublication(row));
    } catch (error) {
      // Not so when the log cannot be reached: then it is tried again.
      if (!(error instanceof PublishError || error instanceof ConfigError)) throw error;
      await refuse(row, error);
      return undefined;
    }
  }

  /** In one step with the proof that it is still this one's turn: else another reader goes on with these rows. */
  async function remove(ids: readonly string[]): Promise<void> {
    const asked = clock.now();
    const [mine] = await session.query(
      `with mine as (
         update ${schema}.outbox_state set cursor = $1, reader_until = clock_timestamp() + $2::int * interval '1 ms'
         where reader = $3 returning one
       ), done as (
         delete from ${schema}.outbox using mine where id = any ($4::bigint[])
       )
       select one::text from mine`,
      [newest, leaseMs, name, ids],
    );
    if (!mine) throw new TurnLost('another instance reads the outbox now');
    turnEnds = asked + leaseMs;
    host.working();
  }

  async function refuse(row: Row, error: Error): Promise<void> {
    await session.query(
      `with row as (delete from ${schema}.outbox where id = $1 returning id, publication, created_at)
       insert into ${schema}.outbox_refused (id, publication, created_at, reason)
       select id, publication, created_at, $2 from row on conflict (id) do nothing`,
      [row['number'], error.message],
    );
    logger.error(
      { row: row['number'], err: error },
      `bisse: row ${row['number']} of the outbox was not published, because no client could read it. It lies in ${schema}.outbox_refused.`,
    );
  }

  return {
    async readAll() {
      try {
        return await readAll();
      } catch (error) {
        if (!(error instanceof TurnLost)) throw error;
        turnEnds = Number.NEGATIVE_INFINITY;
        return false;
      }
    },
    async leave() {
      await session.query(`update ${schema}.outbox_state set reader_until = '-infinity' where reader = $1`, [name]);
    },
  };
}

/**
 * The row's number alone would name another event when the outbox was made anew while the log remembers; with the time, in µs,
 * it never does.
 */
function toPublication(row: Row): AnyPublication {
  const { number, publication, created } = row as { readonly [column: string]: string };
  const key = `outbox:${number}:${created}`;
  return { key, at: Math.floor(Number(created) / 1_000), ...(JSON.parse(publication as string) as AnyPublication) };
}

/** The later one of two ids. The ids of two epochs have no order; the second one was heard of last. */
function later(known: Cursor | undefined, next: Cursor | undefined): Cursor | undefined {
  if (known === undefined || next === undefined) return known ?? next;
  return (compareLogIds(known, next) ?? -1) > 0 ? known : next;
}

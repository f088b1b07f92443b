import { ConfigError } from '../../errors.ts';
import type { Dialect } from '../../events/dialect.ts';
import { type Clock, systemClock } from '../../utils/clock.ts';
import { type Duration, toMs } from '../../utils/duration.ts';
import type { Cursor } from '../../wire/message.ts';
import { createDrafter, type Publication } from '../publication.ts';
import { createBell } from './bell.ts';
import { positionIn } from './outbox-position.ts';
import { createOutboxReader } from './outbox-reader.ts';
import {
  type OutboxSession,
  openPGliteSession,
  openPgSession,
  type PGliteLike,
  type PgPool,
  type PgQueryable,
} from './outbox-session.ts';
import { checkSchema, type OutboxMigration, outboxMigration } from './outbox-sql.ts';
import type { OutboxTrigger } from './outbox-trigger.ts';
import type { Source, SourceHost } from './source.ts';

export { labsosTriggers } from './labsos-triggers.ts';
export type { PGliteLike, PgConnection, PgPool, PgQueryable } from './outbox-session.ts';
export { type OutboxMigration, type OutboxMigrationOptions, outboxMigration } from './outbox-sql.ts';
export type { OutboxFields, OutboxTrigger } from './outbox-trigger.ts';
export type { Source, SourceHost } from './source.ts';

/** Where the outbox is: in a Postgres that a `Pool` of `pg` leads to, or in a PGlite. */
export type OutboxDatabase =
  | { readonly pool: PgPool; readonly pglite?: undefined }
  | { readonly pglite: PGliteLike; readonly pool?: undefined };

export interface OutboxSettings<D extends Dialect> {
  /** The hub's events: then `add` takes only these, and checks them. */
  readonly events?: D;
  /** The schema that holds the outbox. Default `'bisse'`. */
  readonly schema?: string;
  /** What `migrate` makes triggers of. Default: it leaves triggers alone. */
  readonly triggers?: readonly OutboxTrigger[];
  /** How often the outbox is looked into when nothing wakes its reader. Default `'1s'`. */
  readonly poll?: Duration;
  /** How many rows are read at a time. Default 500. Below the `max` of the log, which remembers no more keys than entries. */
  readonly batch?: number;
  /** After how long without a sign of its reader another instance reads the outbox. Default `'10s'`. */
  readonly lease?: Duration;
  /** How long Postgres may take to be connected, and to answer. Default `'5s'`. Not with PGlite. */
  readonly timeout?: Duration;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

export type OutboxOptions<D extends Dialect = Dialect> = OutboxSettings<D> & OutboxDatabase;

/** Events that are written with the rows that they tell of, in one transaction. For `hub.from`. */
export interface Outbox<D extends Dialect = Dialect> extends Source {
  /** Makes the outbox and its triggers, or brings them up to date; does nothing when they are. */
  migrate(): Promise<void>;
  /**
   * Adds an event in a transaction of the app's: it is published if and when that commits.
   * @param client the transaction: a `PoolClient` after `begin`, or what `pglite.transaction` gives.
   * @throws PublishError (rejects) when clients could not read it, as far as `events` tells.
   */
  add(client: PgQueryable, publication: Publication<D>): Promise<void>;
  /**
   * Gives the value of the header `Stream-Cursor` for an answer that is made of what `client` reads: `<id>; exact` when the
   * answer holds the events up to this id and no others of the outbox, else `<id>`, a lower bound.
   * @param client a transaction of the isolation `repeatable read` that has written nothing; elsewhere nothing is exact.
   * @param before `hub.cursor()`, read BEFORE the transaction was begun.
   */
  position(client: PgQueryable, before: Cursor): Promise<string>;
}

/**
 * An outbox in PostgreSQL (13 or later) or PGlite. Triggers, or {@link Outbox.add}, write events into a table in the very
 * transaction that changes the rows; one of the instances reads it, publishes each event under a key of its own, and deletes it. So
 * nothing is published that was not committed, and all that was committed is published, whatever crashes.
 *
 * It holds one connection of the pool for as long as it runs; a pooler in between must leave it a session of its own.
 * @throws ConfigError on an option that cannot be meant.
 */
export function postgresOutbox<D extends Dialect = Dialect>(options: OutboxOptions<D>): Outbox<D> {
  const { schema = 'bisse', triggers, batch = 500, clock = systemClock, events } = options;
  const pollMs = toMs(options.poll ?? '1s');
  const leaseMs = Math.ceil(toMs(options.lease ?? '10s'));
  const timeoutMs = toMs(options.timeout ?? '5s');
  checkSchema(schema);
  checkNumbers({ batch, leaseMs, pollMs });
  const channel = `${schema}_outbox`;
  const draft = events && createDrafter(events);
  const name = `${process.pid}-${crypto.randomUUID().slice(0, 8)}`;

  const open = async (wake: () => void): Promise<OutboxSession> =>
    options.pglite ? openPGliteSession(options.pglite, wake) : openPgSession(options.pool, timeoutMs, wake);

  async function run(host: SourceHost): Promise<void> {
    const bell = createBell(clock, host.signal);
    const session = await open(bell.ring);
    const reader = createOutboxReader({ session, host, clock, schema, name, batch, leaseMs });
    try {
      await session.listen(channel);
      while (!host.signal.aborted) {
        const isMyTurn = await reader.readAll();
        host.working();
        // Another one reads; it is not woken for each of its rows.
        if (!isMyTurn) bell.mute();
        const wasRung = await bell.wait(pollMs);
        if (!wasRung && !host.signal.aborted) await stayListening(session, host);
      }
    } catch (error) {
      throw explained(error, schema);
    } finally {
      // Also when the log cannot be reached: another instance may reach it. Without Postgres the turn ends by itself.
      await reader.leave().catch(() => {});
      await session.close();
    }
  }

  /** A pooler, or a `DISCARD ALL`, can end the listening and leave the connection. */
  async function stayListening(session: OutboxSession, { logger }: SourceHost): Promise<void> {
    const [heard] = await session.query(
      'select (exists (select from pg_listening_channels() as name where name = $1))::text as listens',
      [channel],
    );
    if (heard?.['listens'] === 'true') return;
    logger.warn(
      { channel },
      'bisse: the connection of the outbox no longer listened for notifications, so events were late. It listens again. Is there a pooler in between that gives it no session of its own?',
    );
    await session.listen(channel);
  }

  return {
    name: 'the outbox in Postgres',
    run,
    async migrate() {
      const migration = outboxMigration({ schema, ...(triggers && { triggers }) });
      await migrateOn(options, migration, schema, timeoutMs);
    },
    async add(client, publication) {
      draft?.(publication, clock.now());
      await client.query(`insert into ${schema}.outbox (publication) values ($1)`, [JSON.stringify(publication)]);
    },
    position: (client, before) => positionIn(client, schema, before),
  };
}

/** Runs the migration in one transaction, unless it is what was run last. */
async function migrateOn(
  { pool, pglite }: OutboxDatabase,
  { sql, version }: OutboxMigration,
  schema: string,
  timeoutMs: number,
): Promise<void> {
  const session = await (pglite ? openPGliteSession(pglite, () => {}) : openPgSession(pool, timeoutMs, () => {}));
  try {
    const [state] = await session.query(`select to_regclass('${schema}.outbox_state')::text as name`);
    const [made] = state?.['name'] ? await session.query(`select version from ${schema}.outbox_state`) : [];
    if (made?.['version'] === version) return;
    if (pglite) await pglite.transaction(async (transaction) => void (await transaction.exec(sql)));
    else await session.query(`begin;\n${sql}\ncommit;`);
  } finally {
    await session.close();
  }
}

/** Says what to do about an outbox that is not there. */
function explained(error: unknown, schema: string): unknown {
  const { code } = error as { readonly code?: unknown };
  // undefined_table, invalid_schema_name
  if (code !== '42P01' && code !== '3F000') return error;
  return new Error(
    `bisse: the schema "${schema}" holds no outbox, so nothing can be read from it. Call outbox.migrate() before hub.from(outbox), or run the SQL of outboxMigration().`,
    { cause: error },
  );
}

function checkNumbers(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (value >= 1) continue;
    throw new ConfigError(
      `with ${name} of ${value} the outbox could not be read. Give postgresOutbox a number of 1 or more.`,
    );
  }
  if (Number.isInteger(numbers['batch'])) return;
  throw new ConfigError(`a batch of ${numbers['batch']} rows cannot be read. Give postgresOutbox a whole \`batch\`.`);
}

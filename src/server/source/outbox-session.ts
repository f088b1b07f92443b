/** What the outbox needs of a `Pool` of `pg`: one connection, for as long as it reads. */
export interface PgPool {
  connect(): Promise<PgConnection>;
}

export interface PgConnection extends PgQueryable {
  // biome-ignore lint/suspicious/noExplicitAny: pg has an overload for each event.
  on(event: string, listener: (...args: any[]) => void): unknown;
  /** @param destroy whether the connection is ended, and not given back to the pool. */
  release(destroy?: boolean): void;
}

/** What runs SQL: a `Pool`, `PoolClient` or `Client` of `pg`, a PGlite, a transaction of one. */
export interface PgQueryable {
  // biome-ignore lint/suspicious/noExplicitAny: rows have the shape that the SQL gives them.
  query(sql: string, values?: any[]): Promise<{ readonly rows: any[] }>;
}

/** What the outbox needs of a PGlite: Postgres in this process, with one session for all. */
export interface PGliteLike extends PgQueryable {
  transaction(work: (transaction: { exec(sql: string): Promise<unknown> }) => Promise<void>): Promise<unknown>;
  listen(channel: string, heard: () => void): Promise<() => Promise<void>>;
}

/** Rows by the names of their columns; every value is a text, or null. */
export type Row = Readonly<Record<string, string | null>>;

/** A connection of the outbox's own. */
export interface OutboxSession {
  /** Rejects when Postgres does not answer in time, and the session is of no more use then. */
  query(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Listens for notifications. What `open` was given as `wake` is called for each, and when the connection is lost. */
  listen(channel: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a session on a connection of the pool's. */
export async function openPgSession(pool: PgPool, timeoutMs: number, wake: () => void): Promise<OutboxSession> {
  const connecting = pool.connect();
  const connection = await within(connecting, timeoutMs, 'no connection to Postgres').catch((error) => {
    // It may still come.
    connecting.then((late) => late.release(true)).catch(() => {});
    throw error;
  });
  let closed = false;
  connection.on('notification', wake);
  connection.on('end', wake);
  // Without a listener it would end the process. The next query rejects.
  connection.on('error', wake);

  async function query(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const { rows } = await within(connection.query(sql, [...values]), timeoutMs, 'no answer from Postgres');
    return rows;
  }

  return {
    query,
    async listen(channel) {
      await query(`listen ${channel}`);
    },
    async close() {
      if (closed) return;
      closed = true;
      connection.release(true);
    },
  };
}

/** PGlite runs one query after the other; one of the outbox's waits while a transaction of the app is open. */
export function openPGliteSession(pglite: PGliteLike, wake: () => void): OutboxSession {
  let leave: (() => Promise<void>) | undefined;
  return {
    query: async (sql, values = []) => (await pglite.query(sql, [...values])).rows,
    async listen(channel) {
      await leave?.();
      leave = await pglite.listen(channel, wake);
    },
    async close() {
      await leave?.();
      leave = undefined;
    },
  };
}

function within<Value>(promise: Promise<Value>, ms: number, failure: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${failure} within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

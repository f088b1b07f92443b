import { setTimeout as sleep } from 'node:timers/promises';
import type { RealDatabase } from './databases.ts';

/** A transaction that was committed. Times are of the {@link History.clock}. */
export interface WrittenTransaction {
  /** The changes it made, as `job:step`. */
  readonly steps: readonly string[];
  /** When the commit was asked for. */
  readonly asked: number;
  /** When it was known to have happened. */
  readonly committed: number;
}

/** What was written, and in which order it was committed. */
export interface History {
  readonly transactions: WrittenTransaction[];
  /** Counts what happens, as this process sees it. */
  clock: number;
}

export interface WritingOptions {
  readonly changes: number;
  readonly jobs: number;
  readonly writers: number;
  /** How many changes may be written by now. */
  readonly allowed: () => number;
}

/**
 * Writes changes of jobs in transactions that overlap: they wait for each other's rows, stay open for a while, roll back one in
 * ten times, and commit in another order than they began in.
 */
export async function writeHistory(database: RealDatabase, history: History, options: WritingOptions): Promise<void> {
  const { changes, jobs, writers, allowed } = options;
  await database.query(
    `insert into jobs (id, project_id, progress_current) select 'job' || n, '7', 0 from generate_series(1, ${jobs}) as n`,
  );
  let left = changes;

  async function write(): Promise<void> {
    const client = await database.pool.connect();
    try {
      while (left > 0) {
        while (changes - left >= allowed()) await sleep(5);
        const wanted = Math.min(left, 1 + Math.floor(Math.random() * 6));
        const isRolledBack = Math.random() < 0.1;
        if (!isRolledBack) left -= wanted;
        // In one order, so that no two wait for each other.
        const touched = Array.from({ length: wanted }, () => 1 + Math.floor(Math.random() * jobs)).sort(
          (a, b) => a - b,
        );
        await client.query('begin');
        const steps: string[] = [];
        for (const job of touched) {
          const { rows } = await client.query(
            `update jobs set progress_current = progress_current + 1, progress_updated_at = to_timestamp(progress_current + 1)
             where id = $1 returning id || ':' || progress_current as step`,
            [`job${job}`],
          );
          steps.push(rows[0].step);
          if (Math.random() < 0.2) await sleep(Math.random() * 10);
        }
        if (isRolledBack) {
          await client.query('rollback');
          continue;
        }
        history.clock += 1;
        const asked = history.clock;
        await client.query('commit');
        history.clock += 1;
        history.transactions.push({ steps, asked, committed: history.clock });
      }
    } finally {
      client.release();
    }
  }

  await Promise.all(Array.from({ length: writers }, write));
}

import type { Clock } from './clock.ts';
import type { Data, DemoEvent } from './data.ts';
import type { Query } from './database.ts';

/**
 * Something the server does by itself, a step at a time. All that it must remember lies in the tables, so work goes on
 * where it was after a restart.
 */
export interface Work {
  readonly everyMs: number;
  /** Takes one step: changes rows, and gives what to tell of it. */
  step(query: Query, now: Date): Promise<readonly DemoEvent[]>;
}

/** Starts the work; the returned function ends it, after the steps that are under way. */
export function startWork(data: Data, clock: Clock, all: readonly Work[]): () => Promise<void> {
  const stops = all.map((work) => startOne(data, clock, work));
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function startOne(data: Data, clock: Clock, { everyMs, step }: Work): () => Promise<void> {
  let isWaiting = false;
  let last: Promise<void> = Promise.resolve();
  let cancel = clock.setTimeout(tick, everyMs);

  function tick() {
    cancel = clock.setTimeout(tick, everyMs);
    // A server that is busy takes fewer steps; they do not queue up.
    if (isWaiting) return;
    isWaiting = true;
    last = data
      .change(async (query) => {
        isWaiting = false;
        return { result: undefined, events: await step(query, new Date(clock.now())) };
      })
      .catch((error) => {
        isWaiting = false;
        console.error('bisse demo: a step of the background work failed, and is tried again.', error);
      });
  }

  return () => {
    cancel();
    return last;
  };
}

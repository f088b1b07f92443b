import type { Cursor } from '../wire/message.ts';
import type { Journal } from './journal.ts';

/**
 * Where the stream should begin so that a page load needs no second fetch (C1): it waits for the reads of active queries
 * that run already, then begins at the lowest position that they stand at.
 */
export interface Starts {
  /** Resolves when no active query is being read. */
  settled(): Promise<void>;
  /** Something has changed: those who wait may go on. */
  check(): void;
  /** The lowest position of the active queries; `undefined` when none has one, or they cannot be compared. */
  lowest(compare: (a: Cursor, b: Cursor) => number | undefined): Cursor | undefined;
}

export function createStarts(journals: () => Iterable<Journal>): Starts {
  let waiting: (() => void)[] = [];
  const active = () => [...journals()].filter(({ query }) => query.isActive());
  const isReading = () => active().some(({ query }) => query.state.fetchStatus === 'fetching');
  return {
    async settled() {
      if (isReading()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    check() {
      if (waiting.length === 0 || isReading()) return;
      const ready = waiting;
      waiting = [];
      for (const resolve of ready) resolve();
    },
    lowest(compare) {
      let lowest: Cursor | undefined;
      for (const { last } of active()) {
        const cursor = last?.position?.cursor;
        if (cursor === undefined) continue;
        const order = lowest === undefined ? -1 : compare(cursor, lowest);
        if (order === undefined) return undefined;
        if (order < 0) lowest = cursor;
      }
      return lowest;
    },
  };
}

import type { Patch } from '../events/collection.ts';
import { createRing } from '../utils/ring.ts';
import type { Cursor } from '../wire/message.ts';

/** One event's patches of one collection, kept so that a snapshot that was read earlier can catch up (J2). */
export interface HistoryEntry {
  /** Grows by one with everything that happens to the sink: events, gaps, coverage. */
  readonly stamp: number;
  readonly cursor: Cursor | undefined;
  /** When it was received, in ms since the epoch. */
  readonly at: number;
  /** How many characters its event had on the wire. */
  readonly size: number;
  readonly patches: readonly Patch[];
}

/** The last entries of one collection. */
export interface History {
  push(entry: HistoryEntry): void;
  /** The entries after a stamp, oldest first. */
  since(stamp: number): readonly HistoryEntry[];
  /** The entries after a stamp, and those before it that were received at this time or later; oldest first. */
  sinceTime(at: number, stamp: number): readonly HistoryEntry[];
  /**
   * The entries above a position, oldest first. Of those that cannot be compared with it (they have no id, or one of
   * another log), the ones after the stamp.
   */
  above(cursor: Cursor, stamp: number): readonly HistoryEntry[];
  /** Events were lost: what came before must not be replayed over what comes after. */
  cut(): void;
  /** The newest entry that had to leave: what was read before it cannot catch up from here. */
  readonly forgotten: HistoryEntry | undefined;
}

/** How much a history keeps. What comes after makes the oldest leave. */
export interface HistoryLimits {
  /** Default 4,096. */
  readonly events?: number;
  /** Of their messages. Default 4 Mi. */
  readonly chars?: number;
}

export function createHistory(
  compareCursors: (a: Cursor, b: Cursor) => number | undefined,
  limits: HistoryLimits = {},
): History {
  const { events = 4_096, chars = 4 * 1_048_576 } = limits;
  const entries = createRing<HistoryEntry>(events);
  let forgotten: HistoryEntry | undefined;
  let held = 0;
  /** The newest entries, back to the first that `isOld` (entries come in order, so all before it are old too). */
  function newest(isOld: (entry: HistoryEntry) => boolean): readonly HistoryEntry[] {
    const found: HistoryEntry[] = [];
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const entry = entries.at(index) as HistoryEntry;
      if (isOld(entry)) break;
      found.push(entry);
    }
    return found.reverse();
  }
  return {
    push(entry) {
      held += entry.size;
      let oldest = entries.push(entry);
      while (oldest || held > chars) {
        oldest ??= entries.shift();
        if (!oldest) return;
        held -= oldest.size;
        forgotten = oldest;
        oldest = undefined;
      }
    },
    since: (stamp) => newest((entry) => entry.stamp <= stamp),
    sinceTime: (at, stamp) => newest((entry) => entry.stamp <= stamp && entry.at < at),
    cut() {
      entries.clear();
      held = 0;
    },
    above: (cursor, stamp) =>
      newest((entry) => {
        const order = entry.cursor === undefined ? undefined : compareCursors(entry.cursor, cursor);
        return order === undefined ? entry.stamp <= stamp : order <= 0;
      }),
    get forgotten() {
      return forgotten;
    },
  };
}

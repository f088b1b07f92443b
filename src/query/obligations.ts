import type { Query, QueryClient } from '@tanstack/react-query';
import type { Clock } from '../utils/clock.ts';
import { type CompareCursors, discharges, type Journal, joined, type Obligation } from './journal.ts';

export interface ObligationPorts {
  readonly queryClient: QueryClient;
  readonly clock: Clock;
  readonly compareCursors: CompareCursors;
  /** Whether the stream carries the journal's channels now. */
  readonly isLive: (journal: Journal) => boolean;
  readonly onOwed: (journal: Journal, why: Why) => void;
}

/** Why a query has to be read again. */
export type Why =
  /** Events were lost. */
  | 'gap'
  /** It was read before its channel was covered. */
  | 'coverage'
  /** An event's payload did not fit, or its patch threw. */
  | 'payload'
  /** A patch asks for it, or cannot be computed with certainty. */
  | 'patch'
  /** Its data came without a read. */
  | 'adopted'
  /** Its answer is older than the history goes back. */
  | 'history'
  /** Nothing has told yet what became of a write. */
  | 'write';

/** Sees to it that what is owed a read gets one (R1 to R3). */
export interface Obligations {
  owe(journal: Journal, owed: Obligation, why: Why): void;
  /** A read was taken: discharges the obligation, or has the query read again. */
  settle(journal: Journal): void;
  /** A read failed or was cancelled: what it owed it still owes (R3). */
  fail(journal: Journal): void;
  /** The stream is live again: what failed meanwhile is tried at once (R3). */
  resume(journal: Journal): void;
  forget(journal: Journal): void;
  /** It owes nothing any more. */
  discard(journal: Journal): void;
}

/** The first pause after a read that failed or did not help; it doubles up to the longest. */
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

export function createObligations(ports: ObligationPorts): Obligations {
  const { queryClient, clock, compareCursors, isLive, onOwed } = ports;
  const pauses = new Map<Journal, { readonly ms: number; readonly cancel: () => void }>();

  function refetch(journal: Journal): void {
    const { query } = journal;
    // Not within the dispatch that told of it: React Query is still busy with the last read.
    queueMicrotask(() => {
      if (!journal.obligation || query.state.fetchStatus !== 'idle') return;
      const only = { predicate: (one: Query) => one === query };
      queryClient.invalidateQueries(only, { cancelRefetch: false }).catch(() => {});
    });
  }

  function forget(journal: Journal): void {
    pauses.get(journal)?.cancel();
    pauses.delete(journal);
  }

  /** Asks again after a pause, and longer each time, while somebody looks and the stream is live; otherwise on mount. */
  function askLater(journal: Journal): void {
    journal.query.invalidate();
    const before = pauses.get(journal);
    before?.cancel();
    const ms = Math.min(longestPauseMs, before ? before.ms * 2 : firstPauseMs);
    const cancel = clock.setTimeout(() => {
      if (!journal.obligation || !isLive(journal)) return;
      if (journal.query.isActive()) refetch(journal);
    }, ms);
    pauses.set(journal, { ms, cancel });
  }

  /** Discharges the obligation if the last read does; tells whether none is left. */
  function discharge(journal: Journal): boolean {
    if (journal.obligation && !discharges(journal.last, journal.obligation, compareCursors)) return false;
    journal.obligation = undefined;
    forget(journal);
    return true;
  }

  return {
    owe(journal, owed, why) {
      if (discharges(journal.last, owed, compareCursors)) return;
      journal.obligation = joined(journal.obligation, owed, compareCursors);
      onOwed(journal, why);
      // R1: a read that runs already is let run; it is followed by another one when it settles.
      if (journal.query.state.fetchStatus !== 'idle') return;
      journal.query.invalidate();
      refetch(journal);
    },
    settle(journal) {
      if (discharge(journal)) return;
      const { last, obligation } = journal;
      journal.query.invalidate();
      // An answer that was read late enough and still is too old came from a replica that lags: it needs time (P5).
      if (last && obligation && last.began >= obligation.stamp) askLater(journal);
      else refetch(journal);
    },
    fail(journal) {
      // What has no data shows nothing that is out of date. To ask again is the app's affair, or its error would come and go.
      if (journal.obligation && journal.query.state.data !== undefined) askLater(journal);
    },
    resume(journal) {
      if (!journal.obligation || !journal.query.isActive()) return;
      forget(journal);
      refetch(journal);
    },
    forget,
    discard(journal) {
      journal.obligation = undefined;
      forget(journal);
    },
  };
}

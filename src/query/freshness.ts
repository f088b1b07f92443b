import type { Query, QueryClient, StaleTime } from '@tanstack/react-query';
import type { Clock } from '../utils/clock.ts';
import type { Journal } from './journal.ts';

const mark = Symbol('bisse.fresh');

/** Whether the stream keeps a query fresh now. False for queries that no sink covers. */
export function isKeptFresh(query: object): boolean {
  return (query as { [mark]?: () => boolean })[mark]?.() === true;
}

/**
 * A `staleTime` that follows the stream: `Infinity` while a query is covered, live and owes no read; else the app's own.
 */
export function streamStaleTime(own: StaleTime | ((query: Query) => StaleTime) | undefined) {
  return (query: Query): StaleTime => {
    if (isKeptFresh(query)) return Number.POSITIVE_INFINITY;
    return (typeof own === 'function' ? own(query) : own) ?? 0;
  };
}

/**
 * Makes the default `staleTime` of the queries under these keys follow the stream; returns what undoes it. A `staleTime` on a
 * hook, or of a later `setQueryDefaults`, wins over it.
 */
export function withStreamStaleTime(queryClient: QueryClient, keys: readonly (readonly unknown[])[]): () => void {
  const undo = keys.map((key) => {
    const own = queryClient.getQueryDefaults(key);
    const staleTime = streamStaleTime((query) => {
      const before = own.staleTime ?? queryClient.getDefaultOptions().queries?.staleTime;
      return (typeof before === 'function' ? before(query as never) : before) ?? 0;
    });
    queryClient.setQueryDefaults(key, { ...own, staleTime: staleTime as never });
    return () => {
      if (queryClient.getQueryDefaults(key).staleTime === staleTime) queryClient.setQueryDefaults(key, own);
    };
  });
  return () => {
    for (const one of undo.reverse()) one();
  };
}

export interface FreshnessPorts {
  readonly queryClient: QueryClient;
  readonly clock: Clock;
  readonly journals: () => Iterable<Journal>;
  readonly isLive: (journal: Journal) => boolean;
  /** How long a lost stream still counts as live, in ms. */
  readonly graceMs: number;
  /** How often active queries are read again while the stream is down for longer, in ms; 0 for never. */
  readonly pollMs: number;
}

/** Knows which queries the stream keeps fresh, and what becomes of them when it is down (C2). */
export interface Freshness {
  adopt(journal: Journal): void;
  forget(journal: Journal): void;
  /** The stream carries channels again. */
  found(): void;
  /** The stream has ended, or carries less. */
  lost(): void;
  stop(): void;
}

export function createFreshness(ports: FreshnessPorts): Freshness {
  const { queryClient, clock, journals, isLive, graceMs, pollMs } = ports;
  let cancel: (() => void) | undefined;
  /** Until when a stream that was lost still counts as live. */
  let graceUntil = Number.NEGATIVE_INFINITY;

  function isFresh(journal: Journal): boolean {
    if (journal.obligation || journal.query.state.data === undefined) return false;
    return isLive(journal) || clock.now() < graceUntil;
  }

  /** C2: from now on the app's own rules hold, and what was fresh for ever is stale on the next mount or focus. */
  function give(): void {
    for (const journal of journals()) if (!isLive(journal)) journal.query.invalidate();
    if (pollMs > 0) cancel = clock.setTimeout(poll, pollMs);
  }

  function poll(): void {
    const active = new Set<unknown>();
    for (const journal of journals()) if (!isLive(journal) && journal.query.isActive()) active.add(journal.query);
    const only = { predicate: (query: Query) => active.has(query) };
    queryClient.refetchQueries(only, { cancelRefetch: false }).catch(() => {});
    cancel = clock.setTimeout(poll, pollMs);
  }

  return {
    adopt(journal) {
      Object.defineProperty(journal.query, mark, { value: () => isFresh(journal), configurable: true });
    },
    forget(journal) {
      delete (journal.query as { [mark]?: unknown })[mark];
    },
    found() {
      cancel?.();
      cancel = undefined;
    },
    lost() {
      graceUntil = clock.now() + graceMs;
      cancel?.();
      cancel = clock.setTimeout(give, graceMs);
    },
    stop() {
      cancel?.();
    },
  };
}

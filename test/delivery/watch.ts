import type { Query, QueryCacheNotifyEvent, QueryClient, QueryKey } from '@tanstack/react-query';
import type { Row } from './model-server.ts';

/** What must never be seen of a query while a play goes on, whatever it ends with. */
export interface Watch {
  /** What was seen nevertheless. */
  readonly violations: readonly string[];
  /** Rows that were shown older than before. */
  readonly backwards: readonly string[];
  /** Every value that was shown, in order: `a1 b2`. */
  readonly shown: readonly string[];
  /** How many reads were taken. */
  readonly successes: number;
  violate(what: string): void;
  /** The app was given this by `fetchQuery`. */
  give(rows: readonly Row[]): void;
  stop(): void;
}

export function watchQuery(queryClient: QueryClient, key: QueryKey): Watch {
  const violations: string[] = [];
  const backwards: string[] = [];
  const shown: string[] = [];
  const newest = new Map<string, number>();
  let successes = 0;
  let isInvalidated = false;

  const off = queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    follow(event.query as Query, event.action);
    // Not at once: React Query shows nothing before the listeners of an action have run.
    if (event.query.state.data) queueMicrotask(() => show(event.query.state.data as readonly Row[]));
  });

  function follow(query: Query, action: Extract<QueryCacheNotifyEvent, { type: 'updated' }>['action']): void {
    if (action.type === 'invalidate') isInvalidated = true;
    if (action.type === 'success') {
      isInvalidated = false;
      if (!action.manual) successes += 1;
    }
    if (action.type !== 'setState') return;
    // A reset, or a cancelled read that goes back to the state from before it.
    if ('fetchStatus' in action.state) isInvalidated = query.state.isInvalidated;
    // J1: only a read makes an invalidated query valid again.
    else if (isInvalidated && !query.state.isInvalidated) violations.push('a patch cleared isInvalidated');
  }

  function show(list: readonly Row[]): void {
    const text = list.map(({ id, n }) => `${id}${n}`).join(' ');
    if (text === shown.at(-1)) return;
    shown.push(text);
    for (const { id, v } of list) {
      const before = newest.get(id) ?? 0;
      if (v < before) backwards.push(`${id}: v${before} → v${v}`);
      newest.set(id, Math.max(before, v));
    }
  }

  return {
    violations,
    backwards,
    shown,
    get successes() {
      return successes;
    },
    violate: (what) => violations.push(what),
    give(rows) {
      // J3: what a router is given has caught up as well.
      if (JSON.stringify(rows) === JSON.stringify(queryClient.getQueryData(key))) return;
      violations.push(`fetchQuery gave ${JSON.stringify(rows)}`);
    },
    stop: off,
  };
}

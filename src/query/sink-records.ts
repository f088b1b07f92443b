import type { Query, QueryKey } from '@tanstack/react-query';
import type { SinkHost } from '../events/sink.ts';
import type { Observer } from '../utils/observer.ts';
import type { Cursor } from '../wire/message.ts';
import type { Why } from './obligations.ts';
import type { Position } from './position.ts';

/** What brought a query to show something else. */
export type QueryCause =
  /** The patches of these events, by their ids. */
  | { readonly by: 'events'; readonly ids: readonly (Cursor | undefined)[] }
  /** A read: its answer, and these events that it lacked. `repaired`: it was owed, and nothing is owed any more. */
  | { readonly by: 'read'; readonly ids: readonly (Cursor | undefined)[]; readonly repaired: boolean }
  /** A read whose answer was older than what is shown. */
  | { readonly by: 'refusedRead' }
  /** Optimistic writes came or went; these lie over it now. */
  | { readonly by: 'layers'; readonly mutationIds: readonly string[] }
  /** A read was cancelled, and what events had added since was put back. */
  | { readonly by: 'revert' }
  /** The app wrote it. */
  | { readonly by: 'app' };

/** What the sink tells of itself, in records of the kind `sink`. */
export type QueryRecord =
  /** A query shows something else, or has been read again. `before` and `after` are the cached objects themselves. */
  | {
      readonly kind: 'sink:query';
      readonly queryKey: QueryKey;
      readonly cause: QueryCause;
      readonly before: unknown;
      readonly after: unknown;
    }
  /** A query is owed a read, and why. */
  | { readonly kind: 'sink:obligation'; readonly queryKey: QueryKey; readonly why: Why }
  /** The query's function was called. `page`: the page that it reads, of an infinite query. */
  | { readonly kind: 'sink:read'; readonly read: number; readonly queryKey: QueryKey; readonly page: unknown }
  /** It answered: with data, just as it came, or with an error. */
  | {
      readonly kind: 'sink:answer';
      readonly read: number;
      readonly queryKey: QueryKey;
      readonly data: unknown;
      readonly error: string | undefined;
      readonly position: Position | undefined;
    };

/** Follows the calls of one query's function. */
export interface ReadWatch {
  answered(data: unknown, position: Position | undefined): void;
  failed(error: unknown): void;
}

/** Makes the sink's records, as long as anybody inspects. */
export interface SinkRecords extends Observer<{ readonly query: Query; readonly cause: QueryCause }> {
  owed(query: Query, why: Why): void;
  /** `undefined` while nobody inspects. */
  read(query: Query, page: unknown): ReadWatch | undefined;
}

export function createSinkRecords(host: SinkHost): SinkRecords {
  /** What each query was last told to show. */
  const shown = new WeakMap<Query, unknown>();
  let reads = 0;

  function tell({ query, cause }: { readonly query: Query; readonly cause: QueryCause }): void {
    const { queryKey, state } = query;
    const before = shown.get(query);
    if (before === state.data && cause.by !== 'read') return;
    shown.set(query, state.data);
    report({ kind: 'sink:query', queryKey, cause, before, after: state.data });
  }

  function report(record: QueryRecord): void {
    host.report(record);
  }

  return {
    get tell() {
      return host.isObserved ? tell : undefined;
    },
    owed({ queryKey }, why) {
      if (host.isObserved) report({ kind: 'sink:obligation', queryKey, why });
    },
    read({ queryKey }, page) {
      if (!host.isObserved) return undefined;
      reads += 1;
      const read = reads;
      report({ kind: 'sink:read', read, queryKey, page });
      const answer = { kind: 'sink:answer', read, queryKey } as const;
      return {
        answered: (data, position) => report({ ...answer, data, error: undefined, position }),
        failed: (error) => report({ ...answer, data: undefined, error: textOf(error), position: undefined }),
      };
    },
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { QueryClient } from '@tanstack/react-query';
import type { AnyCollection, RowId } from '../events/collection.ts';
import { hashKey } from '../utils/hash.ts';
import { indexOf, type Journal } from './journal.ts';
import { readRows } from './placement.ts';

/** A cached list, by its query key, or the list of a whole collection. */
export type RowSource = readonly unknown[] | AnyCollection;

/** The rows of one cached list, one by one, at a cost that does not grow with the list. */
export interface RowList {
  /** The row, or undefined when the list is not cached or does not hold it. */
  read(id: RowId): object | undefined;
  /** Calls `listener` when the row changes, comes or goes, and only then. */
  watch(id: RowId, listener: () => void): () => void;
}

/** The cached lists of one React Query cache. */
export interface RowWatch {
  /** The list of a source; the same object for the same list while anybody watches it. */
  list(source: RowSource): RowList;
}

/** The side of a {@link RowWatch} that the sink holds. Lists are named by the hash of their key. */
export interface RowWatchControl extends RowWatch {
  isWatched(hash: string): boolean;
  /** These rows of the list have changed. */
  notify(hash: string, ids: ReadonlySet<RowId>): void;
  /** The list was written by someone else: finds out which of the watched rows are others now. */
  refresh(hash: string): void;
}

interface Watched {
  row: object | undefined;
  readonly listeners: Set<{ readonly call: () => void }>;
}

interface WatchedList extends RowList {
  readonly rows: Map<RowId, Watched>;
}

export function createRowWatch(options: {
  readonly queryClient: QueryClient;
  readonly journalOf: (hash: string) => Journal | undefined;
  /** Told when the first watcher of a list comes, and when the last one goes. */
  readonly onWatch: (hash: string) => void;
}): RowWatchControl {
  const { queryClient, journalOf, onWatch } = options;
  const lists = new Map<string, WatchedList>();

  function createList(hash: string, source: RowSource): WatchedList {
    const rows = new Map<RowId, Watched>();
    const list: WatchedList = {
      rows,
      read(id) {
        const journal = journalOf(hash);
        if (!journal) return findRow(queryClient, source, id);
        const index = indexOf(journal, journal.query.state.data);
        return index.rows[index.places.get(id) ?? -1];
      },
      watch(id, call) {
        const watched = rows.get(id) ?? { row: list.read(id), listeners: new Set() };
        const listener = { call };
        watched.listeners.add(listener);
        const isFirst = rows.size === 0;
        rows.set(id, watched);
        lists.set(hash, list);
        if (isFirst) onWatch(hash);
        return () => {
          if (!watched.listeners.delete(listener) || watched.listeners.size > 0) return;
          rows.delete(id);
          if (rows.size > 0) return;
          lists.delete(hash);
          onWatch(hash);
        };
      },
    };
    return list;
  }

  function update(list: WatchedList, id: RowId): void {
    const watched = list.rows.get(id);
    const row = watched && list.read(id);
    if (!watched || row === watched.row) return;
    watched.row = row;
    for (const { call } of [...watched.listeners]) call();
  }

  return {
    list(source) {
      const hash = hashKey(keyOf(source));
      const list = lists.get(hash) ?? createList(hash, source);
      lists.set(hash, list);
      return list;
    },
    isWatched: (hash) => (lists.get(hash)?.rows.size ?? 0) > 0,
    notify(hash, ids) {
      const list = lists.get(hash);
      if (list && list.rows.size > 0) for (const id of ids) update(list, id);
    },
    refresh(hash) {
      const list = lists.get(hash);
      if (list) for (const id of [...list.rows.keys()]) update(list, id);
    },
  };
}

/** A row of a list that is not covered, or not yet (a server render): it is looked for in what is cached. */
function findRow(queryClient: QueryClient, source: RowSource, id: RowId): object | undefined {
  const data = queryClient.getQueryData(keyOf(source));
  const idOf = 'idOf' in source ? source.idOf : (row: object) => (row as { readonly id?: unknown }).id;
  return readRows(undefined, data)?.find((row) => idOf(row as never) === id);
}

function keyOf(source: RowSource): readonly unknown[] {
  return 'idOf' in source ? source.key : source;
}

import type { QueryClient } from '@tanstack/react-query';
import type { AnyCollection, RowId } from '../events/collection.ts';
import { hashKey } from '../utils/hash.ts';
import { indexOf, type Journal } from './journal.ts';
import { readRows } from './placement.ts';

/** A cached list, by its key, or the list of a whole collection. */
export type RowSource = readonly unknown[] | AnyCollection;

/** Reads and watches single rows of cached lists, at a cost that does not grow with the list. */
export interface RowWatch {
  /** The row, or undefined when the list is not cached or does not hold it. */
  read(source: RowSource, id: RowId): object | undefined;
  /** Calls `listener` when the row changes, comes or goes, and only then. */
  watch(source: RowSource, id: RowId, listener: () => void): () => void;
}

/** The side of a {@link RowWatch} that the sink holds. */
export interface RowWatchControl extends RowWatch {
  isWatched(hash: string): boolean;
  /** These rows of the list have changed. */
  notify(hash: string, ids: ReadonlySet<RowId>): void;
  /** The list was written by someone else: finds out which of the watched rows are others now. */
  refresh(hash: string): void;
}

interface Watched {
  readonly source: RowSource;
  row: object | undefined;
  readonly listeners: Set<() => void>;
}

export function createRowWatch(options: {
  readonly queryClient: QueryClient;
  readonly journalOf: (hash: string) => Journal | undefined;
  /** Told when the first watcher of a list comes, and when the last one goes. */
  readonly onWatch: (hash: string) => void;
}): RowWatchControl {
  const { queryClient, journalOf, onWatch } = options;
  const lists = new Map<string, Map<RowId, Watched>>();

  function read(source: RowSource, id: RowId): object | undefined {
    const hash = hashKey(keyOf(source));
    const journal = journalOf(hash);
    if (journal) {
      const { rows, places } = indexOf(journal, journal.query.state.data);
      return rows[places.get(id) ?? -1];
    }
    // Not covered, or not attached yet (a server render): the row is looked for in what is cached.
    const data = queryClient.getQueryData(keyOf(source));
    const idOf = 'idOf' in source ? source.idOf : (row: object) => (row as { readonly id?: unknown }).id;
    return readRows(undefined, data)?.find((row) => idOf(row as never) === id);
  }

  return {
    read,
    watch(source, id, call) {
      const hash = hashKey(keyOf(source));
      const list = lists.get(hash) ?? new Map<RowId, Watched>();
      const watched = list.get(id) ?? { source, row: read(source, id), listeners: new Set<() => void>() };
      const listener = () => call();
      watched.listeners.add(listener);
      list.set(id, watched);
      if (!lists.has(hash)) {
        lists.set(hash, list);
        onWatch(hash);
      }
      return () => {
        watched.listeners.delete(listener);
        if (watched.listeners.size > 0 || list.get(id) !== watched) return;
        list.delete(id);
        if (list.size > 0 || lists.get(hash) !== list) return;
        lists.delete(hash);
        onWatch(hash);
      };
    },
    isWatched: (hash) => lists.has(hash),
    notify(hash, ids) {
      const list = lists.get(hash);
      if (!list) return;
      for (const id of ids) update(list.get(id), id);
    },
    refresh(hash) {
      for (const [id, watched] of lists.get(hash) ?? []) update(watched, id);
    },
  };

  function update(watched: Watched | undefined, id: RowId): void {
    if (!watched) return;
    const row = read(watched.source, id);
    if (row === watched.row) return;
    watched.row = row;
    for (const listener of [...watched.listeners]) listener();
  }
}

function keyOf(source: RowSource): readonly unknown[] {
  return 'idOf' in source ? source.key : source;
}

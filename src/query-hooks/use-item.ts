'use client';
import type { dataTagSymbol } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import type { AnyStreamClient, StreamClient } from '../client/create-stream-client.ts';
import { ConfigError } from '../errors.ts';
import type { AnyCollection, RowId, RowOf } from '../events/collection.ts';
import type { QuerySink } from '../query/query-sink.ts';
import type { RowSource } from '../query/row-watch.ts';
import { useStreamClient } from '../react/use-stream-client.ts';

/** The row type of a list: an array, an object with `items`, or the pages of an infinite query. */
type RowIn<Data> = Data extends readonly (infer Row)[]
  ? Row
  : Data extends { readonly items: readonly (infer Row)[] }
    ? Row
    : Data extends { readonly pages: readonly (infer Page)[] }
      ? RowIn<Page>
      : unknown;

/** The row type of a collection, or of a query key that `queryOptions` made. */
export type ItemOf<Source> = Source extends AnyCollection
  ? RowOf<Source>
  : Source extends { readonly [dataTagSymbol]: infer Data }
    ? RowIn<Data>
    : unknown;

/**
 * One row of a cached list, or a part of it. Renders when it changes and only then, at a cost that does not grow with the
 * list; `undefined` while the list is not cached or does not hold the row. Fetches nothing: a `useQuery` of the list does.
 * @throws ConfigError when no attached sink covers a React Query cache.
 */
export function useItem<const Source extends RowSource, Selected = ItemOf<Source>>(
  source: Source,
  id: RowId,
  select?: (row: ItemOf<Source>) => Selected,
  options: { readonly client?: AnyStreamClient | undefined } = {},
): Selected | undefined {
  const client = useStreamClient(options.client as StreamClient | undefined);
  const list = querySinkOf(client).rows.list(source);
  const watch = useMemo(() => (listener: () => void) => list.watch(id, listener), [list, id]);
  const get = useMemo(() => remember(() => list.read(id), select as Select | undefined), [list, id, select]);
  return useSyncExternalStore(watch, get, get) as Selected | undefined;
}

type Select = (row: object) => unknown;

/** Selects once for each row object, so that a selector may build objects. */
function remember(read: () => object | undefined, select: Select | undefined): () => unknown {
  let last: { readonly row: object | undefined; readonly selected: unknown } | undefined;
  return () => {
    const row = read();
    if (last && last.row === row) return last.selected;
    const selected = row === undefined || !select ? row : select(row);
    last = { row, selected };
    return selected;
  };
}

function querySinkOf(client: AnyStreamClient): QuerySink {
  for (const sink of client.sinks) if ('rows' in sink) return sink as QuerySink;
  throw new ConfigError(
    'useItem found no query sink on its client, so there is no cache to read rows from. Give the client one: createStreamClient({ sinks: [querySink(queryClient)] }).',
  );
}

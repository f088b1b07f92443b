'use client';
import type { DataTag } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import type { StreamClient } from '../client/create-stream-client.ts';
import { ConfigError } from '../errors.ts';
import type { AnyCollection, RowId, RowOf } from '../events/collection.ts';
import type { QuerySink } from '../query/query-sink.ts';
import type { RowSource } from '../query/row-watch.ts';
import { useStreamClient } from '../react/use-stream-client.ts';
import { hashKey } from '../utils/hash.ts';

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
  : Source extends DataTag<readonly unknown[], infer Data, never>
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
  options: { readonly client?: StreamClient<never> | undefined } = {},
): Selected | undefined {
  const client = useStreamClient(options.client as StreamClient | undefined);
  const sink = querySinkOf(client);
  const key = 'idOf' in source ? source.name : hashKey(source);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the source, which may be made anew in every render.
  const row = useMemo(
    () => ({
      watch: (listener: () => void) => sink.rows.watch(source, id, listener),
      read: () => sink.rows.read(source, id),
    }),
    [sink, key, id],
  );
  const get = useMemo(() => remember(row.read, select as ((row: object) => unknown) | undefined), [row, select]);
  return useSyncExternalStore(row.watch, get, get) as Selected | undefined;
}

/** Selects once for each row object, so that a selector may build objects. */
function remember(read: () => object | undefined, select: ((row: object) => unknown) | undefined): () => unknown {
  let last: { readonly row: object | undefined; readonly selected: unknown } | undefined;
  return () => {
    const row = read();
    if (last && last.row === row) return last.selected;
    const selected = row === undefined || !select ? row : select(row);
    last = { row, selected };
    return selected;
  };
}

function querySinkOf(client: StreamClient): QuerySink {
  for (const sink of client.sinks) if ('rows' in sink) return sink as QuerySink;
  throw new ConfigError(
    'useItem found no query sink on its client, so there is no cache to read rows from. Give the client one: createStreamClient({ sinks: [querySink(queryClient)] }).',
  );
}

import type { QueryClient } from '@tanstack/react-query';
import type { Mutations } from './mutations.ts';

const attached = Symbol('bisse.sinks');

type Marked = { [attached]?: Set<Mutations> };

/** Notes on a cache that a sink keeps it, so that mutation options find the sink. Returns what undoes it. */
export function noteAttached(queryClient: QueryClient, mutations: Mutations): () => void {
  const cache = queryClient.getQueryCache() as Marked;
  if (!cache[attached]) Object.defineProperty(cache, attached, { value: new Set(), configurable: true });
  cache[attached]?.add(mutations);
  return () => cache[attached]?.delete(mutations);
}

/** The optimistic side of every sink that keeps this cache. */
export function mutationsOf(queryClient: QueryClient): readonly Mutations[] {
  return [...((queryClient.getQueryCache() as Marked)[attached] ?? [])];
}

import type { AnyCollection } from '../events/collection.ts';
import type { RuntimeDefinition } from '../events/event.ts';
import { hashKey } from '../utils/hash.ts';
import type { Cursor } from '../wire/message.ts';
import { createHistory, type History } from './history.ts';
import { type Placement, place } from './placement.ts';

interface Covered {
  readonly placement: Placement;
  readonly history: History;
}

/** Which collections the declared events touch, where they are cached, and which channels carry their events. */
export interface CoveredCollections {
  /** The keys that covered queries begin with. */
  readonly keys: readonly (readonly unknown[])[];
  /** The collection whose key a query's key begins with; the longest key wins. */
  find(queryKey: readonly unknown[]): Covered | undefined;
  historyOf(collection: AnyCollection): History | undefined;
  /** The channels of the events that touch the collection. */
  channelsOf(collection: AnyCollection): readonly string[];
  /** J2: what came on these channels (`undefined`: on any) is not replayed over what comes from now on. */
  cut(channels: readonly string[] | undefined): void;
  /** Whether any of these channels (`undefined`: any at all) carries events that touch the collection. */
  isOn(collection: AnyCollection, channels: readonly string[] | undefined): boolean;
}

export function createCoveredCollections(
  definitions: readonly RuntimeDefinition[],
  placements: readonly Placement[],
  compareCursors: (a: Cursor, b: Cursor) => number | undefined,
): CoveredCollections {
  const channels = new Map<AnyCollection, Set<string | undefined>>();
  for (const { touches, channel } of definitions) {
    for (const collection of touches) {
      const known = channels.get(collection);
      if (known) known.add(channel);
      else channels.set(collection, new Set([channel]));
    }
  }
  const histories = new Map([...channels.keys()].map((collection) => [collection, createHistory(compareCursors)]));
  const declared = new Set([...channels.values()].flatMap((set) => [...set]));
  const placed = new Set(placements.map(({ collection }) => collection));
  const defaults = [...channels.keys()].filter((collection) => !placed.has(collection)).map((one) => place(one));
  const covered = [...placements, ...defaults]
    .filter(({ collection }) => histories.has(collection))
    .map((placement) => ({ placement, hash: hashKey(placement.key) }))
    .sort((a, b) => b.placement.key.length - a.placement.key.length);

  function isOn(collection: AnyCollection, names: readonly string[] | undefined): boolean {
    const own = channels.get(collection);
    if (!own || names === undefined) return own !== undefined;
    // A narrowed channel (`pin:7`) is spelled in no definition; it may carry events of any.
    return names.some((name) => own.has(name) || !declared.has(name)) || own.has(undefined);
  }

  return {
    keys: covered.map(({ placement }) => placement.key),
    find(queryKey) {
      const found = covered.find(
        ({ placement, hash }) =>
          queryKey.length >= placement.key.length && hashKey(queryKey.slice(0, placement.key.length)) === hash,
      );
      if (!found) return undefined;
      return { placement: found.placement, history: histories.get(found.placement.collection) as History };
    },
    historyOf: (collection) => histories.get(collection),
    channelsOf: (collection) => [...(channels.get(collection) ?? [])].filter((channel) => channel !== undefined),
    cut(names) {
      for (const [collection, history] of histories) if (isOn(collection, names)) history.cut();
    },
    isOn,
  };
}

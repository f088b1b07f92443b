import type { AnyCollection } from '../events/collection.ts';
import type { DeliveredEvent } from '../events/sink.ts';
import type { Clock } from '../utils/clock.ts';
import type { Journal } from './journal.ts';
import { isDelta, type Layer, type Layers } from './layers.ts';
import { createMutations, type Mutations } from './mutations.ts';

/** The optimistic layers over all journals of one cache. */
export interface Overlay {
  readonly mutations: Mutations;
  /** The layers that lie over a journal's base, oldest first. */
  over(journal: Journal): Layers;
  /** O2: takes away the layers whose echo is among the events; tells whether any went. */
  takeEchoes(events: readonly DeliveredEvent[]): boolean;
  /** O2: takes away the layers that every journal holds in its base already. */
  dropHeld(): void;
  clear(): void;
}

export interface OverlayPorts {
  readonly clock: () => Clock | undefined;
  readonly stamp: () => number;
  readonly journals: () => Iterable<Journal>;
  /** Layers came or went: what the journal's query shows is made anew. */
  readonly show: (journal: Journal) => void;
  readonly owe: (journal: Journal, stamp: number) => void;
}

export function createOverlay({ clock, stamp, journals, show, owe }: OverlayPorts): Overlay {
  const mutations = createMutations({ clock, stamp, onChange, onOverdue: oweUnder });

  function onChange(layer: Layer): void {
    for (const journal of under(layer)) show(journal);
    // O4: while it was unresolved no answer was taken.
    if (layer.confirmed && isDelta(layer)) oweUnder(layer);
  }

  function oweUnder(layer: Layer): void {
    const at = stamp();
    for (const journal of under(layer)) owe(journal, at);
  }

  function under(layer: Layer): readonly Journal[] {
    return [...journals()].filter(({ placement }) => touches(layer, placement.collection));
  }

  return {
    mutations,
    over({ placement, held }) {
      const { layers } = mutations;
      if (layers.length === 0) {
        held.clear();
        return layers;
      }
      return layers.filter((layer) => touches(layer, placement.collection) && !held.has(layer.mutationId));
    },
    takeEchoes: (events) => mutations.layers.length > 0 && mutations.takeEchoes(events.map(({ event }) => event)),
    dropHeld() {
      if (mutations.layers.length === 0) return;
      mutations.drop(
        (layer) =>
          layer.confirmed !== undefined &&
          under(layer).every(({ base, held }) => base === undefined || held.has(layer.mutationId)),
      );
    },
    clear: () => mutations.clear(),
  };
}

function touches({ patches }: Layer, collection: AnyCollection): boolean {
  return patches.some((patch) => patch.collection === collection);
}

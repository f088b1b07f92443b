import type { Patch } from '../events/collection.ts';
import type { StreamEvent } from '../events/event.ts';
import type { Clock } from '../utils/clock.ts';
import type { Cursor } from '../wire/message.ts';
import { isEchoOf, type Layer, type Layers } from './layers.ts';

/** A mutation as the sink needs to know it. */
export interface MutationStart {
  readonly mutationId: string;
  readonly patches: readonly Patch[];
  readonly isEcho?: ((event: StreamEvent) => boolean) | undefined;
}

/** The optimistic changes of one cache. */
export interface Mutations {
  /** Lays a mutation's patches over what is cached, until the server has said the same (O1). */
  begin(mutation: MutationStart): void;
  /** The server has done it. The layer stays until its echo, or an answer that was read after this (O2). */
  confirm(mutationId: string, cursor?: Cursor | undefined): void;
  /** The server has not done it: its layer, and no other, goes. */
  fail(mutationId: string): void;
}

/** The side of {@link Mutations} that the sink holds. */
export interface MutationControl extends Mutations {
  readonly layers: Layers;
  /** Takes away the layers whose echo is among the events, without showing it yet; tells whether any went. */
  takeEchoes(events: readonly StreamEvent[]): boolean;
  /** Takes away layers that no query needs any more. */
  drop(isDone: (layer: Layer) => boolean): void;
  clear(): void;
}

/** O3: how long after the confirmation an echo may stay away before the queries are read again. */
const echoWithinMs = 5_000;

export function createMutations(ports: {
  readonly clock: () => Clock | undefined;
  readonly stamp: () => number;
  /** Layers came, went or were confirmed: what is shown has to be made anew. */
  readonly onChange: (layer: Layer) => void;
  /** No echo came in time. */
  readonly onOverdue: (layer: Layer) => void;
}): MutationControl {
  const { clock, stamp, onChange, onOverdue } = ports;
  let layers: Layers = [];
  const timers = new Map<string, () => void>();

  function remove(mutationId: string): Layer | undefined {
    const layer = layers.find((one) => one.mutationId === mutationId);
    timers.get(mutationId)?.();
    timers.delete(mutationId);
    if (layer) layers = layers.filter((one) => one !== layer);
    return layer;
  }

  return {
    get layers() {
      return layers;
    },
    begin({ mutationId, patches, isEcho }) {
      const layer: Layer = { mutationId, patches, isEcho, confirmed: undefined };
      layers = [...layers, layer];
      onChange(layer);
    },
    confirm(mutationId, cursor) {
      const layer = layers.find((one) => one.mutationId === mutationId);
      // Its echo was faster than its answer.
      if (!layer) return;
      const confirmed: Layer = { ...layer, confirmed: { stamp: stamp(), cursor } };
      layers = layers.map((one) => (one === layer ? confirmed : one));
      onChange(confirmed);
      const cancel = clock()?.setTimeout(() => {
        timers.delete(mutationId);
        if (layers.includes(confirmed)) onOverdue(confirmed);
      }, echoWithinMs);
      if (cancel) timers.set(mutationId, cancel);
      else onOverdue(confirmed);
    },
    fail(mutationId) {
      const layer = remove(mutationId);
      if (layer) onChange(layer);
    },
    takeEchoes(events) {
      if (layers.length === 0) return false;
      const echoed = layers.filter((layer) => events.some((event) => isEchoOf(layer, event)));
      for (const { mutationId } of echoed) remove(mutationId);
      return echoed.length > 0;
    },
    drop(isDone) {
      for (const layer of layers.filter(isDone)) remove(layer.mutationId);
    },
    clear() {
      for (const { mutationId } of layers) remove(mutationId);
    },
  };
}

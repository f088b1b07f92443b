import type { Sink } from '../events/sink.ts';
import type { Clock } from '../utils/clock.ts';

/** As long as a connection without leases lingers. */
const lingerMs = 5_000;

/**
 * The sinks of a client. They work as long as anybody holds the client (a provider, a lease, `connect()`), and 5 s longer:
 * StrictMode and route changes let go and take hold again, and what sinks know must outlive that.
 */
export interface SinkSet extends Iterable<Sink> {
  readonly all: ReadonlySet<Sink>;
  /** Has the sinks work until the returned function is called. */
  hold(): () => void;
  add(sink: Sink): () => void;
}

export function createSinkSet(options: {
  readonly clock: Clock;
  /** Sets one sink to work; returns what ends that. */
  readonly attach: (sink: Sink) => () => void;
  /** Called when the first holder comes, before any sink is attached, and when the last one has been gone for 5 s. */
  readonly onStart: () => void;
  readonly onRest: () => void;
}): SinkSet {
  const { clock, attach, onStart, onRest } = options;
  const sinks = new Set<Sink>();
  const working = new Map<Sink, () => void>();
  let isWorking = false;
  let holders = 0;
  let cancelLinger: (() => void) | undefined;

  function rest(): void {
    isWorking = false;
    for (const detach of working.values()) detach();
    working.clear();
    onRest();
  }

  return {
    all: sinks,
    [Symbol.iterator]: () => sinks[Symbol.iterator](),
    hold() {
      cancelLinger?.();
      cancelLinger = undefined;
      holders += 1;
      if (!isWorking) {
        isWorking = true;
        onStart();
        for (const sink of sinks) working.set(sink, attach(sink));
      }
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holders -= 1;
        if (holders === 0) cancelLinger = clock.setTimeout(rest, lingerMs);
      };
    },
    add(sink) {
      sinks.add(sink);
      if (isWorking && !working.has(sink)) working.set(sink, attach(sink));
      return () => {
        sinks.delete(sink);
        working.get(sink)?.();
        working.delete(sink);
      };
    },
  };
}

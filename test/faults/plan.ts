import { seededRandom } from './random.ts';

/** What a bad network does to a stream. */
export type FaultKind =
  /** The answer ends in the midst of a frame: an end in due form, or the connection closed under it. */
  | 'end'
  | 'close'
  /** The connection is reset. */
  | 'reset'
  /** The connection stays open and nothing gets through any more. */
  | 'stall'
  /** The answer ends, and the next requests are answered with 502. */
  | 'refuse'
  /** Bytes come a few at a time. */
  | 'drip'
  /** A character is cut in two, and its rest comes later. */
  | 'split'
  /** Frames that were passed on before are passed on again. */
  | 'repeat'
  /** Something that is no event comes between two frames. */
  | 'garbage'
  /** A proxy writes its error page into the midst of a frame, and ends the answer. */
  | 'page';

/** A fault, and when it happens: when so many bytes were passed on since the fault before. */
export interface Fault {
  readonly kind: FaultKind;
  readonly afterBytes: number;
  /** In [0, 1): how it happens, where there is a choice. */
  readonly roll: number;
}

/** How often each happens in a plan: 200 in all. The client needs 2.25 s to notice a stall, and 0.1 s to come back from the others. */
export const counts: Readonly<Record<FaultKind, number>> = {
  end: 20,
  close: 20,
  reset: 42,
  stall: 6,
  refuse: 32,
  drip: 16,
  split: 10,
  repeat: 24,
  garbage: 20,
  page: 10,
};

/** A plan's faults, the same for the same seed. */
export function planFaults(seed: number, maxBytes: number): readonly Fault[] {
  const random = seededRandom(seed);
  const kinds = Object.entries(counts).flatMap(([kind, count]) => Array<FaultKind>(count).fill(kind as FaultKind));
  for (let last = kinds.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [kinds[last], kinds[other]] = [kinds[other] as FaultKind, kinds[last] as FaultKind];
  }
  return kinds.map((kind) => ({ kind, afterBytes: 1 + Math.floor(random() * maxBytes), roll: random() }));
}

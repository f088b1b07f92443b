import type { FaultName } from '../../src/transport/fault-names.ts';
import { seededRandom } from './random.ts';

/**
 * What a bad network does to the bytes of a stream. What the devtools, stories and other tests can do too has the name that it
 * has there; the rest only bytes can have.
 */
export type FaultKind =
  | Extract<FaultName, 'cutMidFrame' | 'drop' | 'halfOpen' | 'slow' | 'duplicate' | 'garbage'>
  /** The connection is closed under the answer. */
  | 'close'
  /** The answer ends, and the next requests are answered with 502. */
  | 'status502'
  /** A character is cut in two, and its rest comes later. */
  | 'split'
  /** A proxy writes its error page into the midst of a frame, and ends the answer. */
  | 'page';

/** A fault, and when it happens: when so many bytes were passed on since the fault before. */
export interface Fault {
  readonly kind: FaultKind;
  readonly afterBytes: number;
  /** In [0, 1): how it happens, where there is a choice. */
  readonly roll: number;
}

/** How often each happens in a plan: 200 in all. The client needs 2.25 s to notice that it is half open, and 0.1 s to come back from the others. */
export const counts: Readonly<Record<FaultKind, number>> = {
  cutMidFrame: 20,
  close: 20,
  drop: 42,
  halfOpen: 6,
  status502: 32,
  slow: 16,
  split: 10,
  duplicate: 24,
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

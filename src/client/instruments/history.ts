import { createRing } from '../../utils/ring.ts';
import type { InspectionRecord } from '../inspection.ts';

/** The last records of a client. */
export interface History {
  push(record: InspectionRecord): void;
  /** Oldest first. */
  records(): readonly InspectionRecord[];
}

export interface HistoryLimits {
  /** How many records are kept. Default 100,000. */
  readonly records?: number | undefined;
  /** How many characters their messages may have together. Default 32 Mi. */
  readonly chars?: number | undefined;
}

/** Keeps references, never copies; what is older than the limits allow is let go. */
export function createHistory({ records = 100_000, chars = 32 * 1_048_576 }: HistoryLimits = {}): History {
  const ring = createRing<InspectionRecord>(records);
  let held = 0;
  const sizeOf = (record: InspectionRecord | undefined) => (record?.kind === 'message' ? record.chars : 0);
  return {
    push(record) {
      held += sizeOf(record) - sizeOf(ring.push(record));
      while (held > chars && ring.length > 1) held -= sizeOf(ring.shift());
    },
    records: () => ring.toArray(),
  };
}

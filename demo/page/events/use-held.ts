import { useState } from 'react';
import type { Entry } from './entries.ts';

interface Held {
  /** What is shown: what was there when the reader began, as long as he reads. */
  readonly shown: readonly Entry[];
  /** How many wait above. */
  readonly waiting: number;
  /** Shows these too. */
  readonly take: () => void;
}

/** Holds new entries back while somebody reads, so that nothing moves under his eyes. */
export function useHeld(entries: readonly Entry[], isReading: boolean): Held {
  const [kept, setKept] = useState<readonly Entry[]>();
  const holds = isReading && entries.length > 0;
  // Set while rendering, as React has it for state that follows from other state.
  if (holds && !kept) setKept(entries);
  if (!holds && kept) setKept(undefined);
  const shown = (holds && kept) || entries;
  const at = entries.findIndex(({ key }) => key === shown[0]?.key);
  return { shown, waiting: at < 0 ? entries.length : at, take: () => setKept(undefined) };
}

'use client';
import { useState } from 'react';
import type { NotificationRecord } from './record.ts';

/**
 * Holds new notifications back while the reader is further down, so that the list does not move under his eyes. What he sees
 * is kept up to date. `held` is how many wait above.
 */
export function useHeldItems(
  items: readonly NotificationRecord[],
  isAway: boolean,
): { readonly items: readonly NotificationRecord[]; readonly held: number } {
  const [known, setKnown] = useState<ReadonlySet<string>>();
  // Set while rendering, as React has it for state that follows from other state.
  if (isAway && !known) setKnown(new Set(items.map(({ id }) => id)));
  if (!isAway && known) setKnown(undefined);
  if (!isAway || !known) return { items, held: 0 };
  const shown = items.filter(({ id }) => known.has(id));
  return { items: shown, held: items.length - shown.length };
}

'use client';
import { useMemo } from 'react';
import { entriesOf } from '../slices/keyed.ts';
import { type RateLimit, rateLimits } from '../slices/rate-limits.ts';
import { usePassed } from './use-passed.ts';
import { useSlice } from './use-slice.ts';

/**
 * The warnings whose `resetAt` has not passed, the one that ends first first. A server's clock that differs from this one's
 * shifts that moment. PinDown, "System Channel".
 */
export function useRateLimits(): readonly RateLimit[] {
  const state = useSlice(rateLimits);
  const all = useMemo(() => entriesOf(state).map(([, warning]) => warning), [state]);
  const passed = usePassed(all.flatMap(({ resetAt }) => resetAt ?? []));
  return useMemo(
    () =>
      all
        .filter(({ resetAt = Number.POSITIVE_INFINITY }) => resetAt > passed)
        .sort((a, b) => (a.resetAt ?? Number.POSITIVE_INFINITY) - (b.resetAt ?? Number.POSITIVE_INFINITY)),
    [all, passed],
  );
}

'use client';
import { type ActiveUsers, activeUsers, type TrendingPin, trendingPins } from '../slices/audience.ts';
import { useSlice } from './use-slice.ts';

/** How many people are here now; `null` until they were first counted. PinDown, "Analytics Channel". */
export function useActiveUsers(): ActiveUsers | null {
  return useSlice(activeUsers);
}

/** The popular pins, in the server's order; empty until they have come. PinDown, "Analytics Channel". */
export function useTrendingPins(): readonly TrendingPin[] {
  return useSlice(trendingPins);
}

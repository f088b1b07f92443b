'use client';
import { type TrendingPin, trendingPins } from '../slices/audience.ts';
import { useSlice } from './use-slice.ts';

/** The popular pins, in the server's order; empty until they have come. PinDown, "Analytics Channel". */
export function useTrendingPins(): readonly TrendingPin[] {
  return useSlice(trendingPins);
}

'use client';
import { type ActiveUsers, activeUsers } from '../slices/audience.ts';
import { useSlice } from './use-slice.ts';

/** How many people are here now; `null` until they were first counted. PinDown, "Analytics Channel". */
export function useActiveUsers(): ActiveUsers | null {
  return useSlice(activeUsers);
}

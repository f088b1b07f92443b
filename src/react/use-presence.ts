'use client';
import { entryOf } from '../slices/keyed.ts';
import { type Presence, presence } from '../slices/presence.ts';
import { useSlice } from './use-slice.ts';

/**
 * Whether a user is there, and since when; `undefined` until the stream has told. Claims the channel that carries presence.
 * Workload Insights, "Server-Side Broadcasting".
 */
export function usePresence(userId: string): Presence | undefined {
  return useSlice(presence, (people) => entryOf(people, userId));
}

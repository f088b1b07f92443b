import { defineSlice } from '../events/slice.ts';
import { entryOf, type Keyed, noEntries, put } from './keyed.ts';

/** Whether somebody is there. */
export interface Presence {
  readonly isOnline: boolean;
  /** Since when, in ms since the epoch. Hearing the same again does not move it. */
  readonly since: number;
}

/** How many people are kept. The one who was heard of the longest ago leaves first. */
export const presenceLimit = 1_000;

/** Who is there, by user id. Workload Insights, "Server-Side Broadcasting". */
export const presence = defineSlice('presence', noEntries as Keyed<Presence>);

/** The state after word of somebody. */
export function addPresence(state: Keyed<Presence>, userId: string, isOnline: boolean, at: number): Keyed<Presence> {
  const before = entryOf(state, userId);
  const since = before?.isOnline === isOnline ? before.since : at;
  return put(state, userId, { isOnline, since }, presenceLimit);
}

import { defineSlice } from '../events/slice.ts';

/** How many people are here now. */
export interface ActiveUsers {
  readonly total: number;
  readonly authenticated: number;
  readonly anonymous: number;
  /** When they were counted, in ms since the epoch. */
  readonly at: number;
}

/** A pin that many look at. */
export interface TrendingPin {
  readonly id: string;
  readonly title: string;
  readonly views: number;
  /** The change, as the server writes it: `+15%`. */
  readonly trend: string;
}

/** How many trending pins are kept: the first of the server's list. */
export const trendingLimit = 100;

/** Who is here; `null` until they were first counted. PinDown, "Analytics Channel". */
export const activeUsers = defineSlice('activeUsers', null as ActiveUsers | null);

/** The popular pins, in the server's order. PinDown, "Analytics Channel". */
export const trendingPins = defineSlice('trendingPins', [] as readonly TrendingPin[]);

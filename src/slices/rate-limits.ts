import { defineSlice } from '../events/slice.ts';
import { type Keyed, noEntries, put } from './keyed.ts';

/** A warning that somebody has few requests left. */
export interface RateLimit {
  readonly userId: string;
  /** The path that is limited: `/api/ai/generate`. */
  readonly endpoint: string;
  /** How many requests are left. */
  readonly remaining: number;
  /** When the count begins anew, in ms since the epoch; `undefined` when the server's time cannot be read. */
  readonly resetAt: number | undefined;
}

/** How many warnings are kept, one for each user and endpoint. The oldest leaves first. */
export const rateLimitLimit = 100;

/** The last warning of each user and endpoint. PinDown, "System Channel". */
export const rateLimits = defineSlice('rateLimits', noEntries as Keyed<RateLimit>);

/** The state after a warning. */
export function addRateLimit(state: Keyed<RateLimit>, warning: RateLimit): Keyed<RateLimit> {
  return put(state, `${warning.userId} ${warning.endpoint}`, warning, rateLimitLimit);
}

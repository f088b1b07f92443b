import type { Random } from '../utils/random.ts';

/** The window in which the delay before an attempt is drawn. */
export interface BackoffWindow {
  /** Of the first delay, in ms. */
  readonly minMs: number;
  /** The window never grows beyond this, in ms. */
  readonly maxMs: number;
}

/** What the server asked for, in ms. */
export interface AskedDelays {
  /** `Retry-After` of the last answer. */
  readonly retryAfterMs?: number | undefined;
  /** The last `retry:` field of the streams so far. */
  readonly retryMs?: number | undefined;
}

/** No delay is shorter, whatever the server asks for (`retry: 0`) and however the dice fall. */
const floorMs = 100;
/** No delay is longer: beyond 2^31 ms timers fire at once, and a day is more than any stream needs. */
const ceilingMs = 86_400_000;
const healthyJitterMs = 1_000;

/**
 * How long to wait after so many failures in a row (from 1): full jitter on `minMs · 2ⁿ`, which spreads the clients of
 * a server that restarts, and never less than the server asked for.
 */
export function retryDelay(failures: number, window: BackoffWindow, random: Random, asked: AskedDelays = {}): number {
  return delay(random() * Math.min(window.maxMs, window.minMs * 2 ** (failures - 1)), asked);
}

/** How long to wait after the server ended a healthy stream: just enough that not all clients come back at once. */
export function healthyEndDelay(random: Random, asked: AskedDelays = {}): number {
  return delay(random() * healthyJitterMs, asked);
}

function delay(jitterMs: number, { retryAfterMs = 0, retryMs = 0 }: AskedDelays): number {
  return Math.min(ceilingMs, Math.max(floorMs, Math.round(jitterMs), retryAfterMs, retryMs));
}

import { defineSlice } from '../events/slice.ts';

/** One measurement of a server. */
export interface HealthSample {
  /** Percent, 0 to 100. */
  readonly cpu: number;
  /** Percent, 0 to 100. */
  readonly memory: number;
  /** Seconds since the server's start. */
  readonly uptime: number;
  /** Open streams. */
  readonly activeConnections: number;
  /** When it was measured, in ms since the epoch. */
  readonly at: number;
}

/** The newest measurement, and those before it for a small chart. */
export interface Health extends HealthSample {
  /** The last {@link healthHistory} measurements, oldest first; the newest is among them. */
  readonly recent: readonly HealthSample[];
}

/** How many measurements `health.recent` keeps. */
export const healthHistory = 60;

/** The server's health; `null` until the first measurement has come. */
export const health = defineSlice('health', null as Health | null);

/** The state after one more measurement. */
export function addHealthSample(state: Health | null, sample: HealthSample): Health {
  return { ...sample, recent: [...(state?.recent ?? []), sample].slice(-healthHistory) };
}

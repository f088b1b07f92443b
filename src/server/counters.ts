import type { Clock } from '../utils/clock.ts';
import type { EndReason } from './end-reason.ts';

/** What has happened since the hub was made. */
export interface Counts {
  /** Streams that were opened. */
  readonly opened: number;
  /** Streams that have ended, by why. */
  readonly ended: Readonly<Record<EndReason, number>>;
  /** Streams that were refused, by the limit that was reached. */
  readonly refused: Readonly<Record<RefusedBy, number>>;
  /** Calls of `publish` that succeeded. */
  readonly published: number;
  /** Events that were written to streams, each stream counted. */
  readonly delivered: number;
  /** Gaps told in mid-stream, to clients that read too slowly, or to all when the log lost entries. */
  readonly gaps: number;
  /** Heartbeats that were written, each stream counted. */
  readonly heartbeats: number;
  /** How long all streams that have ended lasted together, in ms. */
  readonly lastedMs: number;
  /** Of the streams that have ended, how many lasted no longer than so many seconds. */
  readonly lasted: readonly { readonly seconds: number; readonly count: number }[];
}

export type RefusedBy = 'user' | 'tenant' | 'total' | 'rate';

export interface Counters {
  add(what: 'opened' | 'published' | 'delivered' | 'gaps' | 'heartbeats', times?: number): void;
  ended(reason: EndReason, durationMs: number): void;
  refused(by: RefusedBy): void;
  counts(): Counts;
  /** Publications a second, over the last minute, or since the hub was made when that is less. */
  publishedPerSecond(): number;
}

const lastedSeconds = [1, 10, 60, 300, 900, 3_600];
const windowSeconds = 60;

export function createCounters(clock: Clock): Counters {
  const counts = { opened: 0, published: 0, delivered: 0, gaps: 0, heartbeats: 0, lastedMs: 0 };
  const ended = { left: 0, shutdown: 0, expired: 0, age: 0, limit: 0, idle: 0 };
  const refused = { user: 0, tenant: 0, total: 0, rate: 0 };
  const lasted = lastedSeconds.map((seconds) => ({ seconds, count: 0 }));
  const startedAt = clock.now();
  /** Publications of each second of the last minute, and which second that was. */
  const slots = Array.from({ length: windowSeconds }, () => ({ second: -1, count: 0 }));
  const secondNow = () => Math.floor(clock.now() / 1_000);

  return {
    add(what, times = 1) {
      counts[what] += times;
      if (what !== 'published') return;
      const second = secondNow();
      const slot = slots[second % windowSeconds] as (typeof slots)[number];
      if (slot.second !== second) Object.assign(slot, { second, count: 0 });
      slot.count += times;
    },
    ended(reason, durationMs) {
      ended[reason] += 1;
      counts.lastedMs += durationMs;
      for (const bucket of lasted) if (durationMs <= bucket.seconds * 1_000) bucket.count += 1;
    },
    refused(by) {
      refused[by] += 1;
    },
    counts: () => structuredClone({ ...counts, ended, refused, lasted }),
    publishedPerSecond() {
      const oldest = secondNow() - windowSeconds;
      const recent = slots.reduce((sum, { second, count }) => (second > oldest ? sum + count : sum), 0);
      const elapsedSeconds = (clock.now() - startedAt) / 1_000;
      return recent / Math.min(windowSeconds, Math.max(1, elapsedSeconds));
    },
  };
}

import type { Duration } from '../utils/duration.ts';
import type { Placement } from './placement.ts';

export interface QuerySinkOptions {
  /** How collections are cached, where the defaults do not fit. Made by `place`. */
  readonly collections?: readonly Placement[];
  /**
   * What decides when covered queries are stale. `'stream'` (default): while the stream is live and gap-free they are not;
   * otherwise the app's own `staleTime` holds. `'app'`: the app's own, always. A `staleTime` on a hook wins over both, unless
   * it went through `liveQueryOptions`.
   */
  readonly freshness?: 'stream' | 'app';
  /** How long a lost stream still counts as live. Default `'5s'`. */
  readonly graceMs?: Duration;
  /**
   * How far a read without a position may be behind what the stream has said, because a replica answers it. Events back to
   * then, but not beyond a gap, are laid over the answer again. Default 0.
   */
  readonly replicaLag?: Duration;
  /** How often active covered queries are read again while the stream is down for longer. Default: never. */
  readonly pollMs?: Duration;
}

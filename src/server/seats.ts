import type { Clock } from '../utils/clock.ts';

/** What a stream needs to be opened: a place in each group, and a connect within the rate. */
export interface SeatClaim {
  /** The stream. */
  readonly id: string;
  /** Who holds together no more than so many streams: `user:9`, `tenant:acme`, `total`. */
  readonly groups: readonly { readonly name: string; readonly limit: number }[];
  /** Whether the oldest streams of the first group make place when it is full. */
  readonly evicts: boolean;
  readonly rate?: { readonly name: string; readonly perMinute: number } | undefined;
}

export type SeatAnswer =
  /** `evicted`: streams that have lost their place. */
  | { readonly taken: true; readonly evicted: readonly string[] }
  /** The group that is full, or `'rate'`. `retryAfterMs` where it is known when that ends. */
  | { readonly taken: false; readonly full: string; readonly retryAfterMs?: number };

/** Counts open streams. Of one instance, or of all that share it. */
export interface Seats {
  take(claim: SeatClaim): SeatAnswer | Promise<SeatAnswer>;
  /** Gives the places of a stream back. */
  release(id: string): void;
}

export const minuteMs = 60_000;

/** Seats of this process alone. */
export interface LocalSeats extends Seats {
  /** How much is kept: none of it for streams that are gone, and for rates that are over. */
  size(): { readonly streams: number; readonly groups: number; readonly rates: number };
}

export function localSeats(clock: Clock): LocalSeats {
  /** Each group's streams, the oldest first. */
  const groups = new Map<string, string[]>();
  const groupsOf = new Map<string, readonly string[]>();
  /** When each name has used its minute up (GCRA). Who was heard of the longest ago stands first. */
  const usedUpTo = new Map<string, number>();

  function overRate({ name, perMinute }: { name: string; perMinute: number }): number | undefined {
    const now = clock.now();
    for (const [each, until] of usedUpTo) {
      if (until > now) break;
      usedUpTo.delete(each);
    }
    const until = Math.max(now, usedUpTo.get(name) ?? 0) + minuteMs / perMinute;
    const waitMs = until - now - minuteMs;
    if (waitMs > 0) return waitMs;
    usedUpTo.delete(name);
    usedUpTo.set(name, until);
    return undefined;
  }

  function release(id: string): void {
    for (const name of groupsOf.get(id) ?? []) {
      const group = groups.get(name) ?? [];
      if (group.length > 1) group.splice(group.indexOf(id), 1);
      else groups.delete(name);
    }
    groupsOf.delete(id);
  }

  return {
    take({ id, groups: wanted, evicts, rate }) {
      const retryAfterMs = rate && overRate(rate);
      if (retryAfterMs !== undefined) return { taken: false, full: 'rate', retryAfterMs };
      const evicted: string[] = [];
      for (const [index, { name, limit }] of wanted.entries()) {
        const over = (groups.get(name)?.length ?? 0) - limit + 1;
        if (over <= 0) continue;
        if (!evicts || index > 0) return { taken: false, full: name };
        evicted.push(...(groups.get(name) as string[]).slice(0, over));
      }
      for (const each of evicted) release(each);
      for (const { name } of wanted) {
        const group = groups.get(name);
        if (group) group.push(id);
        else groups.set(name, [id]);
      }
      groupsOf.set(
        id,
        wanted.map(({ name }) => name),
      );
      return { taken: true, evicted };
    },
    release,
    size: () => ({ streams: groupsOf.size, groups: groups.size, rates: usedUpTo.size }),
  };
}

import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { insert, rowOf, update } from '../tables.ts';

/** How many texts one user may have generated in {@link windowMs}. */
const limit = 6;
const windowMs = 60_000;

/** From how few requests on the user is warned. */
const warnAt = 3;

interface Count {
  readonly used: number;
  readonly resetTime: string;
}

export interface Allowance {
  readonly isAllowed: boolean;
  readonly resetTime: string;
  /** A warning, where few requests are left. */
  readonly events: readonly DemoEvent[];
}

/** Counts a request of a user, and says whether it is one too many. */
export async function countRequest(query: Query, now: Date, userId: string, endpoint: string): Promise<Allowance> {
  const id = `${userId} ${endpoint}`;
  const known = await rowOf<Count>(query, 'rate_limits', id);
  const isOver = !known || Date.parse(known.resetTime) <= now.getTime();
  const before = isOver ? { used: 0, resetTime: new Date(now.getTime() + windowMs).toISOString() } : known;
  const isAllowed = before.used < limit;
  const count = { used: before.used + (isAllowed ? 1 : 0), resetTime: before.resetTime };
  if (known) await update(query, 'rate_limits', id, count);
  else await insert(query, 'rate_limits', { id, ...count });

  const remaining = limit - count.used;
  const data = { userId, endpoint, remaining, resetTime: count.resetTime, timestamp: now.toISOString() };
  const warning: DemoEvent = { type: 'system:rate_limit_warning', data, to: 'channel:system' };
  return { isAllowed, resetTime: count.resetTime, events: remaining < warnAt ? [warning] : [] };
}

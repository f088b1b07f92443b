import type { Cursor } from '../../../wire/message.ts';
import type { Log } from '../../log/log.ts';

/** Where each user left, so that what came meanwhile waits for them. */
export interface Places {
  opened(user: string): void;
  closed(user: string, cursor: Cursor): void;
  /** How many streams the user has open. */
  open(user: string): number;
  /**
   * Where a new stream of the user begins that has no cursor of its own: where the last one ended, or, for a user not heard
   * of, with the oldest entry. `undefined`, for the newest, while another stream of the user is open.
   */
  start(user: string): Promise<Cursor | undefined>;
}

/** Users who left the longest ago are forgotten first: by then the log has forgotten what they missed as well. */
const mostUsers = 100_000;

export function createPlaces(log: Log): Places {
  const streams = new Map<string, number>();
  const left = new Map<string, Cursor>();
  const open = (user: string) => streams.get(user) ?? 0;
  return {
    opened(user) {
      streams.set(user, open(user) + 1);
      left.delete(user);
    },
    closed(user, cursor) {
      if (open(user) > 1) streams.set(user, open(user) - 1);
      else streams.delete(user);
      left.delete(user);
      left.set(user, cursor);
      const oldest = left.keys().next();
      if (left.size > mostUsers && !oldest.done) left.delete(oldest.value);
    },
    open,
    async start(user) {
      if (open(user) > 0) return undefined;
      await log.ready?.();
      const cursor = left.get(user);
      // What the log no longer has was missed by someone who was away, and is no gap to a page that was not there.
      return cursor === undefined ? log.oldest().id : (await log.resume(cursor)).place.id;
    },
  };
}

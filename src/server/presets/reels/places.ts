import type { Cursor } from '../../../wire/message.ts';
import type { Log } from '../../log/log.ts';
import { createTally } from '../tally.ts';

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
  const streams = createTally();
  const left = new Map<string, Cursor>();
  return {
    opened(user) {
      streams.add(user);
      left.delete(user);
    },
    closed(user, cursor) {
      streams.remove(user);
      left.delete(user);
      left.set(user, cursor);
      const oldest = left.keys().next();
      if (left.size > mostUsers && !oldest.done) left.delete(oldest.value);
    },
    open: streams.count,
    async start(user) {
      if (streams.count(user) > 0) return undefined;
      await log.ready?.();
      const cursor = left.get(user);
      // What the log no longer has was missed by someone who was away, and is no gap to a page that was not there.
      return cursor === undefined ? log.oldest().id : (await log.resume(cursor)).place.id;
    },
  };
}

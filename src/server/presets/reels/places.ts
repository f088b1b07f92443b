import type { Cursor } from '../../../wire/message.ts';
import type { Log } from '../../log/log.ts';
import type { HubLogger } from '../../logger.ts';

/** Keeps where users left: the id of the last event that was written to them. */
export interface PlaceStore {
  get(user: string): Cursor | null | undefined | Promise<Cursor | null | undefined>;
  /** Nobody asks for a place that is older than what the log keeps. */
  set(user: string, cursor: Cursor): unknown;
}

/** Whose streams are open, and where those left who have none, so that what came meanwhile waits for them. */
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

/** Places in this process. */
export function localPlaces(): PlaceStore {
  const left = new Map<string, Cursor>();
  return {
    get: (user) => left.get(user),
    set(user, cursor) {
      left.delete(user);
      left.set(user, cursor);
      const oldest = left.keys().next();
      if (left.size > mostUsers && !oldest.done) left.delete(oldest.value);
    },
  };
}

export function createPlaces(log: Log, store: PlaceStore, logger: HubLogger): Places {
  const streams = new Map<string, number>();
  const open = (user: string) => streams.get(user) ?? 0;

  /** Without a place, a user gets too much rather than too little. */
  async function reach<Value>(ask: () => Value | Promise<Value>): Promise<Value | undefined> {
    try {
      return await ask();
    } catch (err) {
      logger.error({ err }, 'bisse: it cannot be known how far users have read, so they may get events again.');
      return undefined;
    }
  }

  return {
    opened: (user) => void streams.set(user, open(user) + 1),
    closed(user, cursor) {
      if (open(user) > 1) streams.set(user, open(user) - 1);
      else streams.delete(user);
      void reach(() => store.set(user, cursor));
    },
    open,
    async start(user) {
      if (open(user) > 0) return undefined;
      await log.ready?.();
      const cursor = await reach(() => store.get(user));
      // What the log no longer has was missed by someone who was away, and is no gap to a page that was not there.
      return cursor ? (await log.resume(cursor)).place.id : log.oldest().id;
    },
  };
}

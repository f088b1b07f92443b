import type { GapReason } from '../../wire/control.ts';
import type { Cursor } from '../../wire/message.ts';
import type { Seats } from '../seats.ts';

/** A place in the log: just after one entry, or before the first. */
export interface Place {
  /** The id of the entry that stands before this place. */
  readonly id: Cursor;
  /** Counts the entries of this log as this process reads them, without a hole: the next entry stands one higher. */
  readonly position: number;
}

/** An event on its way into the log, already in its framing. Strings only, so that a log may lie in another process. */
export interface LogDraft {
  readonly type: string;
  /**
   * Who may hear it: `['*']`, or scopes such as `channel:pins`, `pin:7`, `tenant:acme`, `user:9`. One at least; whoever hears
   * several of them hears the entry once.
   */
  readonly scopes: readonly string[];
  /** The `event` field of its block; `'message'` for none. */
  readonly event: string;
  readonly data: string;
  /** The write that caused it, when the framing has no place for it in `data`. */
  readonly mutationId?: string | undefined;
  /** Names the publication, so that a repeated one is known. */
  readonly key?: string | undefined;
}

/** An event in the log. */
export interface LogEntry extends LogDraft, Place {}

/** Entries that a reader wanted and that are no longer there; it goes on at `place`. */
export interface LogGap {
  readonly reason: GapReason;
  readonly place: Place;
}

/** Where a client with a cursor goes on: after its cursor (no `reason`), or somewhere later, with a gap. */
export interface Resumption {
  readonly place: Place;
  /**
   * Why there is a gap: the entries after the cursor were `'trimmed'`, the cursor is of another `'epoch'`, or it is no
   * `'cursor'` of this log at all.
   */
  readonly reason?: Extract<GapReason, 'trimmed' | 'epoch' | 'cursor'> | undefined;
}

/** The log cannot be reached, so nothing can be published or resumed now. `cause` says why. */
export class LogError extends Error {
  override readonly name = 'LogError';
  constructor(message: string, options?: ErrorOptions) {
    super(`bisse: ${message}`, options);
  }
}

/**
 * One ordered log of all events, of which every connection is a reader. What was appended reaches readers through the
 * log alone, also those of the process that appended it.
 */
export interface Log {
  /**
   * Whether several instances read this log. Then what is meant for a stream that this one does not hold may be for
   * another's. Default false.
   */
  readonly isShared?: boolean | undefined;
  /** Counts the streams of all instances, so that limits hold for all together. Without it, each instance counts its own. */
  readonly seats?: Seats | undefined;
  /**
   * Adds an event. Its id is made here; one whose `key` is already in the log is not added again, and the id of the
   * first is given.
   * @throws LogError (rejects) when it cannot be reached.
   */
  append(draft: LogDraft): Cursor | Promise<Cursor>;
  /**
   * Resolves when the log can be read: its head is known. A log without it can be read from the start.
   * @throws LogError (rejects) when it cannot be reached.
   */
  ready?(): Promise<void>;
  /** The place after the newest entry. */
  head(): Place;
  /** The place before the oldest entry that is still here. */
  oldest(): Place;
  /** The entry after `position`; a gap when it is gone; `undefined` at the head. Does not wait, and copies nothing. */
  next(position: number): LogEntry | LogGap | undefined;
  /**
   * Where a client that holds `cursor` goes on.
   * @throws LogError (rejects) when that cannot be known now.
   */
  resume(cursor: Cursor): Resumption | Promise<Resumption>;
  /** Calls `wake` after every entry or gap that can be read, until the returned function is called. */
  subscribe(wake: () => void): () => void;
  /** Lets go of what the log holds open, such as connections. The hub calls it when it closes. */
  close?(): Promise<void>;
}

/**
 * One block of an event stream as the HTML standard defines it (section 9.2.6): strings only, nothing decoded yet.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export interface Message {
  /** The `event` field; `'message'` when the block has none. */
  readonly event: string;
  /** The `data` lines, joined by `\n`. */
  readonly data: string;
  /** The `id` field of THIS block. A block without one has `undefined`, not the last id before it. */
  readonly id: string | undefined;
  /**
   * For a block without an id: the id of blocks without data that came between the message before it and this one, if
   * any had one. They make no message, and yet their id is the one in force here (HTML standard, 9.2.6).
   */
  readonly precedingId?: string | undefined;
  /** The channel the hub says the block belongs to (the comment `:channel <name>`), when it is not the event's own. */
  readonly channel?: string | undefined;
  /** The write that caused it, as the hub says in framings that have no place for it (the comment `:mutation <id>`). */
  readonly mutationId?: string | undefined;
}

/** The id of a place in the stream. Opaque: only a dialect's `compareCursors` may look inside. */
export type Cursor = string;

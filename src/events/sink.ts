import type { Broadcast } from '../utils/broadcast.ts';
import type { Clock } from '../utils/clock.ts';
import type { Page } from '../utils/page.ts';
import type { ChannelRequest } from '../wire/channel.ts';
import type { Cursor } from '../wire/message.ts';
import type { Gap } from '../wire/notice.ts';
import type { AnyCollection } from './collection.ts';
import type { RuntimeDefinition, StreamEvent } from './event.ts';

/** An event on its way into a commit, with its definition (none when an undeclared event may pass). */
export interface DeliveredEvent {
  readonly event: StreamEvent;
  readonly definition: RuntimeDefinition | undefined;
  /** How many characters its data had on the wire. */
  readonly size: number;
}

/** The events of one flush, in order. */
export interface Commit {
  readonly events: readonly DeliveredEvent[];
}

/** From here on (`cursor`, where the server gave one) the stream carries every event of these channels. */
export interface Coverage {
  /** Spelled channels; `undefined` means all that the stream carries. */
  readonly channels: readonly string[] | undefined;
  readonly cursor: Cursor | undefined;
}

/** What takes commits: a cache, a notification store, a recorder. Attach it with `client.attach(sink)`. */
export interface Sink {
  /** Begins the sink's work; the returned function ends it. Nothing may happen before. */
  attach(host: SinkHost): () => void;
  /** Takes the events of one flush. Called in order with the other methods below. */
  commit(commit: Commit): void;
  /** Events of these channels were lost. What depends on them must be read again. */
  gap(gap: Gap): void;
  /** The stream begins to carry channels that it did not carry before (C1). */
  covered?(coverage: Coverage): void;
  /** The stream goes on after an interruption, and nothing was lost. */
  resumed?(): void;
  /** The stream has ended, or no longer carries these channels (`undefined`: all). */
  uncovered?(channels: readonly string[] | undefined): void;
  /** Another user is there (`scope` names him): what the sink holds is not his. Coverage begins anew after it. */
  rescoped?(scope: string | undefined): void;
  /** An event of a declared type could not be read: these collections may be behind. `cursor` is its id. */
  damaged?(collections: readonly AnyCollection[], cursor: Cursor | undefined): void;
  /**
   * Asked before the first connect: resolves when reads in flight have settled, with the lowest position of what the sink
   * already holds, so that the stream can begin there. `undefined` when it holds nothing or does not know.
   */
  start?(): Promise<Cursor | undefined>;
}

/** What a sink may ask of the client it is attached to. */
export interface SinkHost {
  /** Whether the stream is open and carries the channel (without one: is open). */
  isLive(channel?: string): boolean;
  /** Claims a channel, or without one the stream itself; the returned function gives it back. */
  lease(request?: ChannelRequest): () => void;
  /** Whether anybody inspects. A record that nobody would see need not be made. */
  readonly isObserved: boolean;
  /** Says something to `client.inspect`. */
  report(record: SinkRecord): void;
  /** The events that the client's dialect declares. */
  readonly definitions: readonly RuntimeDefinition[];
  /** Where the first stream was told to begin: the cursor that was read before the data that the page came with. */
  readonly startCursor: Cursor | undefined;
  readonly clock: Clock;
  readonly page: Page;
  /** How the tabs of a browser talk; `undefined` where they cannot. */
  readonly broadcast: Broadcast | undefined;
  /** Names the stream among those of the origin; `undefined` when this tab shares it with no other. */
  readonly group: string | undefined;
  /** Who the user is, as the client was told. */
  scope(): string | undefined;
  /** The dialect's order of cursors; `undefined` as a result means that two cannot be compared. */
  compareCursors(a: Cursor, b: Cursor): number | undefined;
}

/** What sinks tell inspection. */
export interface SinkRecord {
  readonly kind: `sink:${string}`;
  readonly [field: string]: unknown;
}

import type { GapReason } from './control.ts';
import type { Cursor, Message } from './message.ts';

/** What a connection tells, in one sequence with its messages. */
export type Notice =
  | {
      /** A stream is open. Messages that follow continue after `cursor`. */
      readonly type: 'opened';
      /**
       * What the server said of continuity. `undefined` when it said nothing: then only a dialect that declares
       * `resume: 'replays'` makes it continuous.
       */
      readonly resume: 'fresh' | 'resumed' | 'gap' | undefined;
      readonly reason?: GapReason | undefined;
      /** The id of `connected`, or undefined when the server gave none. */
      readonly cursor: Cursor | undefined;
      /** The `Last-Event-ID` this stream was asked to continue from. */
      readonly requestedCursor: Cursor | undefined;
      /** The last id that the server's log held when the stream opened: events up to it are replayed ones. */
      readonly head: Cursor | undefined;
      /** The channels that the stream carries, spelled. */
      readonly channels: readonly string[];
      /** Whether no stream of this connection was open before. */
      readonly first: boolean;
    }
  | {
      /** Events were lost, of these channels (`undefined`: of all). */
      readonly type: 'gap';
      readonly reason: GapReason;
      readonly channels: readonly string[] | undefined;
      /** The cursor that the stream continues after, where the server said it. */
      readonly cursor: Cursor | undefined;
    }
  /** The server changed the channels of the open stream; `channels` is the whole new set, covered from `cursor` on. */
  | { readonly type: 'channels'; readonly channels: readonly string[]; readonly cursor: Cursor | undefined }
  /** There is another user: nothing of what came so far is of this one. */
  | { readonly type: 'scope'; readonly scope: string | undefined }
  /** The stream has ended; until the next `opened`, nothing is covered. */
  | { readonly type: 'ended' };

/** One step of what a connection yields. */
export type StreamItem =
  | { readonly kind: 'message'; readonly message: Message; readonly receivedAt: number }
  | { readonly kind: 'notice'; readonly notice: Notice; readonly receivedAt: number };

/** A hole in the stream, as `client.onGap`, `useGap` and sinks hear of it. */
export interface Gap {
  readonly reason: GapReason;
  /** The channels that lost events, spelled; `undefined` means all. */
  readonly channels: readonly string[] | undefined;
  /** The cursor that the stream continues after, where the server said it. */
  readonly cursor: Cursor | undefined;
  /** When it was noticed, in ms since the epoch. */
  readonly at: number;
}

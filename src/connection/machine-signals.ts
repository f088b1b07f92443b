import type { StreamError } from '../errors.ts';
import type { Random } from '../utils/random.ts';
import type { AnswerHead } from './answer.ts';
import type { BackoffWindow } from './backoff.ts';
import type { MachineState } from './machine-state.ts';
import type { PauseReason, TransportKind } from './state.ts';

/** What happens to the machine. Those with a `generation` are answers to an effect, and may come too late. */
export type Signal =
  | { readonly type: 'connect' | 'close' | 'reconnect' }
  /** The first lease was taken; the last one has run out. */
  | { readonly type: 'leased' | 'released' }
  /** Channels came that the running attempt does not carry; channels are carried that nobody needs any more. */
  | { readonly type: 'grew' | 'shrank' }
  /** There are fresh credentials, before the old ones ended; there is another user. */
  | { readonly type: 'renewed' | 'rescoped' }
  | { readonly type: 'pause' | 'resume'; readonly reason: PauseReason }
  | ({ readonly type: 'head'; readonly generation: number; readonly retryAfterMs: number | undefined } & AnswerHead)
  | { readonly type: 'byte' | 'message' | 'ended' | 'due' | 'refreshed' | 'refreshFailed'; readonly generation: number }
  /** A change of channels is done; it cannot be had in this way. */
  | { readonly type: 'changed' | 'refused'; readonly generation: number }
  | { readonly type: 'retry'; readonly generation: number; readonly retryMs: number }
  /** `stalled`: no first byte came in time. */
  | { readonly type: 'failed' | 'silent' | 'stalled'; readonly generation: number; readonly error: StreamError };

/** What is to be done. */
export type Effect =
  /** `beside`: beside the stream that runs, which goes on until this one takes over. */
  | {
      readonly type: 'open';
      readonly generation: number;
      readonly attempt: number;
      readonly transport: TransportKind;
      readonly beside: boolean;
    }
  /** Ask the server to change the channels of the running stream. */
  | { readonly type: 'control'; readonly generation: number }
  /** `forget`: the cursor and all that was known belonged to another user. */
  | {
      readonly type: 'abort' | 'unschedule' | 'refresh' | 'dropCursor' | 'forget';
      readonly generation: number;
    }
  | { readonly type: 'schedule'; readonly generation: number; readonly at: number }
  | { readonly type: 'report'; readonly generation: number; readonly error: StreamError };

/** All that the machine may know of the world. */
export interface MachineContext {
  readonly now: number;
  readonly random: Random;
  readonly backoff: BackoffWindow;
  /** How many attempts in a row may fail after the first. */
  readonly maxAttempts: number;
  /** Whether there is a way to refresh the credentials. */
  readonly canRefresh: boolean;
  /** Whether polls may take the place of a stream that never brings a byte. */
  readonly canPoll: boolean;
  /** Whether the server changes the channels of the running stream on request. */
  readonly canControl: boolean;
  /** Whether a second stream may be open for a moment, and what comes on both is known by its id. */
  readonly canOverlap: boolean;
}

export type Transition = readonly [state: MachineState, effects: readonly Effect[]];

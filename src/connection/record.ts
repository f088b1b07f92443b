import type { StreamError } from '../errors.ts';
import type { ControlFrame } from '../wire/control.ts';
import type { Cursor } from '../wire/message.ts';
import type { ConnectionState, TransportKind } from './state.ts';

/** Why a stream or an attempt ended. */
export type EndCause =
  /** The server ended it. */
  | 'eof'
  /** It broke, or could not be opened. */
  | 'failed'
  /** No byte came for too long. */
  | 'silent'
  /** No first byte came in time. */
  | 'stalled'
  /** The connection itself let go: a pause, a close, a refusal, or a stream with more channels in its place. */
  | 'aborted';

/** What a connection tells whoever inspects it. `generation` numbers the attempts; `at` is in ms since the epoch. */
export type ConnectionRecord = { readonly at: number } & RecordFields;

/** A {@link ConnectionRecord} without its time. */
export type RecordFields =
  | { readonly type: 'state'; readonly state: ConnectionState }
  | {
      readonly type: 'attempt';
      readonly generation: number;
      /** The number of the attempt since the last healthy stream, from 1. */
      readonly attempt: number;
      readonly url: string;
      readonly channels: readonly string[];
      readonly cursor: Cursor | undefined;
      readonly transport: TransportKind;
      /** Whether it runs beside the open stream, to take over from it. */
      readonly beside: boolean;
    }
  | {
      readonly type: 'head';
      readonly generation: number;
      readonly status: number;
      readonly contentType: string | null;
      /** What the server asked to wait, by `Retry-After`. */
      readonly retryAfterMs: number | undefined;
      /** What HTTP this origin speaks, where the browser tells: `'h2'`, `'http/1.1'`. */
      readonly protocol: string | undefined;
    }
  /** What one read of the body brought. Whatever its messages are, its bytes show that the stream lives. */
  | {
      readonly type: 'chunk';
      readonly generation: number;
      readonly bytes: number;
      readonly messages: number;
      readonly comments: number;
      /** The last `retry:` in it. */
      readonly retryMs: number | undefined;
    }
  /** The first byte has come. */
  | { readonly type: 'opened'; readonly generation: number }
  | {
      readonly type: 'ended';
      readonly generation: number;
      readonly cause: EndCause;
      readonly error: StreamError | undefined;
    }
  | { readonly type: 'retry'; readonly generation: number; readonly retryAt: number; readonly delayMs: number }
  | { readonly type: 'refresh'; readonly outcome: 'started' | 'done' | 'failed' }
  | { readonly type: 'silent'; readonly generation: number; readonly silentMs: number }
  | {
      readonly type: 'control';
      readonly generation: number;
      readonly frame: ControlFrame;
      readonly cursor: Cursor | undefined;
    }
  | { readonly type: 'oversize'; readonly generation: number; readonly count: number; readonly limitBytes: number }
  /** The server was asked to change the channels of the running stream; what became of that. */
  | {
      readonly type: 'change';
      readonly generation: number;
      readonly outcome: 'asked' | 'done' | 'refused';
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  /** The stream of this generation has taken over from the one that ran. */
  | { readonly type: 'tookOver'; readonly generation: number }
  /** The cursor after a chunk that moved it. */
  | { readonly type: 'cursor'; readonly generation: number; readonly cursor: Cursor | undefined };

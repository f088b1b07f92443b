import type { StreamError } from '../errors.ts';

/**
 * Why a connection holds still. Several can apply at once; it goes on when the last of them is gone. Only a tab that shares
 * its stream is paused for being `frozen`: another goes on with it.
 */
export type PauseReason = 'hidden' | 'offline' | 'bfcache' | 'frozen' | 'user';

/** Why a connection gave up until it is told to connect again. */
export type BlockReason =
  /** The server answered 401, and a refresh did not help or there is none. */
  | 'auth'
  /** The server answered 403. */
  | 'forbidden'
  /** The server answered with something that no retry can mend: a 404, a page of HTML. */
  | 'protocol'
  /** `reconnect.attempts` ran out. */
  | 'exhausted';

/** How events come: in a stream, or by polls, where something on the way holds streams back. */
export type TransportKind = 'sse' | 'poll';

/**
 * Where a connection stands. Holds nothing that changes per event, so a component that shows it renders only when the
 * connection itself changes. All times are in ms since the epoch; `since` is when `status` became what it is.
 */
export type ConnectionState =
  /** Nobody has a claim on it. */
  | { readonly status: 'idle' }
  /** The first attempt of a session is under way; `attempt` is 1. */
  | { readonly status: 'connecting'; readonly attempt: number; readonly since: number }
  /** Bytes have come. Stays while the stream is replaced by one with more channels. */
  | {
      readonly status: 'open';
      readonly since: number;
      readonly transport: TransportKind;
      /** Who holds the stream: this tab alone, this tab for others, or another tab. */
      readonly role: 'solo' | 'leader' | 'follower';
    }
  /** The stream was lost or an attempt failed, and it is tried again. */
  | {
      readonly status: 'reconnecting';
      /** The number of the next or running attempt since the last healthy stream, from 1. */
      readonly attempt: number;
      readonly since: number;
      /** When the next attempt starts; `undefined` while one is under way. */
      readonly retryAt: number | undefined;
      /** What went wrong last; `undefined` when the server just ended the stream. */
      readonly error: StreamError | undefined;
    }
  | { readonly status: 'paused'; readonly since: number; readonly reasons: readonly PauseReason[] }
  /** Nothing happens until `connect()` or `reconnect()`. */
  | {
      readonly status: 'blocked';
      readonly since: number;
      readonly reason: BlockReason;
      readonly error: StreamError;
    }
  /** `close()` was called, or the server answered 204. Nothing happens until `connect()` or `reconnect()`. */
  | { readonly status: 'closed'; readonly since: number };

/** Each status a connection can have. */
export type ConnectionStatus = ConnectionState['status'];

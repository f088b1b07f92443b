import type { StreamError } from '../errors.ts';
import type { Transport } from '../transport/transport.ts';
import type { Clock } from '../utils/clock.ts';
import type { Duration } from '../utils/duration.ts';
import type { Page } from '../utils/page.ts';
import type { Random } from '../utils/random.ts';
import type { ChannelRequest, ChannelScopes } from '../wire/channel.ts';
import type { ControlFrame } from '../wire/control.ts';
import type { Cursor, Message } from '../wire/message.ts';
import type { StreamItem } from '../wire/notice.ts';
import type { ConnectionRecord } from './record.ts';
import type { ConnectionState, PauseReason } from './state.ts';

/** What a `url` function is told of the attempt it makes the url for. */
export interface UrlContext {
  /** The channels that are leased now. The function says how they are asked for. */
  readonly channels: readonly ChannelRequest[];
  readonly cursor: Cursor | undefined;
  /** The number of the attempt since the last healthy stream, from 1. */
  readonly attempt: number;
  /** Aborts when the attempt is given up. */
  readonly signal: AbortSignal;
}

/** Where the stream is: a url, to which `?channels=` is added, or a function that makes the whole url. */
export type UrlSource = string | URL | ((context: UrlContext) => string | URL | Promise<string | URL>);

/** Headers, or what gives them; asked at every attempt, so that a fresh token is sent. */
export type HeadersSource =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

export interface ReconnectOptions {
  /** The window of the first delay. Default 500 ms. */
  readonly minMs?: Duration | undefined;
  /** The window never grows beyond this. Default 30 s. */
  readonly maxMs?: Duration | undefined;
  /** How many attempts in a row may fail before the connection is `blocked: exhausted`. Default: no limit. */
  readonly attempts?: number | undefined;
}

export interface HeartbeatOptions {
  /**
   * A stream without one byte for so long is given up. Counts only where the server does not announce its interval.
   * Default: learned from the server's heartbeats; a server that sends none is never given up.
   */
  readonly timeoutMs?: Duration | undefined;
}

export interface ConnectionOptions {
  readonly url: UrlSource;
  readonly headers?: HeadersSource | undefined;
  readonly credentials?: RequestCredentials | undefined;
  readonly transport: Transport;
  /** Where to start: the id after which the first stream continues. */
  readonly cursor?: Cursor | undefined;
  readonly scopes?: ChannelScopes | undefined;
  /** Gets a new token after a 401. Without it, a 401 blocks at once. */
  readonly onUnauthorized?: (() => void | Promise<void>) | undefined;
  readonly onError?: ((error: StreamError) => void) | undefined;
  readonly heartbeat?: HeartbeatOptions | undefined;
  readonly reconnect?: ReconnectOptions | undefined;
  /** Longer messages are dropped, and told as a gap. Default 1 MiB. */
  readonly maxEventBytes?: number | undefined;
  /** Reads control frames as the dialect writes them; `undefined` for a message that is an event. */
  readonly readControl: (message: Message) => ControlFrame | undefined;
  /** Awaited before the first attempt of a session; a cursor that it gives becomes the one to start from. */
  readonly beforeFirstOpen?: (() => Promise<Cursor | undefined>) | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly page: Page;
  /** Takes messages and notices in their one order, once per chunk. */
  readonly onItems: (items: readonly StreamItem[]) => void;
  readonly onRecord?: ((record: ConnectionRecord) => void) | undefined;
}

export interface Connection {
  /** The same object as long as nothing in it changes. */
  getState(): ConnectionState;
  /** Calls `listener` whenever the state changes; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /**
   * Claims a channel, or without a request just the connection. Connects if need be, and adds the channel to the open
   * stream: after 50 ms, so that several claims make one request, or at once if `immediate`. Returns what releases the claim; the
   * channel is let go 5 s after its last claim.
   */
  lease(request?: ChannelRequest, options?: { readonly immediate?: boolean | undefined }): () => void;
  /** The leased channels, spelled. */
  leases(): readonly string[];
  /** Connects and stays connected until `close()`, whether there are leases or not. */
  connect(): void;
  /** Ends the stream and stays `closed` until `connect()` or `reconnect()`. Leases remain. */
  close(): void;
  /** Ends the stream or the wait, if any, and connects at once. */
  reconnect(): void;
  /** Lets the stream go until every reason to pause has been resumed. Default reason: `'user'`. */
  pause(reason?: PauseReason): void;
  resume(reason?: PauseReason): void;
  /** The id after which the next stream continues. */
  cursor(): Cursor | undefined;
}

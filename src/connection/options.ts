import type { StreamError } from '../errors.ts';
import type { Transport } from '../transport/transport.ts';
import type { Clock } from '../utils/clock.ts';
import type { Duration } from '../utils/duration.ts';
import type { Observer } from '../utils/observer.ts';
import type { Page } from '../utils/page.ts';
import type { Random } from '../utils/random.ts';
import type { ChannelScopes } from '../wire/channel.ts';
import type { ControlFrame } from '../wire/control.ts';
import type { Cursor, Message } from '../wire/message.ts';
import type { StreamItem } from '../wire/notice.ts';
import type { ConnectionRecord } from './record.ts';
import type { RequestSource, UrlSource } from './request.ts';

export interface ReconnectOptions {
  /** The window of the first delay. Default 500 ms. */
  readonly minMs?: Duration | undefined;
  /** The window never grows beyond this. Default 30 s. */
  readonly maxMs?: Duration | undefined;
  /** No delay is shorter until the server says its own by `retry:`. Default: none. */
  readonly retryMs?: Duration | undefined;
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

export interface PollingOptions {
  /** Where polls go. Default: the stream's url. */
  readonly url?: UrlSource | undefined;
  /** How long to wait between two polls. Default 5 s. */
  readonly intervalMs?: Duration | undefined;
  /** An attempt without a first byte for so long is given up; after two of them, polls begin. Default 10 s. */
  readonly afterMs?: Duration | undefined;
}

export interface ConnectionOptions extends RequestSource {
  readonly transport: Transport;
  /** Where to start: the id after which the first stream continues. */
  readonly cursor?: Cursor | undefined;
  readonly scopes?: ChannelScopes | undefined;
  /** Who the user is; anything that names him. Another one drops the cursor. */
  readonly scope?: string | undefined;
  /** Gets a new token after a 401. Without it, a 401 blocks at once. */
  readonly onUnauthorized?: (() => void | Promise<void>) | undefined;
  /** When the token ends, in ms since the epoch. With it, `onUnauthorized` is asked before, at most a minute. */
  readonly tokenExpiresAt?: (() => number) | undefined;
  readonly onError?: ((error: StreamError) => void) | undefined;
  readonly heartbeat?: HeartbeatOptions | undefined;
  readonly reconnect?: ReconnectOptions | undefined;
  /**
   * What happens when no first byte comes, as behind a proxy that holds streams back: with options, the connection polls, and
   * looks for a stream beside. Default `false`, because a plain server may send nothing before its first event.
   */
  readonly polling?: false | PollingOptions | undefined;
  /**
   * Whether a second stream may be open for a moment while the channels change. Default `true`, but over HTTP/1.1 in a
   * browser `false`. Give `false` where the server counts the streams of a user.
   */
  readonly overlap?: boolean | undefined;
  /** Longer messages are dropped, and told as a gap. Default 1 MiB. */
  readonly maxEventBytes?: number | undefined;
  /** Reads control frames as the dialect writes them; `undefined` for a message that is an event. */
  readonly readControl: (message: Message) => ControlFrame | undefined;
  /**
   * Awaited before the first attempt of a session, with the cursor it would start from. A cursor that it gives becomes
   * the one to start from, in later sessions too: whoever does not mean to go back gives `undefined`.
   */
  readonly beforeFirstOpen?: ((cursor: Cursor | undefined) => Promise<Cursor | undefined>) | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly page: Page;
  /** Takes messages and notices in their one order, once per chunk. */
  readonly onItems: (items: readonly StreamItem[]) => void;
  /** Told of every step, for whoever inspects it. */
  readonly observer?: Observer<ConnectionRecord> | undefined;
}

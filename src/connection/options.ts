import type { StreamError } from '../errors.ts';
import type { Transport } from '../transport/transport.ts';
import type { Clock } from '../utils/clock.ts';
import type { Duration } from '../utils/duration.ts';
import type { Page } from '../utils/page.ts';
import type { Random } from '../utils/random.ts';
import type { ChannelScopes } from '../wire/channel.ts';
import type { ControlFrame } from '../wire/control.ts';
import type { Cursor, Message } from '../wire/message.ts';
import type { StreamItem } from '../wire/notice.ts';
import type { ConnectionRecord } from './record.ts';
import type { RequestSource } from './request.ts';

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

export interface ConnectionOptions extends RequestSource {
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
  readonly onRecord?: ((record: ConnectionRecord) => void) | undefined;
}

import { ConfigError } from '../errors.ts';
import type { Dialect } from '../events/dialect.ts';
import type { Clock } from '../utils/clock.ts';
import { type Duration, toMs } from '../utils/duration.ts';
import type { Random } from '../utils/random.ts';
import type { Cursor } from '../wire/message.ts';
import type { Authorize } from './admission.ts';
import type { ControlWriter } from './blocks.ts';
import type { CorsOptions } from './cors.ts';
import type { HubLimits } from './limiter.ts';
import type { Log } from './log/log.ts';
import type { HubLogger } from './logger.ts';
import type { Identity } from './scopes.ts';

export interface HubOptions<D extends Dialect> {
  /** The events that may be published, and the framing they are written in. */
  readonly events: D;
  /** Default: `memoryLog()`. */
  readonly log?: Log;
  /** Default: everyone may hear everything. Give one as soon as anything is published that is not public. */
  readonly authorize?: Authorize;
  /** Writes control frames, for clients that know them in a form of their own. Default: as the dialect's framing has them. */
  readonly control?: ControlWriter | undefined;
  /** Which pages of other origins may read. Default: the hub says nothing of it, as where something else in the app does. */
  readonly cors?: CorsOptions;
  /** After how long a quiet stream gets a heartbeat. Default `'30s'`. */
  readonly heartbeat?: Duration;
  /** How long a client may take nothing of what is written to it, until its stream is cut. Default `'5m'`. */
  readonly idle?: Duration;
  /**
   * How old a stream becomes, give or take a fifth, so that clients spread over instances again and no dead one is kept for
   * ever; it then ends with a `bye`, and its client resumes. Default `'1h'`; `Infinity` for no limit.
   */
  readonly maxAge?: Duration;
  /** How long the log keeps events at least, while there is room. Default `'5m'`. Not with a `log` of your own. */
  readonly retention?: Duration;
  readonly limits?: HubLimits;
  /**
   * Where a client without a cursor begins, as an id of this log: with what waits for it, say. Default, and for `undefined`:
   * at the newest event.
   */
  readonly start?: ((identity: Identity) => Cursor | undefined | Promise<Cursor | undefined>) | undefined;
  /** Called with every stream that opens, before anything is written to it. */
  readonly onOpen?: ((stream: OpenStream) => void) | undefined;
  /** Called with every stream that has ended. Everything up to its cursor was written to it. */
  readonly onClose?: ((stream: OpenStream) => void) | undefined;
  /** Where the hub tells what it does; a pino logger is one. Default: warnings and errors go to the console. */
  readonly logger?: HubLogger;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Spreads the end of streams. Default: `Math.random`. */
  readonly random?: Random;
}

/** A stream of a hub. */
export interface OpenStream {
  readonly id: string;
  readonly identity: Identity;
  /** Everything up to this id was written to it, or was not for it. */
  readonly cursor: Cursor;
}

/** How streams are kept, in numbers. */
export interface StreamSettings {
  readonly heartbeatMs: number;
  readonly idleMs: number;
  readonly maxAgeMs: number;
  /** As many bytes are written at once, and when as many wait, the client is waited for: together, what is held for it. */
  readonly chunkBytes: number;
}

/** @throws ConfigError on an option that cannot be meant. */
export function toSettings(options: HubOptions<Dialect>): StreamSettings {
  const { limits = {} } = options;
  const settings = {
    heartbeatMs: toMs(options.heartbeat ?? '30s'),
    idleMs: toMs(options.idle ?? '5m'),
    maxAgeMs: toMs(options.maxAge ?? '1h'),
    chunkBytes: (limits.perClientBytes ?? 65_536) / 2,
  };
  if (options.log && options.retention !== undefined) {
    throw new ConfigError(
      'createHub got a `log` and a `retention`, but a log keeps its own. Give the retention to the log: memoryLog({ retention }).',
    );
  }
  if (settings.heartbeatMs <= 0) {
    throw new ConfigError('a heartbeat of 0 would write without end. Give createHub a `heartbeat` such as "30s".');
  }
  for (const name of ['idle', 'maxAge'] as const) {
    if (settings[`${name}Ms`] > 0) continue;
    throw new ConfigError(
      `with \`${name}\` of 0 no stream could stay open. Give createHub an \`${name}\` such as "5m".`,
    );
  }
  if (!(settings.chunkBytes > 0)) {
    throw new ConfigError(
      `with perClientBytes of ${limits.perClientBytes} nothing could be written. Give a number above 0, such as 65_536.`,
    );
  }
  for (const name of ['perUser', 'perTenant', 'total', 'connectsPerMinute'] as const) {
    const limit = limits[name];
    if (limit === undefined || limit >= 1) continue;
    throw new ConfigError(
      `with a limit \`${name}\` of ${limit} no stream could be opened. Give a number of 1 or more, or Infinity for no limit.`,
    );
  }
  return settings;
}

import type { HeartbeatOptions, PollingOptions, ReconnectOptions } from '../connection/connection.ts';
import type { HeadersSource, UrlSource } from '../connection/request.ts';
import type { StreamError } from '../errors.ts';
import type { Dialect } from '../events/dialect.ts';
import type { Sink } from '../events/sink.ts';
import type { Transport } from '../transport/transport.ts';
import type { Cursor } from '../wire/message.ts';
import type { Environment } from './environment.ts';
import type { TabsOption } from './group-name.ts';
import type { MakeInstruments } from './instruments.ts';

export interface StreamClientOptions<D extends Dialect = Dialect> {
  /**
   * Where the stream is. To a text or URL, `?channels=` is added with what is leased; a function makes the whole url, and is
   * asked at every attempt. Default: the dialect's own.
   */
  readonly url?: UrlSource | undefined;
  /** The events and their framing. Without one, named events pass through with their JSON data unchecked. */
  readonly dialect?: D | undefined;
  /** Headers, or a function that gives them and is asked at every attempt. */
  readonly headers?: HeadersSource | undefined;
  readonly credentials?: RequestCredentials | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Where to start: the hub's cursor, read before the data that the page was rendered with. */
  readonly cursor?: Cursor | undefined;
  /** Who the user is; anything that names him. See `setScope`. */
  readonly scope?: string | undefined;
  /** Called after a 401, once, before the attempt is repeated: the place to get a new token. */
  readonly onUnauthorized?: (() => void | Promise<void>) | undefined;
  /**
   * When the token ends, in ms since the epoch (the "exp" of a token is in seconds). With it, `onUnauthorized` is called at
   * most a minute before, and the stream goes over to the new token without a break.
   */
  readonly tokenExpiresAt?: (() => number) | undefined;
  /** Told of everything that goes wrong and does not stop the app. */
  readonly onError?: ((error: StreamError) => void) | undefined;
  /** Caches and other takers of commits: `[querySink(queryClient)]`. */
  readonly sinks?: readonly Sink[] | undefined;
  /**
   * Whether the tabs of a browser share one stream. Default `'shared'`, where the browser has Web Locks and BroadcastChannel, and
   * `url` is no function; with one, give what is shared a name: `{ name: 'project-7' }`. Users are kept apart by `scope`.
   */
  readonly tabs?: TabsOption | undefined;
  readonly heartbeat?: HeartbeatOptions | undefined;
  readonly reconnect?: ReconnectOptions | undefined;
  /**
   * What happens when no first byte comes, as behind a proxy that holds streams back: with options, the client polls, and
   * looks for a stream beside. Default `false`, because a plain server may send nothing before its first event.
   */
  readonly polling?: false | PollingOptions | undefined;
  /**
   * Whether a second stream may be open for a moment while channels change. Default `true`, but over HTTP/1.1 in a browser
   * `false`. Give `false` where the server counts the streams of a user.
   */
  readonly overlap?: boolean | undefined;
  /** A longer message is dropped and told as a gap. Default 1 MiB. */
  readonly maxEventBytes?: number | undefined;
  /** Whether payloads are checked against their schemas. Default true. */
  readonly validate?: boolean | undefined;
  /** How many events `store.log` keeps. Default 500. */
  readonly logSize?: number | undefined;
  /**
   * Fields and parameters that no record of `inspect` may show, besides tokens, passwords, cookies and keys, which never
   * do: `['email', 'iban']`.
   */
  readonly redact?: readonly string[] | undefined;
  /**
   * What a client has in development: a history for a panel that is opened late, faults, and `intervene`. Default: they are
   * there where the bundler says `development`, and no byte of them is where it does not. `false`: never. `createInstruments`
   * from `bisse/testing`: always.
   */
  readonly instruments?: MakeInstruments | false | undefined;
  /** What opens streams. Default: `fetch`. */
  readonly transport?: Transport | undefined;
  /** Clock, randomness, page and turns, for tests. */
  readonly environment?: Partial<Environment> | undefined;
}

import type { HeartbeatOptions, PollingOptions, ReconnectOptions } from '../connection/connection.ts';
import type { HeadersSource, UrlSource } from '../connection/request.ts';
import type { ConnectionState } from '../connection/state.ts';
import { ConfigError, HandlerError, type StreamError } from '../errors.ts';
import { type ChannelOf, type Dialect, defineDialect, runtimeDefinitions, type SlicesOf } from '../events/dialect.ts';
import { readControl } from '../events/framing.ts';
import type { Sink, SinkHost } from '../events/sink.ts';
import type { AnySource, EventFrom, SourceOf } from '../events/source.ts';
import { createEventStore, type EventState } from '../store/create-event-store.ts';
import { createTabConnection } from '../tabs/create-tab-connection.ts';
import { fetchTransport } from '../transport/fetch.ts';
import type { Transport } from '../transport/transport.ts';
import { callSafely, createEmitter } from '../utils/emitter.ts';
import { type ChannelRequest, spellChannel } from '../wire/channel.ts';
import type { Cursor } from '../wire/message.ts';
import type { Gap } from '../wire/notice.ts';
import { completeEnvironment, type Environment } from './environment.ts';
import { groupName, type TabsOption } from './group-name.ts';
import type { InspectionRecord } from './inspect.ts';
import { createPipeline } from './pipeline.ts';
import { createSinkSet } from './sink-set.ts';
import { earliestStart } from './start.ts';

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
  /** What opens streams. Default: `fetch`. */
  readonly transport?: Transport | undefined;
  /** Clock, randomness, page and turns, for tests. */
  readonly environment?: Partial<Environment> | undefined;
}

/** What any client is to code that does not know its dialect. */
export interface AnyStreamClient {
  readonly dialect: Dialect;
  /** Calls `handler` whenever events were lost that cannot be resumed. Covered queries are read again without it. */
  onGap(handler: (gap: Gap) => void): () => void;
  /** Claims a channel (or, without one, just the connection) until the returned function is called. */
  lease(request?: ChannelRequest): () => void;
  /** Connects, and stays connected without any lease until `close()`. */
  connect(): void;
  /** Ends the stream. Leases remain, and `connect()` or `reconnect()` starts again. */
  close(): void;
  /** Ends the stream or the wait, if any, and connects at once. */
  reconnect(): void;
  /** The id after which the next stream continues. */
  cursor(): Cursor | undefined;
  /**
   * Says who the user is. Another one than before drops the cursor, and a stream that is open or blocked is opened anew.
   * The store forgets what it holds. Sinks are told, and have to let go of what they hold.
   */
  setScope(scope: string | undefined): void;
  scope(): string | undefined;
  /** Adds a taker of commits; returns what takes it away. */
  attach(sink: Sink): () => void;
  /** The sinks that were given or attached. */
  readonly sinks: ReadonlySet<Sink>;
  /** Tells `listener` everything that happens. `consoleLogger()` is one. */
  inspect(listener: (record: InspectionRecord) => void): () => void;
  /** Holds the client ready, its sinks at work, until the returned function is called. A provider does this. */
  mount(options?: { readonly cursor?: Cursor | undefined }): () => void;
  /** Whether the stream is open and carries the channel (without one: is open). */
  isLive(request?: ChannelRequest): boolean;
}

/** One stream and everything that hangs on it. Made by {@link createStreamClient}. */
export interface StreamClient<D extends Dialect = Dialect> extends AnyStreamClient {
  readonly dialect: D;
  /** A Zustand store of what the stream has said. Read it; it is written by commits only. */
  readonly store: EventStoreApi<D>;
  /** Calls `handler` for every event of the source: once each, in order, after its commit. Does not connect by itself. */
  on<const S extends SourceOf<D>>(source: S, handler: (event: EventFrom<D, S>) => void): () => void;
  /** Claims a channel (or, without one, just the connection) until the returned function is called. */
  lease(request?: ChannelRequest<ChannelOf<D>>): () => void;
}

/** The event store, to be read. */
export interface EventStoreApi<D> {
  getState(): EventState<ConnectionState, SlicesOf<D>>;
  getInitialState(): EventState<ConnectionState, SlicesOf<D>>;
  subscribe(
    listener: (
      state: EventState<ConnectionState, SlicesOf<D>>,
      before: EventState<ConnectionState, SlicesOf<D>>,
    ) => void,
  ): () => void;
}

const anyDialect = defineDialect({ name: 'any', framing: 'named', events: [], unknown: 'pass' });

/**
 * Makes a client of one event stream. Starts nothing: no request, no timer, no listener, until something is leased, mounted
 * or connected; so it may be made in `useState`, in a module, or during a server render.
 * @throws ConfigError when neither the options nor the dialect say a url.
 */
export function createStreamClient<const D extends Dialect = Dialect>(
  options: StreamClientOptions<D>,
): StreamClient<D> {
  const dialect: Dialect = options.dialect ?? anyDialect;
  const url = options.url ?? dialect.url;
  if (!url) {
    throw new ConfigError(
      'createStreamClient has no url, so there is nothing to connect to. Give it one: { url: "/events" }.',
    );
  }
  const environment = completeEnvironment(options.environment);
  const { clock, random, page, broadcast } = environment;
  const records = createEmitter<InspectionRecord>();
  const inspect = (record: InspectionRecord) => records.size > 0 && records.emit(record);
  const onError = (error: StreamError) => options.onError && callSafely(options.onError, error);

  const { store, ...writer } = createEventStore<ConnectionState, SlicesOf<D>>({
    connection: { status: 'idle' },
    definitions: runtimeDefinitions(dialect),
    logSize: options.logSize,
    onReduceError(cause, { type }) {
      const error = new HandlerError(
        `the reducer of "${type}" threw, so its slice stays as it was. Mend the reducer.`,
        { cause },
      );
      inspect({ kind: 'error', at: clock.now(), error });
      onError(error);
    },
  });

  const sinks = createSinkSet({
    clock,
    attach(sink) {
      const detach = sink.attach(host);
      // It comes to a stream that has run before: what it holds may lack what came without it.
      if (wasOpen) sink.covered?.({ channels: undefined, cursor: connection.cursor() });
      return detach;
    },
    onStart: () => pipeline.start(),
    onRest: () => pipeline.stop(),
  });
  const pipeline = createPipeline({
    dialect,
    validate: options.validate,
    store: writer,
    sinks,
    environment,
    inspect,
    onError,
  });
  let startCursor = options.cursor;

  const group = groupName({ ...options, url, dialect });
  const connection = createTabConnection({
    group,
    locks: environment.locks,
    broadcast,
    compareCursors: dialect.compareCursors,
    url,
    headers: options.headers,
    credentials: options.credentials,
    transport: options.transport ?? fetchTransport({ fetch: options.fetch }),
    scopes: dialect.scopes,
    scope: options.scope,
    onUnauthorized: options.onUnauthorized,
    tokenExpiresAt: options.tokenExpiresAt,
    onError,
    heartbeat: options.heartbeat,
    reconnect: options.reconnect,
    polling: options.polling,
    overlap: options.overlap,
    maxEventBytes: options.maxEventBytes,
    readControl: (message) => readControl(dialect.framing, message),
    // A later session continues where the stream stood; only the first one has to find its place.
    beforeFirstOpen: async (cursor) =>
      cursor ?? earliestStart({ sinks, cursor: startCursor, compareCursors: dialect.compareCursors, clock }),
    clock,
    random,
    page,
    onItems: pipeline.take,
    onRecord: (record) => inspect({ kind: 'connection', at: record.at, record }),
  });
  let wasOpen = false;
  connection.subscribe(() => {
    const state = connection.getState();
    wasOpen ||= state.status === 'open';
    writer.setConnection(state);
  });

  const host: SinkHost = {
    isLive: (channel) => isLive(channel === undefined ? undefined : { channel }),
    lease: (request) => connection.lease(request),
    report(record) {
      inspect({ kind: 'sink', at: clock.now(), record });
      if (record['error'] instanceof HandlerError) onError(record['error']);
    },
    definitions: runtimeDefinitions(dialect),
    compareCursors: dialect.compareCursors,
    get startCursor() {
      return startCursor;
    },
    ...{ clock, page, broadcast, group },
    scope: () => connection.scope(),
  };

  function isLive(request?: ChannelRequest): boolean {
    const { connection: state, channels } = store.getState();
    if (state.status !== 'open' || channels === undefined) return false;
    return request === undefined || channels.length === 0 || channels.includes(spellChannel(request, dialect.scopes));
  }

  for (const sink of options.sinks ?? []) sinks.add(sink);
  let letGo: (() => void) | undefined;

  return {
    dialect: dialect as D,
    store,
    on: (source, handler) => pipeline.handlers.on(source as AnySource, handler as (event: unknown) => void),
    onGap: (handler) => pipeline.gaps.on(handler),
    lease(request) {
      const release = sinks.hold();
      const give = connection.lease(request);
      return () => {
        give();
        release();
      };
    },
    connect() {
      letGo ??= sinks.hold();
      connection.connect();
    },
    close() {
      connection.close();
      letGo?.();
      letGo = undefined;
    },
    reconnect: () => connection.reconnect(),
    cursor: () => connection.cursor(),
    setScope(scope) {
      if (scope !== connection.scope()) {
        // The page's cursor was the other user's, and so is what waits for a commit.
        startCursor = undefined;
        pipeline.discard();
      }
      connection.setScope(scope);
    },
    scope: () => connection.scope(),
    attach: (sink) => sinks.add(sink),
    sinks: sinks.all,
    inspect: (listener) => records.on(listener),
    mount({ cursor } = {}) {
      startCursor ??= cursor;
      return sinks.hold();
    },
    isLive,
  };
}

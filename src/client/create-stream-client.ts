import { defaultInstruments } from '#instruments';
import type { ConnectionRecord } from '../connection/record.ts';
import type { ConnectionState } from '../connection/state.ts';
import { ConfigError, HandlerError, type StreamError } from '../errors.ts';
import { type ChannelOf, type Dialect, defineDialect, runtimeDefinitions, type SlicesOf } from '../events/dialect.ts';
import { readControl } from '../events/framing.ts';
import type { Sink, SinkHost } from '../events/sink.ts';
import type { AnySource, EventFrom, SourceOf } from '../events/source.ts';
import { createEventStore, type EventState } from '../store/create-event-store.ts';
import { createTabConnection, type TabConnectionOptions } from '../tabs/create-tab-connection.ts';
import type { TabRecord } from '../tabs/record.ts';
import { fetchTransport } from '../transport/fetch.ts';
import { callSafely } from '../utils/emitter.ts';
import { observeThrough } from '../utils/observer.ts';
import { type ChannelRequest, spellChannel } from '../wire/channel.ts';
import type { Cursor } from '../wire/message.ts';
import type { Gap } from '../wire/notice.ts';
import { createRedactor, type Redactor } from '../wire/redact.ts';
import { completeEnvironment } from './environment.ts';
import { groupName } from './group-name.ts';
import type { InspectionRecord, RecordBody } from './inspection.ts';
import { createInspector } from './inspector.ts';
import { type Intervention, notInDevelopment } from './instruments.ts';
import type { StreamClientOptions } from './options.ts';
import { createPipeline } from './pipeline.ts';
import { createSinkSet } from './sink-set.ts';
import { earliestStart } from './start.ts';

/** What any client is to code that does not know its dialect. */
export interface AnyStreamClient {
  readonly dialect: Dialect;
  /** A Zustand store of what the stream has said. Read it; it is written by commits only. */
  readonly store: EventStoreApi<Dialect>;
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
  /**
   * Tells `listener` everything that happens. `consoleLogger()` is one. `replay`: first all that the history holds, which in
   * development goes back 100,000 records; elsewhere there is none.
   */
  inspect(listener: (record: InspectionRecord) => void, options?: { readonly replay?: boolean }): () => void;
  /**
   * Steps in: has a fault happen, delivers a message, holds the stream back, hands it over. Development only; elsewhere it
   * says so on the console and does nothing.
   */
  intervene(command: Intervention): void;
  /** How many messages and notices wait while the client is held; `undefined` when it is not. */
  readonly held: number | undefined;
  /** Takes out of what leaves the page whatever its records do not show either. */
  readonly redactor: Redactor;
  /** Holds the client ready, its sinks at work, until the returned function is called. A provider does this. */
  mount(options?: { readonly cursor?: Cursor | undefined }): () => void;
  /** Whether the stream is open and carries the channel (without one: is open). */
  isLive(request?: ChannelRequest): boolean;
}

/** One stream and everything that hangs on it. Made by {@link createStreamClient}. */
export interface StreamClient<D extends Dialect = Dialect> extends AnyStreamClient {
  readonly dialect: D;
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
  const outside = completeEnvironment(options.environment);
  const { clock, random } = outside;
  const redactor = createRedactor(options.redact);
  const inspector = createInspector({
    clock,
    redactor,
    slices: () => store.getState().slices as Readonly<Record<string, unknown>>,
  });
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
      inspector.tell?.({ kind: 'error', error });
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
    environment: outside,
    inspector,
    onError,
  });
  let startCursor = options.cursor;

  const bare = {
    environment: outside,
    transport: options.transport ?? fetchTransport({ fetch: options.fetch }),
    take: pipeline.take,
  };
  const makeInstruments = options.instruments ?? defaultInstruments;
  const instruments = makeInstruments
    ? makeInstruments({
        ...bare,
        inspector,
        connectionOptions: () => connectionOptions,
        handOver: () => connection.handOver?.(),
      })
    : undefined;
  const { environment, transport, take } = instruments ?? bare;
  const group = groupName({ ...options, url, dialect });
  const connectionOptions: TabConnectionOptions = {
    group,
    locks: environment.locks,
    broadcast: environment.broadcast,
    compareCursors: dialect.compareCursors,
    url,
    headers: options.headers,
    credentials: options.credentials,
    transport,
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
    page: environment.page,
    onItems: take,
    observer: observeThrough(inspector, (record: ConnectionRecord): RecordBody => ({ kind: 'connection', record })),
    tabObserver: observeThrough(inspector, (record: TabRecord): RecordBody => ({ kind: 'tabs', record })),
  };
  const connection = createTabConnection(connectionOptions);
  let wasOpen = false;
  connection.subscribe(() => {
    const state = connection.getState();
    wasOpen ||= state.status === 'open';
    writer.setConnection(state);
  });

  const host: SinkHost = {
    isLive: (channel) => isLive(channel === undefined ? undefined : { channel }),
    lease: (request) => connection.lease(request),
    get isObserved() {
      return inspector.tell !== undefined;
    },
    report(record) {
      inspector.tell?.({ kind: 'sink', commit: undefined, record });
      if (record['error'] instanceof HandlerError) onError(record['error']);
    },
    definitions: runtimeDefinitions(dialect),
    compareCursors: dialect.compareCursors,
    get startCursor() {
      return startCursor;
    },
    ...{ clock, group, page: environment.page, broadcast: environment.broadcast },
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
        instruments?.discard();
      }
      connection.setScope(scope);
    },
    scope: () => connection.scope(),
    attach: (sink) => sinks.add(sink),
    sinks: sinks.all,
    inspect(listener, { replay = false } = {}) {
      if (replay) instruments?.replay(listener);
      return inspector.on(listener);
    },
    intervene: instruments?.intervene ?? notInDevelopment,
    redactor,
    get held() {
      return instruments?.held;
    },
    mount({ cursor } = {}) {
      startCursor ??= cursor;
      return sinks.hold();
    },
    isLive,
  };
}

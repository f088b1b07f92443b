import type { Dialect, EventsOf } from '../events/dialect.ts';
import { systemClock } from '../utils/clock.ts';
import { type Duration, toMs } from '../utils/duration.ts';
import type { Cursor } from '../wire/message.ts';
import { type Admission, refuse, streamHeaders } from './admission.ts';
import { createBlockWriter } from './blocks.ts';
import { createConnection, type Sink } from './connection.ts';
import { createConnections } from './connections.ts';
import { createCors, withHeaders } from './cors.ts';
import { createCounters } from './counters.ts';
import { createLimiter } from './limiter.ts';
import { memoryLog } from './log/memory.ts';
import { consoleHubLogger } from './logger.ts';
import { answerNode, type NodeResponse, streamToNode } from './node-response.ts';
import { type HubOptions, toSettings } from './options.ts';
import { draftEnd, followOrders } from './orders.ts';
import { createDrafter, type PayloadOf, type Publication, type PublishOptions } from './publication.ts';
import { createReception, type KnownClient } from './reception.ts';
import { channelKinds, createSubscription, type Identity } from './scopes.ts';
import { localSeats } from './seats.ts';
import type { Source } from './source/source.ts';
import { createSources } from './source/sources.ts';
import { type HubStats, takeStats } from './stats.ts';
import { createSharedEncoder, webStream } from './web-stream.ts';

export interface HubHealth {
  /** `'draining'` and `'closed'` hubs answer 503. */
  readonly status: 'ok' | 'draining' | 'closed';
  readonly activeConnections: number;
  readonly connectionsByChannel: Readonly<Record<string, number>>;
  readonly uptimeMs: number;
}

/** Serves one stream of events to many clients. Made by {@link createHub}. */
export interface Hub<D extends Dialect = Dialect> {
  /**
   * Publishes an event, and gives its id. Publish after the commit of what it tells.
   * @throws PublishError (rejects) when clients could not read it: no such type, or a payload that its schema refuses.
   * @throws LogError (rejects) when the log cannot be reached.
   */
  publish(publication: Publication<D>): Promise<Cursor>;
  /** `hub.to('pin:7').emit('pin:views_updated', { … })` publishes to a scope, or to several. */
  to(scope: string | readonly string[]): {
    emit<Type extends EventsOf<D>['type']>(
      type: Type,
      data: PayloadOf<D, Type>,
      options?: PublishOptions,
    ): Promise<Cursor>;
  };
  /**
   * Publishes what a source has, such as `postgresOutbox` or `redisChannels`, until the returned function is called or the
   * hub closes. A source that fails is told to the logger and tried again; it never fails the app.
   * @throws ConfigError when the hub is closed.
   */
  from(source: Source): () => Promise<void>;
  /**
   * Answers a request with its stream, or with why there is none; one that accepts `application/json` alone, with what is
   * new since its cursor; a `POST`, with whether the channels of an open stream are changed. Needs no `this`: `export const GET = hub.fetch, POST = hub.fetch`.
   */
  fetch(request: Request): Promise<Response>;
  /**
   * All of {@link Hub.fetch} but the stream: who is it, what does it hear, where does it begin; or the whole answer. Limits
   * are not looked at yet: a stream takes its place when it begins.
   */
  admit(request: Request): Promise<Admission | Response>;
  /**
   * Streams to a Node response: to whom {@link Hub.admit} let in, or to an identity that the caller made out himself.
   * Headers that were set on the response go out with the stream's own. Where a limit is reached, the response is that.
   */
  attach(response: NodeResponse, client: Admission | KnownClient): Promise<void>;
  /** The id of the newest event. Read it BEFORE the data that it goes with, and send it as `Stream-Cursor`. */
  cursor(): Cursor;
  health(): HubHealth;
  stats(): HubStats;
  /**
   * Sends clients elsewhere: answers 503 from now on, and ends the open streams one by one within `window` (default
   * `'10s'`), each with a `bye` and its own time to stay away. Then closes, the log too.
   */
  drain(window?: Duration): Promise<void>;
  /**
   * Ends all streams now, with a `bye`, and closes the log. Resolves when they have ended, after a second at most; no
   * timer is left.
   */
  close(): Promise<void>;
}

const everyone: Identity = { scopes: ['*'] };

/**
 * Makes a hub: one ordered log of events, and every connection a cursor into it. It holds no queue per client, so a
 * slow client costs no memory, and a client that comes back goes on where it was.
 * @throws ConfigError on an option that cannot be meant.
 */
export function createHub<D extends Dialect>(options: HubOptions<D>): Hub<D> {
  const { events: dialect, authorize = () => everyone, logger = consoleHubLogger } = options;
  const { clock = systemClock, random = Math.random, limits = {} } = options;
  const settings = toSettings(options);
  const log = options.log ?? memoryLog({ clock, retention: options.retention ?? '5m' });
  const seats = log.seats ?? localSeats(clock);
  const draft = createDrafter(dialect);
  const blocks = createBlockWriter(dialect, logger, options.control);
  const encode = createSharedEncoder();
  const kinds = channelKinds(dialect);
  const counters = createCounters(clock);
  const connections = createConnections({
    ...{ log, logger, clock, counters },
    onOpened: (connection) => options.onOpen?.(connection),
    onClosed(connection) {
      seats.release(connection.id);
      options.onClose?.(connection);
    },
  });
  const cors = options.cors && createCors(options.cors);
  const startedAt = clock.now();
  let status: HubHealth['status'] = 'ok';
  /** So that clients of one instance do not all come to the next one in the same moment. */
  const retryMs = () => 1_000 + random() * 4_000;

  const reception = createReception({
    ...{ log, blocks, kinds, connections, authorize, cors, clock, logger, unavailable },
    start: options.start,
  });
  const limiter = createLimiter({ limits, seats, clock, random, logger, counters, evict });
  const unfollow = log.isShared ? followOrders(log, evictHere) : () => {};

  const publish = async (publication: Publication<Dialect>): Promise<Cursor> => {
    const cursor = await log.append(draft(publication, clock.now()));
    counters.add('published');
    return cursor;
  };
  const sources = createSources({ publish, isShared: log.isShared ?? false, logger, clock, random });

  function unavailable(): Response | undefined {
    if (status === 'ok') return undefined;
    return refuse(503, 'this instance is going down. Ask again.', {
      'Retry-After': String(Math.ceil(retryMs() / 1_000)),
    });
  }

  /** Takes a place for a stream; gives its id, or the answer to send instead. */
  async function enter({ identity, start, headers = {} }: Admission): Promise<string | Response> {
    const id = crypto.randomUUID();
    const refused = await limiter.take(id, identity, start !== undefined);
    return refused ? withHeaders(refused, headers) : id;
  }

  function connect(id: string, { identity, subscription, start }: Admission, sink: Sink) {
    const connection = createConnection({
      ...{ id, identity, log, subscription, start, sink, blocks, clock, settings },
      resubscribe: (channels) => createSubscription(identity, channels, kinds, subscription.types),
      // An evicted client remembers how long it was to stay away.
      retryMs: limits.onLimit === 'evict' ? 2_000 + random() * 2_000 : undefined,
      endsAt: clock.now() + settings.maxAgeMs * (0.8 + 0.4 * random()),
      observer: connections,
    });
    // It was let in just before the hub began to go down.
    if (status !== 'ok') connection.end('shutdown', { retryMs: retryMs() });
    return connection;
  }

  function evictHere(id: string): boolean {
    const connection = connections.find(id);
    // Long, so that two clients of one user do not push each other out again and again.
    connection?.end('limit', limits.onLimit === 'evict' ? { retryMs: 30_000 + random() * 30_000 } : {});
    return connection !== undefined;
  }

  async function evict(id: string): Promise<void> {
    if (evictHere(id) || !log.isShared) return;
    try {
      await log.append(draftEnd(id));
    } catch (err) {
      logger.warn({ err, connectionId: id }, 'bisse: a stream that lost its place at another instance was not told.');
    }
  }

  const { heartbeatMs } = settings;
  const stats = () => takeStats({ open: connections.open, counters, clock, startedAt, heartbeatMs });

  async function close(): Promise<void> {
    status = 'closed';
    await connections.endAll(() => ({ retryMs: retryMs() }));
    await sources.stop();
    connections.dispose();
    unfollow();
    await log.close?.();
  }

  return {
    publish: publish as Hub<D>['publish'],
    to: (scope) => ({ emit: (type, data, more) => publish({ ...more, type, data, to: scope }) }),
    from: sources.start,
    async fetch(request) {
      const admission = await reception.admit(request);
      if (!('subscription' in admission)) return admission;
      const id = await enter(admission);
      if (typeof id !== 'string') return id;
      const buffer = { bufferBytes: settings.chunkBytes, encode };
      const stream = webStream((sink) => connect(id, admission, sink), request.signal, buffer);
      return new Response(stream, { headers: { ...streamHeaders, ...admission.headers } });
    },
    admit: reception.admit,
    async attach(response, client) {
      const admission = 'subscription' in client ? client : await reception.prepare(client);
      const id = await enter(admission);
      if (typeof id !== 'string') return answerNode(response, id);
      if (response.destroyed || response.writableEnded) return seats.release(id);
      response.writeHead(200, { ...streamHeaders, ...admission.headers });
      streamToNode(response, (sink) => connect(id, admission, sink), settings.chunkBytes);
    },
    cursor: () => log.head().id,
    health: () => ({
      status,
      activeConnections: connections.open().length,
      connectionsByChannel: stats().connectionsByChannel,
      uptimeMs: clock.now() - startedAt,
    }),
    stats,
    async drain(window = '10s') {
      const windowMs = toMs(window);
      if (status === 'closed') return close();
      status = 'draining';
      await connections.endAll(() => ({ retryMs: retryMs(), delayMs: random() * windowMs }));
      await close();
    },
    close,
  };
}

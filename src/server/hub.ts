import { ConfigError } from '../errors.ts';
import type { Dialect, EventsOf } from '../events/dialect.ts';
import { type Clock, systemClock } from '../utils/clock.ts';
import { type Duration, toMs } from '../utils/duration.ts';
import type { Random } from '../utils/random.ts';
import type { Cursor } from '../wire/message.ts';
import {
  type Admission,
  type Authorize,
  channelsOf,
  cursorOf,
  isPoll,
  refusal,
  refuse,
  streamHeaders,
} from './admission.ts';
import { createBlockWriter } from './blocks.ts';
import { draftChange, ownerOf, readChangeRequest } from './channel-control.ts';
import { createConnection, type Sink } from './connection.ts';
import { createConnections, type HubLogger, type HubStats } from './connections.ts';
import { identify } from './identify.ts';
import { type Log, LogError } from './log/log.ts';
import { memoryLog } from './log/memory.ts';
import { type NodeResponse, nodeSink } from './node-response.ts';
import { answerPoll } from './poll.ts';
import { createDrafter, type PayloadOf, type Publication, type PublishOptions } from './publication.ts';
import { channelKinds, createSubscription, type Identity } from './scopes.ts';
import { webStream } from './web-stream.ts';

export interface HubOptions<D extends Dialect> {
  /** The events that may be published, and the framing they are written in. */
  readonly events: D;
  /** Default: {@link memoryLog}. */
  readonly log?: Log;
  /** Default: everyone may hear everything. Give one as soon as anything is published that is not public. */
  readonly authorize?: Authorize;
  /** After how long a quiet stream gets a heartbeat. Default `'30s'`. */
  readonly heartbeat?: Duration;
  /** How long the log keeps events at least, while there is room. Default `'5m'`. Not with a `log` of your own. */
  readonly retention?: Duration;
  readonly limits?: HubLimits;
  /** Where trouble is told. Default: `console`. */
  readonly logger?: HubLogger;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Spreads the end of streams. Default: `Math.random`. */
  readonly random?: Random;
}

export interface HubLimits {
  /** What is held for one client that does not read, in bytes; the rest stays in the log. Default 65,536. */
  readonly perClientBytes?: number;
}

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
   * Answers a request with its stream, or with why there is none; one that accepts `application/json` alone, with what is
   * new since its cursor; a `POST`, with whether the channels of an open stream are changed. Needs no `this`: `export const GET = hub.fetch, POST = hub.fetch`.
   */
  fetch(request: Request): Promise<Response>;
  /** All of {@link Hub.fetch} but the stream: who is it, what does it hear, where does it begin; or the whole answer. */
  admit(request: Request): Promise<Admission | Response>;
  /**
   * Streams to a Node response: to whom {@link Hub.admit} let in, or to an identity that the caller made out himself.
   * Headers that were set on the response go out with the stream's own.
   */
  attach(response: NodeResponse, client: Admission | AttachOptions): Promise<void>;
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

/** A client that the caller of `attach` knows already. */
export interface AttachOptions {
  readonly identity: Identity;
  /** Spelled channels. `undefined`: all that the identity may hear. */
  readonly channels?: readonly string[] | undefined;
  /** Where it goes on. `undefined`: at the newest event. */
  readonly cursor?: Cursor | undefined;
}

const everyone: Identity = { scopes: ['*'] };

/**
 * Makes a hub: one ordered log of events, and every connection a cursor into it. It holds no queue per client, so a
 * slow client costs no memory, and a client that comes back goes on where it was.
 * @throws ConfigError on an option that cannot be meant.
 */
export function createHub<D extends Dialect>(options: HubOptions<D>): Hub<D> {
  const { events: dialect, authorize = () => everyone, logger = console } = options;
  const { clock = systemClock, random = Math.random } = options;
  const heartbeatMs = toMs(options.heartbeat ?? '30s');
  const chunkBytes = options.limits?.perClientBytes ?? 65_536;
  checkOptions(options, heartbeatMs, chunkBytes);
  const log = options.log ?? memoryLog({ clock, retention: options.retention ?? '5m' });
  const draft = createDrafter(dialect);
  const blocks = createBlockWriter(dialect);
  const kinds = channelKinds(dialect);
  const connections = createConnections({ log, logger });
  const startedAt = clock.now();
  let status: HubHealth['status'] = 'ok';
  let retryAfterSeconds = 1;

  const publish = async (publication: Publication<Dialect>): Promise<Cursor> => {
    const cursor = await log.append(draft(publication, clock.now()));
    connections.published();
    return cursor;
  };

  async function prepare({ identity, channels, cursor }: AttachOptions): Promise<Admission> {
    const subscription = createSubscription(identity, channels, kinds);
    await log.ready?.();
    return { identity, subscription, start: cursor === undefined ? undefined : await log.resume(cursor) };
  }

  async function admit(request: Request): Promise<Admission | Response> {
    try {
      return await answer(request);
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      logger.error(error.message, error.cause);
      return refuse(503, 'the log cannot be reached. Ask again.', { 'Retry-After': '1' });
    }
  }

  async function answer(request: Request): Promise<Admission | Response> {
    const refused = refusal(request) ?? unavailable();
    if (refused) return refused;
    const identity = await identify(request, { authorize, clock, logger });
    if (!('scopes' in identity)) return identity;
    if (request.method === 'POST') return changeStream(request, identity);
    const url = new URL(request.url);
    const admission = await prepare({ identity, channels: channelsOf(url), cursor: cursorOf(request, url) });
    return unavailable() ?? (isPoll(request) ? answerPoll(log, blocks, admission) : admission);
  }

  /** Sends a change of channels through the log, where the stream that it is for finds it in order with its events. */
  async function changeStream(request: Request, identity: Identity): Promise<Response> {
    const change = await readChangeRequest(request);
    if (!('connectionId' in change)) return change;
    const connection = connections.find(change.connectionId);
    if (!connection && !log.isShared) return refuse(404, 'there is no such stream. Open one with the channels.');
    if (connection && connection.owner !== ownerOf(identity)) {
      return refuse(403, 'this stream is of someone else, or its rights have changed. Open one with the channels.');
    }
    await log.append(draftChange(change, identity));
    return new Response(null, { status: 202, headers: { 'Cache-Control': 'no-store' } });
  }

  function unavailable(): Response | undefined {
    if (status === 'ok') return undefined;
    return refuse(503, 'this instance is going down. Ask again.', { 'Retry-After': String(retryAfterSeconds) });
  }

  function connect({ identity, subscription, start }: Admission, sink: Sink) {
    const { expiresAt } = identity;
    const connection = createConnection({
      ...{ log, subscription, start, expiresAt, sink, blocks, clock, heartbeatMs, chunkBytes },
      owner: ownerOf(identity),
      resubscribe: (channels) => createSubscription(identity, channels, kinds),
      observer: connections,
    });
    // It was let in just before the hub began to go down.
    if (status !== 'ok') connection.end('shutdown', { retryMs: retryMs() });
    return connection;
  }

  /** So that clients of one instance do not all come to the next one in the same moment. */
  const retryMs = () => 1_000 + random() * 4_000;

  async function close(): Promise<void> {
    status = 'closed';
    await connections.endAll(() => ({ retryMs: retryMs() }));
    connections.dispose();
    await log.close?.();
  }

  return {
    publish: publish as Hub<D>['publish'],
    to: (scope) => ({ emit: (type, data, more) => publish({ ...more, type, data, to: scope }) }),
    async fetch(request) {
      const admission = await admit(request);
      if (!('subscription' in admission)) return admission;
      const stream = webStream((sink) => connect(admission, sink), request.signal, chunkBytes);
      return new Response(stream, { headers: streamHeaders });
    },
    admit,
    async attach(response, client) {
      const admission = 'subscription' in client ? client : await prepare(client);
      if (response.destroyed || response.writableEnded) return;
      response.writeHead(200, streamHeaders);
      const connection = connect(admission, nodeSink(response));
      response.on('drain', connection.drained);
      response.on('close', connection.close);
      response.on('error', connection.close);
    },
    cursor: () => log.head().id,
    health: () => ({
      status,
      activeConnections: connections.active(),
      connectionsByChannel: connections.byChannel(),
      uptimeMs: clock.now() - startedAt,
    }),
    stats: connections.stats,
    async drain(window = '10s') {
      const windowMs = toMs(window);
      if (status === 'closed') return close();
      status = 'draining';
      retryAfterSeconds = Math.max(1, Math.ceil(windowMs / 1_000));
      await connections.endAll(() => ({ retryMs: retryMs(), delayMs: random() * windowMs }));
      await close();
    },
    close,
  };
}

function checkOptions(options: HubOptions<Dialect>, heartbeatMs: number, chunkBytes: number): void {
  if (options.log && options.retention !== undefined) {
    throw new ConfigError(
      'createHub got a `log` and a `retention`, but a log keeps its own. Give the retention to the log: memoryLog({ retention }).',
    );
  }
  if (heartbeatMs <= 0) {
    throw new ConfigError('a heartbeat of 0 would write without end. Give createHub a `heartbeat` such as "30s".');
  }
  if (!(chunkBytes > 0)) {
    throw new ConfigError(
      `with perClientBytes of ${chunkBytes} nothing could be written. Give a number above 0, such as 65_536.`,
    );
  }
}

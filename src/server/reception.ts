import type { Dialect } from '../events/dialect.ts';
import type { Clock } from '../utils/clock.ts';
import type { Cursor } from '../wire/message.ts';
import { type Admission, type Authorize, channelsOf, cursorOf, isPoll, refusal, refuse, typesOf } from './admission.ts';
import type { BlockWriter } from './blocks.ts';
import { draftChange, ownerOf, readChangeRequest } from './channel-control.ts';
import type { Connections } from './connections.ts';
import { type Cors, withHeaders } from './cors.ts';
import { identify } from './identify.ts';
import { type Log, LogError } from './log/log.ts';
import type { HubLogger } from './logger.ts';
import type { HubOptions } from './options.ts';
import { answerPoll } from './poll.ts';
import { createSubscription, type Identity } from './scopes.ts';

export interface ReceptionOptions {
  readonly log: Log;
  readonly blocks: BlockWriter;
  readonly kinds: ReadonlySet<string>;
  readonly connections: Pick<Connections, 'find'>;
  readonly authorize: Authorize;
  readonly start: HubOptions<Dialect>['start'];
  readonly cors: Cors | undefined;
  readonly clock: Clock;
  readonly logger: HubLogger;
  /** The answer to everybody while the hub is going down. */
  readonly unavailable: () => Response | undefined;
}

/** A client that is known already: who it is, what it asks for, and where it goes on. */
export interface KnownClient {
  readonly identity: Identity;
  /** Spelled channels. `undefined`: all that the identity may hear. */
  readonly channels?: readonly string[] | undefined;
  /** The types of events that it wants. `undefined`: all. */
  readonly types?: ReadonlySet<string> | undefined;
  /** Where it goes on. `undefined`: at the newest event. */
  readonly cursor?: Cursor | undefined;
}

/** Where requests arrive: who is it, what does it hear, where does it begin; or the whole answer. */
export interface Reception {
  admit(request: Request): Promise<Admission | Response>;
  /**
   * The admission of a client that is known already.
   * @throws LogError (rejects) when the log cannot be reached.
   */
  prepare(client: KnownClient): Promise<Admission>;
}

/** As `crypto.randomUUID` makes them. */
const connectionIds = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

export function createReception(options: ReceptionOptions): Reception {
  const { log, blocks, kinds, connections, cors, logger, unavailable } = options;

  async function prepare({ identity, channels, types, cursor }: KnownClient): Promise<Admission> {
    const subscription = createSubscription(identity, channels, kinds, types);
    await log.ready?.();
    return { identity, subscription, start: cursor === undefined ? undefined : await log.resume(cursor) };
  }

  async function answer(request: Request): Promise<Admission | Response> {
    const refused = refusal(request) ?? unavailable();
    if (refused) return refused;
    const identity = await identify(request, options);
    if (!('scopes' in identity)) return identity;
    if (request.method === 'POST') return changeStream(request, identity);
    const url = new URL(request.url);
    const cursor = cursorOf(request, url) ?? (await options.start?.(identity));
    const admission = await prepare({ identity, channels: channelsOf(url), types: typesOf(url), cursor });
    return unavailable() ?? (isPoll(request) ? answerPoll(log, blocks, admission) : admission);
  }

  /** Sends a change of channels through the log, where the stream that it is for finds it in order with its events. */
  async function changeStream(request: Request, identity: Identity): Promise<Response> {
    const change = await readChangeRequest(request);
    if (!('connectionId' in change)) return change;
    const connection = connections.find(change.connectionId);
    // Another instance may hold it; one that nobody can hold takes no place in the log.
    const mayBeElsewhere = log.isShared && connectionIds.test(change.connectionId);
    if (!connection && !mayBeElsewhere) return refuse(404, 'there is no such stream. Open one with the channels.');
    if (connection && ownerOf(connection.identity) !== ownerOf(identity)) {
      return refuse(403, 'this stream is of someone else, or its rights have changed. Open one with the channels.');
    }
    await log.append(draftChange(change, identity));
    return new Response(null, { status: 202, headers: { 'Cache-Control': 'no-store' } });
  }

  async function answerOrSay(request: Request): Promise<Admission | Response> {
    try {
      return await answer(request);
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      logger.error({ err: error.cause }, error.message);
      return refuse(503, 'the log cannot be reached. Ask again.', { 'Retry-After': '1' });
    }
  }

  return {
    prepare,
    async admit(request) {
      if (!cors) return answerOrSay(request);
      if (request.method === 'OPTIONS') return cors.preflight(request);
      const headers = cors.headers(request);
      const answered = await answerOrSay(request);
      return 'subscription' in answered ? { ...answered, headers } : withHeaders(answered, headers);
    },
  };
}

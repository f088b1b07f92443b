import type { IncomingMessage, ServerResponse } from 'node:http';
import { reels } from '../../dialects/reels.ts';
import type { Dialect } from '../../events/dialect.ts';
import { writeControl } from '../../events/framing.ts';
import { systemClock } from '../../utils/clock.ts';
import { toNode } from '../adapters/node.ts';
import { refuse } from '../admission.ts';
import { createHub, type Hub } from '../hub.ts';
import { memoryLog } from '../log/memory.ts';
import { consoleHubLogger } from '../logger.ts';
import { type Broadcast, createBroadcast } from './broadcast.ts';
import { withFixedChannels } from './fixed-channels.ts';
import { type Access, type PresetOptions, toIdentity } from './options.ts';
import { createPlaces, localPlaces, type PlaceStore } from './reels/places.ts';

export type { PlaceStore } from './reels/places.ts';
export {
  createSSEService,
  type ReelReady,
  type ReelUploadProgress,
  type SSEFunctions,
  type SSEService,
  type SystemAlert,
  type UserNotification,
  type UserUpdate,
} from './reels/service.ts';

/** Who a client says that it is. Only `authorize` knows whether that is so. */
export interface AskedUser {
  readonly userId: string | undefined;
  readonly sessionId: string | undefined;
}

export interface SSEManagerOptions extends Omit<PresetOptions, 'heartbeat' | 'retention'> {
  /** After how long a quiet stream gets a heartbeat, in ms. Default 30,000. */
  readonly heartbeatInterval?: number;
  /** How many streams a user may have open. One more ends the oldest of them (`limits.onLimit: 'reject'`: is refused). Default 5. */
  readonly maxClientsPerUser?: number;
  /**
   * After how long a client that takes nothing of what is written to it is cut off, in ms. The document looks for stale
   * connections at this interval; here each has its own timer. Default 60,000.
   */
  readonly cleanupInterval?: number;
  /** How long events are kept, for clients that come back and users who are away, in ms. Default 300,000. Not with a `log`. */
  readonly eventRetentionTime?: number;
  /**
   * Where it is kept how far users have read who left. Default: in this process, so that users who come to another one, or
   * to one that restarted, get all that the log still has. Several instances need one place for all, such as Redis:
   * `{ get: (user) => redis.get('left:' + user), set: (user, id) => redis.set('left:' + user, id, 'PX', 300_000) }`.
   */
  readonly places?: PlaceStore;
  /**
   * Says whose a request is, by its session. The document lets the client say so (`?userId=`), and says that a valid session is
   * needed: another user than the session's is refused (403). Default: nobody is let in, for a process that only sends.
   */
  readonly authorize?: (request: Request, asked: AskedUser) => Access | Promise<Access>;
}

/**
 * The streams of all users: `GET /api/sse?userId=…&sessionId=…&events=…`, over one hub. Reels, "SSE Manager
 * Configuration" and "API Routes".
 *
 * What was sent to a user who had no stream open waits, as long as the log keeps it, and comes with the next stream; so do
 * alerts for everyone. What was written to a page in the moments before the server noticed that it
 * was gone does not wait; a page that reconnects has a cursor, and misses nothing.
 * Keep it on `globalThis` where Next loads a module once for each route.
 * @throws ConfigError on an option that cannot be meant.
 */
export class SSEManager {
  /** The hub behind it: `hub.drain()` on SIGTERM, `hub.stats()`. */
  readonly hub: Hub;
  readonly #broadcast: Broadcast;
  readonly #places: ReturnType<typeof createPlaces>;

  constructor(options: SSEManagerOptions = {}) {
    const { heartbeatInterval = 30_000, maxClientsPerUser = 5, cleanupInterval = 60_000, ...more } = options;
    const { eventRetentionTime, authorize = () => null, events = reels(), places = localPlaces(), ...rest } = more;
    const { clock = systemClock, logger = consoleHubLogger } = options;
    const log = options.log ?? memoryLog({ clock, retention: eventRetentionTime ?? 300_000 });
    this.#places = createPlaces(log, places, logger);
    const hub: Hub<Dialect> = createHub({
      ...{ ...rest, log, events, logger, heartbeat: heartbeatInterval },
      idle: options.idle ?? cleanupInterval,
      limits: { perUser: maxClientsPerUser, onLimit: 'evict', ...options.limits },
      // A log that was given has its own retention: the hub says so.
      ...(options.log && eventRetentionTime !== undefined && { retention: eventRetentionTime }),
      async authorize(request) {
        const { searchParams } = new URL(request.url);
        const asked = {
          userId: searchParams.get('userId') ?? undefined,
          sessionId: searchParams.get('sessionId') ?? undefined,
        };
        const identity = toIdentity(await authorize(request, asked), []);
        const isOther =
          identity && 'scopes' in identity && asked.userId !== undefined && asked.userId !== identity.user;
        return isOther ? refuse(403, 'the session is of another user than `userId` says.') : identity;
      },
      control: (frame, at) => writeControl('event-envelope', withFixedChannels(frame), at),
      start: ({ user }) => (user === undefined ? undefined : this.#places.start(user)),
      onOpen: ({ identity: { user } }) => user !== undefined && this.#places.opened(user),
      onClose: ({ identity: { user }, cursor }) => user !== undefined && this.#places.closed(user, cursor),
    });
    this.hub = hub;
    this.handler = toNode(hub);
    this.#broadcast = createBroadcast(hub, logger);
  }

  /** `export const { GET, OPTIONS } = sseManager` in app/api/sse/route.ts. */
  readonly GET = (request: Request): Promise<Response> => this.hub.fetch(request);
  readonly OPTIONS = (request: Request): Promise<Response> => this.hub.fetch(request);
  /** `app.get('/api/sse', sseManager.handler)` in Express. */
  readonly handler: (req: IncomingMessage, res: ServerResponse) => void;

  /** Sends an event to a user. Never rejects: the logger is told. */
  readonly sendToUser = (userId: string, event: string, data: unknown): Promise<void> =>
    this.#broadcast({ type: event, data, to: `user:${userId}` });
  /** Sends an event to everyone. Never rejects: the logger is told. */
  readonly sendToAll = (event: string, data: unknown): Promise<void> => this.#broadcast({ type: event, data, to: '*' });

  /** How many streams are open, in this instance. */
  readonly getClientCount = (): number => this.hub.health().activeConnections;
  /** How many streams a user has open, in this instance. */
  readonly getClientCountForUser = (userId: string): number => this.#places.open(userId);
  /** Ends all streams, and closes the log. */
  readonly destroy = (): Promise<void> => this.hub.close();
}

import type { FastifyInstance, FastifyRequest, preHandlerHookHandler } from 'fastify';
import { pindown } from '../../dialects/pindown.ts';
import { ConfigError } from '../../errors.ts';
import type { Dialect } from '../../events/dialect.ts';
import type { Duration } from '../../utils/duration.ts';
import { answerReply } from '../adapters/fastify-reply.ts';
import { toRequest } from '../adapters/node.ts';
import type { CorsOptions } from '../cors.ts';
import { createHub, type Hub } from '../hub.ts';
import { consoleHubLogger } from '../logger.ts';
import type { Identity } from '../scopes.ts';
import { createBroadcast } from './broadcast.ts';
import type { PresetOptions } from './options.ts';
import { askedOf, everyPin } from './pindown/asked.ts';
import { writePinControl } from './pindown/control.ts';

declare module 'fastify' {
  interface FastifyInstance {
    sse: PinDownSSE;
  }
}

/** What the plugin adds to Fastify. No method throws: the write before it is done, and the logger is told. */
export interface PinDownSSE {
  /** Sends to all who asked for the channel: `pins`, `automation`, `system`, `ai`, `analytics`, or one of the app's own. */
  readonly broadcast: (channel: string, event: string, data: unknown) => void;
  /** Sends to all who asked for this pin, and to those who asked for the channel `pins` and for no pin in particular. */
  readonly broadcastToPin: (pinId: string, event: string, data: unknown) => void;
  /** Sends to the user's streams, whatever they asked for. */
  readonly broadcastToUser: (userId: string, event: string, data: unknown) => void;
  /** The hub behind it: `hub.stats()`, `hub.cursor()`. */
  readonly hub: Hub;
}

export interface SSEPluginOptions extends Omit<PresetOptions, 'cors'> {
  /** Which pages of other origins may read. Default: all, as the document has it. `false`: something else says so. */
  readonly cors?: CorsOptions | false;
  /** Runs before a stream opens, and answers who may not have one. Default: `fastify.authenticate`, which must be there. */
  readonly authenticate?: preHandlerHookHandler;
  /** Whose a request is. Default: `request.user.userId`; `undefined` is a 401. A stream ends with its token (`request.user.exp`, in s). */
  readonly userId?: (request: FastifyRequest) => string | undefined;
  /**
   * What a request's user may hear at most: `channel:pins`, `pin:7`. Default: all channels and all pins, as the document has
   * it (`['channel:*', 'pin:*']`).
   */
  readonly scopes?: (request: FastifyRequest) => readonly string[] | Promise<readonly string[]>;
  /**
   * `'named'`: `event: pin:content_updated`, as the document's server writes, which `addEventListener` hears and `onmessage`
   * never does. `'event-envelope'`: `{event, data}` without a name, as the document's hook and tests read in `onmessage`, and
   * `addEventListener` does not hear. Clients of bisse read both. Default `'named'`.
   */
  readonly framing?: 'named' | 'event-envelope';
  /** How long `fastify.close()` takes to send the clients elsewhere, one by one. Default 0: all at once. */
  readonly drain?: Duration;
}

/**
 * The server side of PinDown: `fastify.register(ssePlugin)` adds `GET /api/sse/stream?channels=…&pinId=…`,
 * `GET /api/sse/health` and `fastify.sse`. It stands outside of encapsulation, as the document's `fp` has it.
 *
 * Several pins are asked for as `pinId=7,8`. The document's server sends a pin's events only to those who named the pin, and
 * its test expects them with `channels=pins` alone: whoever names no pin hears all that it may. Events that the document
 * does not list are sent unchecked; those that it lists must be what it says. Its Redis code sends each event round and round
 * (the subscriber publishes again); give the plugin a `log: redisLog(redis)` instead, and nothing else changes.
 * @throws ConfigError when there is no `authenticate`, or on an option that cannot be meant.
 */
export const ssePlugin = Object.assign(
  async function ssePlugin(fastify: FastifyInstance, options: SSEPluginOptions): Promise<void> {
    const { authenticate = authenticateOf(fastify), userId = userIdOf, scopes = () => everything, ...more } = options;
    const { framing = 'named', drain = 0, cors = { origins: '*' }, logger = consoleHubLogger, ...rest } = more;
    const events: Dialect = { ...(options.events ?? pindown()), framing, unknown: 'pass' };
    const identities = new WeakMap<Request, Identity>();
    const hub = createHub({
      ...{ ...rest, events, logger, ...(cors && { cors }) },
      authorize: (request) => identities.get(request),
      control: writePinControl,
    });
    const broadcast = createBroadcast(hub, logger);

    fastify.get(
      '/api/sse/stream',
      {
        exposeHeadRoute: false,
        preHandler: authenticate,
        schema: {
          querystring: {
            type: 'object',
            properties: { channels: { type: 'string' }, pinId: { type: 'string' } },
            required: ['channels'],
          },
        },
      },
      async (incoming, reply) => {
        const received = toRequest(incoming.raw);
        const user = userId(incoming);
        if (!received || user === undefined) return answerReply(hub, received, reply);
        const asked = askedOf(new URL(received.url), await scopes(incoming));
        const request = new Request(asked.url, { headers: received.headers });
        identities.set(request, { user, scopes: asked.scopes, expiresAt: expiryOf(incoming) });
        return answerReply(hub, request, reply);
      },
    );
    if (cors) fastify.options('/api/sse/stream', (incoming, reply) => answerReply(hub, toRequest(incoming.raw), reply));
    fastify.get('/api/sse/health', () => healthOf(hub));
    fastify.addHook('preClose', () => hub.drain(drain));
    fastify.decorate('sse', {
      broadcast: (channel, event, data) => void broadcast({ type: event, data, to: `channel:${channel}` }),
      broadcastToPin: (pinId, event, data) => void broadcast({ type: event, data, to: [`pin:${pinId}`, everyPin] }),
      broadcastToUser: (id, event, data) => void broadcast({ type: event, data, to: `user:${id}` }),
      hub,
    });
  },
  // What fastify-plugin sets, so that `fastify.sse` is there for all plugins.
  { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: 'bisse-pindown' },
);

const everything = ['channel:*', 'pin:*'];

/** PinDown, "SSE Health Endpoint". Of this instance. */
function healthOf(hub: Hub) {
  const { activeConnections, connectionsByChannel } = hub.health();
  return {
    activeConnections,
    // Pins are no channels in the document.
    connectionsByChannel: Object.fromEntries(
      Object.entries(connectionsByChannel).filter(([name]) => !name.includes(':')),
    ),
    serverUptime: process.uptime(),
    memoryUsage: process.memoryUsage(),
  };
}

function authenticateOf(fastify: FastifyInstance): preHandlerHookHandler {
  const { authenticate } = fastify as { authenticate?: preHandlerHookHandler };
  if (authenticate) return authenticate;
  throw new ConfigError(
    'the plugin found no `fastify.authenticate`, so it could not tell who asks for a stream. Decorate Fastify with it before you register the plugin, or give the plugin an `authenticate`.',
  );
}

function userIdOf(request: FastifyRequest): string | undefined {
  const { userId } = claimsOf(request);
  return userId === undefined || userId === null ? undefined : String(userId);
}

function expiryOf(request: FastifyRequest): number | undefined {
  const { exp } = claimsOf(request);
  return typeof exp === 'number' ? exp * 1_000 : undefined;
}

/** What `fastify.authenticate` has found in a token. */
function claimsOf(request: FastifyRequest): { readonly userId?: unknown; readonly exp?: unknown } {
  return (request as { user?: object }).user ?? {};
}

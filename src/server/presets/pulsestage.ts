import type { ServerResponse } from 'node:http';
import { pulsestage } from '../../dialects/pulsestage.ts';
import { toRequest } from '../adapters/node.ts';
import { createHub, type Hub } from '../hub.ts';
import { consoleHubLogger } from '../logger.ts';
import { type Identity, isPattern } from '../scopes.ts';
import { answerRequest } from './answer-node.ts';
import { createBroadcast } from './broadcast.ts';
import type { PresetOptions } from './options.ts';
import { writeTenantControl } from './pulsestage/control.ts';
import { handOver } from './pulsestage/hand-over.ts';

export { type SSERouteOptions, sseRoute } from './pulsestage/route.ts';

/** PulseStage, "Server-Side: EventBus". */
export type SSEEventType =
  | 'question:created'
  | 'question:upvoted'
  | 'question:answered'
  | 'question:tagged'
  | 'question:untagged'
  | 'question:pinned'
  | 'question:frozen'
  | 'heartbeat';

/** PulseStage, "Server-Side: EventBus". */
export interface SSEEvent {
  readonly type: SSEEventType;
  readonly tenantId: string;
  readonly data: unknown;
  /** In ms since the epoch. */
  readonly timestamp: number;
}

/** PulseStage, "Connection Metrics". Of this instance. */
export interface EventBusMetrics {
  readonly totalConnections: number;
  readonly tenantConnections: Record<string, number>;
  readonly tenantCount: number;
}

/** The document's `eventBus`, over a hub. */
export interface EventBus {
  /**
   * Streams the tenant's events to a response, after the client's `Last-Event-ID` where it has one; gives a name for
   * `removeClient`. What the route itself writes afterwards goes out behind the hub's first frame, but for a `connected` of
   * its own: the hub's has all that is in it. Headers that the route has set go out as well.
   */
  addClient(tenantId: string, res: ServerResponse): string;
  /** Ends a client's stream, if it has not ended. One that is gone is removed without it. */
  removeClient(tenantId: string, clientId: string): void;
  /**
   * Publishes to all clients of the event's tenant, in all instances that share the log. Never throws: the write before it
   * is done, and the logger is told. A `heartbeat` goes nowhere: streams have their own.
   */
  publish(event: SSEEvent): void;
  getMetrics(): EventBusMetrics;
  /** The hub behind it: `hub.drain()` on SIGTERM, `hub.stats()`. */
  readonly hub: Hub;
}

/**
 * The server side of PulseStage: `export const eventBus = createEventBus()` in api/src/lib/eventBus.ts, and either the
 * document's own `/sse` route or {@link sseRoute}. A stream hears its tenant and nothing else.
 *
 * The document writes to the clients of one process, and would have Redis messages published into each; here all goes through
 * one log, and `createEventBus({ log: redisLog(redis) })` serves any number of instances.
 * Where no middleware sets the document's CORS headers, they are `cors: { origins: [CORS_ORIGIN], credentials: true }`.
 * @throws ConfigError on an option that cannot be meant.
 */
export function createEventBus(options: PresetOptions = {}): EventBus {
  const { events = pulsestage(), logger = consoleHubLogger } = options;
  const identities = new WeakMap<Request, Identity>();
  const clients = new Map<string, ServerResponse>();
  const hub = createHub({
    ...{ ...options, events, logger },
    authorize: (request) => identities.get(request),
    control: writeTenantControl,
  });
  const broadcast = createBroadcast(hub, logger);

  async function stream(tenantId: string, res: ServerResponse): Promise<void> {
    const request = toRequest(res.req);
    const scope = `tenant:${tenantId}`;
    // A tenant that is called like all tenants would hear them.
    if (request && !isPattern(scope)) identities.set(request, { scopes: [scope] });
    try {
      await handOver(res, (response) => answerRequest(hub, request, response));
    } catch (err) {
      logger.error({ err }, 'bisse: a stream could not be opened, so its client was cut off. It tries again.');
      res.destroy();
    }
  }

  return {
    addClient(tenantId, res) {
      const clientId = `client-${crypto.randomUUID()}`;
      clients.set(clientId, res);
      // The response's own event: a request may be said to be closed as soon as it was read.
      res.on('close', () => clients.delete(clientId));
      void stream(tenantId, res);
      return clientId;
    },
    removeClient: (_tenantId, clientId) => void clients.get(clientId)?.end(),
    publish({ type, tenantId, data, timestamp }) {
      if (type === 'heartbeat') return;
      void broadcast({ type, data, to: `tenant:${tenantId}`, at: timestamp, meta: { tenantId } });
    },
    getMetrics() {
      const { connections, connectionsByTenant } = hub.stats();
      return {
        totalConnections: connections,
        tenantConnections: { ...connectionsByTenant },
        tenantCount: Object.keys(connectionsByTenant).length,
      };
    },
    hub,
  };
}

import { type Activity, workloadInsights } from '../../dialects/workload-insights.ts';
import type { Dialect } from '../../events/dialect.ts';
import { writeControl } from '../../events/framing.ts';
import type { CorsOptions } from '../cors.ts';
import { createHub, type Hub } from '../hub.ts';
import { consoleHubLogger } from '../logger.ts';
import { createBroadcast } from './broadcast.ts';
import { withFixedChannels } from './fixed-channels.ts';
import { type Access, type PresetOptions, toIdentity } from './options.ts';

/** Workload Insights, "SSEEvent Interface". */
export interface SSEEvent {
  readonly type: 'activity_created' | 'activity_updated' | 'assignment_changed' | 'presence_updated' | 'heartbeat';
  readonly data: unknown;
  /** In ms since the epoch. */
  readonly timestamp: number;
}

export interface EventPublisherOptions extends Omit<PresetOptions, 'cors'> {
  /** Which pages of other origins may read. Default: all, as the document has it. `false`: the hub says nothing of it. */
  readonly cors?: CorsOptions | false;
  /**
   * Reads an activity as it is now. Only the fields of "Event Payloads" go out, whatever else comes with them. `null`: it
   * is gone, and nothing is broadcast.
   */
  readonly loadActivity: (id: string) => Activity | null | undefined | Promise<Activity | null | undefined>;
  /** Says who a client is. Default: nobody in particular may hear everything, as the document has it. */
  readonly authorize?: (request: Request) => Access | Promise<Access>;
}

/** Workload Insights, "Connection Statistics". Of this instance. */
export interface ConnectionStats {
  /** Streams that are open. */
  readonly totalConnections: number;
  /** Of these, those to which something was written in the last one and a half heartbeats: the others do not read. */
  readonly activeConnections: number;
  /** Streams of clients that `authorize` knew. */
  readonly connectionsByUser: Map<string, number>;
}

/** The document's `eventPublisher`. No method throws or rejects: the write before it is done, and the logger is told. */
export interface EventPublisher {
  broadcastActivityCreated(activityId: string): Promise<void>;
  broadcastActivityUpdated(activityId: string, updateType: 'status' | 'assignment' | 'general'): Promise<void>;
  broadcastAssignmentChanged(
    activityId: string,
    oldAssigneeId: string | null | undefined,
    newAssigneeId: string | null | undefined,
  ): Promise<void>;
  /**
   * Broadcasts an event as it is, to everyone or to one scope (`user:9`). A `heartbeat` goes nowhere: streams have their
   * own.
   */
  broadcastEvent(event: SSEEvent, to?: string): Promise<void>;
  getConnectionStats(): ConnectionStats;
  /** `export const { GET, OPTIONS } = eventPublisher` in app/api/events/route.ts. */
  readonly GET: (request: Request) => Promise<Response>;
  readonly OPTIONS: (request: Request) => Promise<Response>;
  /** The hub behind it: `toNode(hub)` for Express, `hub.drain()` on SIGTERM, `hub.stats()`. */
  readonly hub: Hub;
}

/**
 * The server side of Workload Insights: `GET /api/events` and the `eventPublisher`.
 *
 * Next may load a module once for each route: keep the publisher on `globalThis`, as the document keeps its connections, so that all
 * of a process have one hub.
 *
 * It asks for each activity's fresh data before each broadcast. Two broadcasts of one activity are made one after the other,
 * so that what was read first is not told last; those of two instances are not, so write an activity in one of them, or give
 * its rows a version.
 * @throws ConfigError on an option that cannot be meant.
 */
export function createEventPublisher(options: EventPublisherOptions): EventPublisher {
  const { loadActivity, authorize = () => ({}), events = workloadInsights(), ...more } = options;
  const { cors = { origins: '*' }, logger = consoleHubLogger, ...rest } = more;
  const hub: Hub<Dialect> = createHub({
    ...{ ...rest, events, logger, ...(cors && { cors }) },
    authorize: async (request) => toIdentity(await authorize(request), []),
    control: (frame, at) => writeControl('envelope', withFixedChannels(frame), at),
  });
  const broadcast = createBroadcast(hub, logger);
  const running = new Map<string, Promise<void>>();

  /** Tells of an activity as it is when its turn comes. */
  function tell(type: SSEEvent['type'], id: string, more: (activity: Activity) => object = () => ({})): Promise<void> {
    const told = (running.get(id) ?? Promise.resolve()).then(async () => {
      try {
        const activity = await loadActivity(id);
        if (!activity) return;
        const { category, subcategory, location, status, reporter, assignedTo, timestamp } = activity;
        const fields = { id: activity.id, category, subcategory, location, status, reporter, assignedTo };
        await broadcast({ type, data: { ...fields, ...more(activity), timestamp }, to: '*' });
      } catch (err) {
        logger.error({ err, type, id }, 'bisse: an activity could not be read, so nothing was broadcast of it.');
      }
    });
    running.set(id, told);
    return told.finally(() => {
      if (running.get(id) === told) running.delete(id);
    });
  }

  return {
    broadcastActivityCreated: (id) => tell('activity_created', id),
    broadcastActivityUpdated: (id, updateType) =>
      tell('activity_updated', id, ({ latestUpdate = null }) => ({ updateType, latestUpdate })),
    broadcastAssignmentChanged: (id, oldAssigneeId, newAssigneeId) =>
      tell('assignment_changed', id, () => ({ oldAssigneeId, newAssigneeId })),
    async broadcastEvent({ type, data, timestamp }, to = '*') {
      if (type !== 'heartbeat') await broadcast({ type, data, to, at: timestamp });
    },
    getConnectionStats() {
      const { connections, overdue, connectionsByUser } = hub.stats();
      return {
        totalConnections: connections,
        activeConnections: connections - overdue,
        connectionsByUser: new Map(Object.entries(connectionsByUser)),
      };
    },
    GET: hub.fetch,
    OPTIONS: hub.fetch,
    hub,
  };
}

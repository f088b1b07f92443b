// Workload Insights, "Integration Points" and "Server-Side Broadcasting". Only imports are changed.
import type { Activity } from '../../../src/dialects/workload-insights.ts';
import { createEventPublisher, type EventPublisherOptions } from '../../../src/server/presets/workload-insights.ts';
import { type AppOptions, run } from './app.ts';
import { webServer } from './web.ts';

/** The rows of the app. Their `notes` are nobody's business. */
export function createActivities() {
  const rows = new Map<string, Activity & { notes?: string }>();
  return {
    rows,
    async load(id: string): Promise<Activity | null> {
      return rows.get(id) ?? null;
    },
  };
}

export async function startWorkloadInsights({
  log,
  logger,
  heartbeat,
  ...more
}: AppOptions & Partial<EventPublisherOptions> = {}) {
  const activities = createActivities();
  const eventPublisher = createEventPublisher({
    ...(log && { log }),
    ...(logger && { logger }),
    ...(heartbeat !== undefined && { heartbeat }),
    loadActivity: activities.load,
    ...more,
  });
  const { GET, OPTIONS } = eventPublisher;

  // In app/api/activities/route.ts POST handler
  async function POST(request: Request): Promise<Response> {
    const newActivity = (await request.json()) as Activity;
    activities.rows.set(newActivity.id, newActivity);
    await eventPublisher.broadcastActivityCreated(newActivity.id);
    return Response.json(newActivity);
  }

  // In app/api/activities/[activityId]/route.ts PUT handler
  async function PUT(request: Request, activityId: string): Promise<Response> {
    const { updateType, ...fields } = await request.json();
    const before = activities.rows.get(activityId) as Activity;
    activities.rows.set(activityId, { ...before, ...fields });
    const [oldAssigneeId, newAssigneeId] = [before.assignedTo, fields.assignedTo];
    await eventPublisher.broadcastActivityUpdated(activityId, updateType);
    await eventPublisher.broadcastAssignmentChanged(activityId, oldAssigneeId, newAssigneeId);
    return Response.json(activities.rows.get(activityId));
  }

  function announce() {
    // Broadcast custom event
    eventPublisher.broadcastEvent({
      type: 'presence_updated',
      data: { userId: 'user-123', isOnline: true },
      timestamp: Date.now(),
    });
  }

  const server = webServer((method, [, kind, activityId = '']) => {
    if (kind === 'events') return method === 'OPTIONS' ? OPTIONS : GET;
    return method === 'POST' ? POST : (request) => PUT(request, activityId);
  });
  return run(server, { eventPublisher, activities, announce }, () => eventPublisher.hub.close());
}

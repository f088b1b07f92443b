import { randomUUID } from 'node:crypto';
import type { Activity } from 'bisse/dialects/workload-insights';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { AppParts } from '../app-parts.ts';
import type { DemoEvent } from '../data.ts';
import { found, parse, sendSnapshot, text } from '../requests.ts';
import { columns, insert, update } from '../tables.ts';

type ById = { Params: { id: string } };

const to = 'channel:activities';

const NewActivity = v.object({
  category: text(80),
  subcategory: text(80),
  location: text(120),
  reporter: text(80),
  status: v.optional(text(40), 'Open'),
  assignedTo: v.optional(v.nullable(text(80)), null),
});

const ActivityChange = v.pipe(
  v.object({
    ...v.partial(v.object({ ...NewActivity.entries, status: text(40), assignedTo: v.nullable(text(80)) })).entries,
    /** Becomes the activity's latest update. */
    notes: v.optional(text(500)),
    authorId: v.optional(text(80)),
  }),
  v.check((body) => Object.keys(body).length > 0, 'Expected at least one field of an activity.'),
);

/** Workload Insights: activities are reported, worked on and handed over. */
export function activityRoutes(app: FastifyInstance, { data }: AppParts) {
  app.get('/api/activities', async (_request, reply) =>
    sendSnapshot(reply, await data.read<Activity>(`select ${columns.activities} from activities order by n desc`)),
  );

  app.post('/api/activities', async (request, reply) => {
    const fields = parse(NewActivity, request.body);
    const row = await data.change(async (query) => {
      const activity = await insert<Activity>(query, 'activities', {
        id: randomUUID(),
        ...fields,
        timestamp: new Date().toISOString(),
      });
      return { result: activity, events: [{ type: 'activity_created', data: activity, to }] };
    });
    return reply.code(201).send(row);
  });

  app.put<ById>('/api/activities/:id', (request) => {
    const { notes, authorId, ...fields } = parse(ActivityChange, request.body);
    const { id } = request.params;
    return data.change(async (query) => {
      const [row] = await query<Activity>(`select ${columns.activities} from activities where id = $1`, [id]);
      const before = found(row, 'activity', id);
      const updateType = updateTypeOf(before, fields);
      const activity = await update<Activity>(query, 'activities', id, {
        ...fields,
        ...(notes !== undefined && { latestUpdate: { notes, authorId: authorId ?? 'someone', updateType } }),
        // Of the last change, so that the event and the row tell one time.
        timestamp: new Date().toISOString(),
      });
      const latestUpdate = activity.latestUpdate ?? null;
      const events: DemoEvent[] = [{ type: 'activity_updated', data: { ...activity, updateType, latestUpdate }, to }];
      if (activity.assignedTo !== before.assignedTo) {
        const handover = { oldAssigneeId: before.assignedTo, newAssigneeId: activity.assignedTo };
        events.push({ type: 'assignment_changed', data: { ...activity, ...handover }, to });
      }
      return { result: activity, events };
    });
  });
}

/** What changed, in one word. A change of the assignee besides one of the status has an event of its own. */
function updateTypeOf(before: Activity, fields: { readonly [Field in keyof Activity]?: unknown }) {
  if (fields.status !== undefined && fields.status !== before.status) return 'status';
  if (fields.assignedTo !== undefined && fields.assignedTo !== before.assignedTo) return 'assignment';
  return 'general';
}

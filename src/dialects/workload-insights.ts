import * as v from 'valibot';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { addPresence, presence } from '../slices/presence.ts';

export { type Presence, presence } from '../slices/presence.ts';

// Workload Insights, "Event Payloads". The envelope tells when an event happened; the payload's own `timestamp` is a field
// of the activity.

const latestUpdate = v.nullable(v.object({ notes: v.string(), authorId: v.string(), updateType: v.string() }));

const activityFields = {
  id: v.string(),
  category: v.string(),
  subcategory: v.string(),
  location: v.string(),
  status: v.string(),
  reporter: v.string(),
  /** Who works on it; `null` when nobody does. */
  assignedTo: v.nullable(v.string()),
  timestamp: v.string(),
  /** What was last said about it. Comes with `activity_updated`; a list may leave it out. */
  latestUpdate: v.optional(latestUpdate),
};

const ActivityRow = v.object(activityFields);

/** One activity. */
export type Activity = v.InferOutput<typeof ActivityRow>;

/** The schema of an activity that keeps the fields it does not know. */
export const activitySchema = v.looseObject(activityFields);

/** Every query whose key begins with `['activities']`. */
export const activities = defineCollection('activities', { item: ActivityRow });

/** An activity was reported. It goes to the start of lists that have no order of their own. */
export const activityCreated = defineEvent('activity_created', {
  schema: activitySchema,
  channel: 'activities',
  touches: [activities],
  patch: ({ data }) => activities.upsert(data, { at: 'start' }),
  notify: ({ data: { id, category, subcategory, location } }) => ({
    title: `New activity: ${category}, ${subcategory}`,
    message: location,
    key: `activity:${id}`,
  }),
});

/** An activity changed; the payload is the whole activity as it is now. `updateType` says what changed of it. */
export const activityUpdated = defineEvent('activity_updated', {
  schema: v.looseObject({
    ...activityFields,
    updateType: v.picklist(['status', 'assignment', 'general']),
    latestUpdate,
  }),
  channel: 'activities',
  touches: [activities],
  patch: ({ data: { id, updateType: _, ...activity } }) => activities.merge(id, activity),
});

/** An activity has another assignee, or none. */
export const assignmentChanged = defineEvent('assignment_changed', {
  schema: v.looseObject({
    ...activityFields,
    oldAssigneeId: v.nullish(v.string()),
    newAssigneeId: v.nullish(v.string()),
  }),
  channel: 'activities',
  touches: [activities],
  patch: ({ data: { id, oldAssigneeId: _, newAssigneeId: __, ...activity } }) => activities.merge(id, activity),
  notify: ({ data: { id, category, subcategory, assignedTo } }) => ({
    title: assignedTo === null ? 'Activity unassigned' : `Assigned to ${assignedTo}`,
    message: `${category}, ${subcategory}`,
    key: `activity:${id}`,
  }),
});

/** Somebody came or went. Workload Insights, "Server-Side Broadcasting". */
export const presenceUpdated = defineEvent('presence_updated', {
  schema: v.object({ userId: v.string(), isOnline: v.boolean() }),
  channel: 'presence',
  slice: presence,
  reduce: (state, event) => addPresence(state, event.data.userId, event.data.isOnline, event.at),
});

/** Workload Insights: `{type, data, timestamp}` envelopes. */
export function workloadInsights() {
  return defineDialect({
    name: 'workload-insights',
    framing: 'envelope',
    events: [activityCreated, activityUpdated, assignmentChanged, presenceUpdated],
  });
}

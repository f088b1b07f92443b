import { workloadInsights } from 'bisse/dialects/workload-insights';
import { workloadInsightsFrames } from '../../../src/dialects/test/frames/workload-insights.ts';
import type { System } from '../system.ts';

const at = 1_705_314_600_000;
const activity = {
  ...{ id: 'act_1', category: 'Facilities', subcategory: 'Lighting', location: 'Building A', status: 'open' },
  ...{ reporter: 'user-9', assignedTo: null, timestamp: '2024-01-15T10:30:00Z' },
};
const other = { ...activity, id: 'act_0' };
const latestUpdate = { notes: 'Bulb ordered', authorId: 'user-4', updateType: 'status' };
const wrong = {
  id: 1,
  category: null,
  subcategory: [],
  location: 7,
  status: {},
  reporter: true,
  assignedTo: 4,
  timestamp: at,
};

export const workloadInsightsSystem: System = {
  name: 'Workload Insights',
  dialect: workloadInsights(),
  url: '/api/events',
  frames: workloadInsightsFrames,
  control: ['heartbeat'],
  rows: { activities: [activity, other] },
  events: {
    activity_created: {
      data: activity,
      at,
      notification: {
        ...{ title: 'New activity: Facilities, Lighting', message: 'Building A', key: 'activity:act_1' },
      },
      wrong,
    },
    activity_updated: {
      data: { ...activity, status: 'in_progress', updateType: 'status', latestUpdate },
      at,
      patched: { activities: [{ ...activity, status: 'in_progress', latestUpdate }, other] },
      wrong: { ...wrong, updateType: 'title', latestUpdate: 'Bulb ordered' },
    },
    assignment_changed: {
      data: { ...activity, assignedTo: 'user-123', newAssigneeId: 'user-123' },
      at,
      patched: { activities: [{ ...activity, assignedTo: 'user-123' }, other] },
      notification: { title: 'Assigned to user-123', message: 'Facilities, Lighting', key: 'activity:act_1' },
      wrong,
    },
    presence_updated: {
      data: { userId: 'user-123', isOnline: true },
      at,
      slices: { presence: { 'user-123': { isOnline: true, since: at } } },
      wrong: { userId: 123, isOnline: 'yes' },
    },
  },
};

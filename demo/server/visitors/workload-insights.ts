import type { Activity } from 'bisse/dialects/workload-insights';
import type { Person } from '../../rows/workload-insights.ts';
import { type Act, any, longList, people, type Visit } from './visit.ts';

const reports = [
  ['Facilities', 'Lighting', 'Hall 2'],
  ['IT', 'Projector', 'Meeting room Rhône'],
  ['Logistics', 'Damaged crate', 'Dock 1'],
  ['Safety', 'Blocked stairs', 'Building B'],
  ['Quality', 'Loose seals', 'Line 3'],
] as const;
const notes = [
  'Looking into it',
  'Parts are on the way',
  'Checked on site',
  'Handed over at shift change',
  'Fixed and tested',
];
const statuses = ['Open', 'In progress', 'Blocked', 'Done'];

/** What people do with Workload Insights. */
export const workloadActs: readonly Act[] = [
  [22, workOnActivity],
  [8, handOver],
  [4, comeOrGo],
  [2, reportOrClose],
];

async function comeOrGo(visit: Visit) {
  const { id, isOnline } = any(await visit.read<Person>('/api/people'));
  return visit.send('PUT', `/api/people/${id}/presence`, { isOnline: !isOnline });
}

async function workOnActivity(visit: Visit) {
  const activity = any(await visit.read<Activity>('/api/activities'));
  // A little more often to the next stage than anywhere else.
  const next = statuses[(statuses.indexOf(activity.status) + 1) % statuses.length];
  const status = Math.random() < 0.6 && next ? next : any(statuses);
  const authorId = activity.assignedTo ?? any(people);
  return visit.send('PUT', `/api/activities/${activity.id}`, { status, notes: any(notes), authorId });
}

async function handOver(visit: Visit) {
  const activity = any(await visit.read<Activity>('/api/activities'));
  const assignedTo = Math.random() < 0.15 ? null : any(people);
  return visit.send('PUT', `/api/activities/${activity.id}`, { assignedTo });
}

async function reportOrClose(visit: Visit) {
  const rows = await visit.read<Activity>('/api/activities');
  if (rows.length >= longList) return workOnActivity(visit);
  const [category, subcategory, location] = any(reports);
  return visit.send('POST', '/api/activities', { category, subcategory, location, reporter: any(people) });
}

import { describe, expect, test } from 'vitest';
import { apply, read } from './test/apply.ts';
import {
  type Activity,
  activityCreated,
  activityUpdated,
  assignmentChanged,
  workloadInsights,
} from './workload-insights.ts';

const activity: Activity = {
  id: 'act-1',
  category: 'Facilities',
  subcategory: 'Lighting',
  location: 'Hall 3',
  status: 'Open',
  reporter: 'Mira',
  assignedTo: null,
  timestamp: '2024-01-15T10:30:00Z',
};

const latestUpdate = { notes: 'Part ordered', authorId: 'jon', updateType: 'status' };

const documented = [
  [activityCreated, activity],
  [activityUpdated, { ...activity, status: 'In progress', updateType: 'status', latestUpdate }],
  [activityUpdated, { ...activity, updateType: 'general', latestUpdate: null }],
  [assignmentChanged, { ...activity, assignedTo: 'jon', oldAssigneeId: 'mira', newAssigneeId: 'jon' }],
  [assignmentChanged, { ...activity, assignedTo: 'jon', newAssigneeId: 'jon' }],
] as const;

describe.each(documented)('$type', (definition, payload) => {
  test('takes the payload of the document as it is', () => {
    expect(read(definition, payload)).toEqual(payload);
    expect(workloadInsights().events).toContain(definition);
  });

  test.each(Object.keys(activity))('refuses a payload without %s', (field) => {
    expect(() => read(definition, { ...payload, [field]: undefined })).toThrow();
  });
});

test('a new activity comes first', () => {
  const other = { ...activity, id: 'act-0' };
  expect(apply([other], activityCreated, activity)).toEqual([activity, other]);
});

test('an update writes the activity as it is now, and what was last said about it', () => {
  const payload = { ...activity, status: 'In progress', updateType: 'status', latestUpdate };
  expect(apply([activity], activityUpdated, payload)).toEqual([{ ...activity, status: 'In progress', latestUpdate }]);
});

test('an assignment writes the activity, without what is only about the event', () => {
  const payload = { ...activity, assignedTo: 'jon', oldAssigneeId: null, newAssigneeId: 'jon' };
  expect(apply([activity], assignmentChanged, payload)).toEqual([{ ...activity, assignedTo: 'jon' }]);
});

test('an updateType that the document does not know is refused', () => {
  expect(() => read(activityUpdated, { ...activity, updateType: 'weather', latestUpdate: null })).toThrow();
});

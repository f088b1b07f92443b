import type { Pin } from 'bisse/dialects/pindown';
import type { Question } from 'bisse/dialects/pulsestage';
import type { Activity } from 'bisse/dialects/workload-insights';

// Rows as the server would have them. Ages are counted from now, so that pictures stay the same.

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000 - 1_000).toISOString();

export function questionRow(id: string, upvotes: number, body: string, more: Partial<Question> = {}): Question {
  const none = { teamId: null, pinnedBy: null, pinnedAt: null, frozenBy: null, frozenAt: null, respondedAt: null };
  return {
    ...none,
    ...{ id, body, upvotes, status: 'OPEN', createdAt: minutesAgo(12), tags: [] },
    ...{ isPinned: false, isFrozen: false, responseText: null },
    ...more,
  };
}

export const someQuestions = [
  questionRow('q1', 14, 'When does the new building open?'),
  questionRow('q2', 9, 'Can we keep two days a week at home?', {
    tags: [{ id: 't1', name: 'Workplace', color: '#a16207' }],
    createdAt: minutesAgo(40),
  }),
  questionRow('q3', 3, 'Who decides about the budget for tools?', { createdAt: minutesAgo(3) }),
];

export function pinRow(id: string, title: string, more: Partial<Pin> = {}): Pin {
  const templateVars = { 'sales.today': '1,284', 'sales.month': '31,900', 'sales.trend': '+4 %' };
  return { id, title, status: 'published', isPublic: true, views: 1_284, templateVars, ...more };
}

export function activityRow(id: string, subcategory: string, more: Partial<Activity> = {}): Activity {
  return {
    ...{ id, subcategory, category: 'Facilities', location: 'Hall 3', status: 'Open', reporter: 'Mira Novak' },
    ...{ assignedTo: null, timestamp: minutesAgo(25), latestUpdate: null },
    ...more,
  };
}

export const someActivities = [
  activityRow('a1', 'Lighting'),
  activityRow('a2', 'Heating', { status: 'In progress', assignedTo: 'Luca Favre', location: 'Office 12' }),
  activityRow('a3', 'Lift', {
    status: 'Blocked',
    latestUpdate: { notes: 'Waits for a part from the maker.', authorId: 'Sven Olsen', updateType: 'general' },
  }),
  activityRow('a4', 'Coffee machine', { status: 'Done', assignedTo: 'Ines Costa', timestamp: minutesAgo(180) }),
];

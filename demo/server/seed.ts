import type { Pin } from 'bisse/dialects/pindown';
import type { Question } from 'bisse/dialects/pulsestage';
import type { Activity } from 'bisse/dialects/workload-insights';
import { tagNamed } from './tags.ts';

// What the tables hold on the first start. Lists are in order of insertion: the oldest row first.

const minute = 60_000;

export function seedPins(): Pin[] {
  return [
    pin('pin_101', 'Daily revenue', 1_284, {
      'revenue.today': '48,210 €',
      'orders.count': 612,
      'refunds.rate': '1.8 %',
    }),
    pin('pin_102', 'Nightly import', 932, {
      'automation.status': 'completed',
      'automation.records_processed': 1_500,
      'automation.last_run': '02:14',
    }),
    pin('pin_103', 'Support queue', 711, { 'tickets.open': 37, 'tickets.first_reply': '14 min', 'csat.week': '94 %' }),
    pin('pin_104', 'Signups this week', 655, {
      'signups.total': 218,
      'signups.trial': 164,
      'conversion.rate': '12.4 %',
    }),
    pin('pin_105', 'Warehouse stock', 503, { 'stock.skus': 4_812, 'stock.low': 23, 'inbound.pallets': 9 }),
    pin('pin_106', 'API latency', 1_847, { 'latency.p50': '41 ms', 'latency.p95': '187 ms', 'errors.rate': '0.07 %' }),
    pin('pin_107', 'Release 4.2', 388, { 'release.stage': 'canary', 'release.rollout': '15 %', 'incidents.open': 0 }),
    pin('pin_108', 'Energy, Sion site', 276, { 'power.now': '312 kW', 'solar.share': '61 %', 'peak.today': '418 kW' }),
    pin('pin_109', 'Hiring pipeline', 241, { 'roles.open': 6, 'interviews.week': 14, 'offers.out': 2 }, 'draft'),
    pin('pin_110', 'Newsletter 31', 194, { 'sent.count': 18_420, 'open.rate': '43 %', 'click.rate': '6.1 %' }),
    pin(
      'pin_111',
      'Invoices overdue',
      158,
      { 'overdue.count': 11, 'overdue.sum': '23,940 €', 'oldest.days': 47 },
      'draft',
    ),
    pin('pin_112', 'Data sync: Supabase', 420, { 'sync.status': 'syncing', 'sync.rows': 1_250, 'sync.total': 1_500 }),
  ];
}

function pin(id: string, title: string, views: number, templateVars: Pin['templateVars'], status = 'published'): Pin {
  return { id, title, status, isPublic: status === 'published', views, templateVars };
}

/** Body, votes, tags; then an answer, or a mark. */
const asked: readonly (readonly [
  string,
  number,
  readonly string[],
  { answer?: string; mark?: 'pinned' | 'frozen' }?,
])[] = [
  ['Can we get a quieter space on the fourth floor?', 12, ['Workplace']],
  [
    'Why was the travel policy changed without a heads-up?',
    31,
    ['Policy'],
    { answer: 'Fair point. The draft of the next change will be open for comments for two weeks.' },
  ],
  ['Is there a plan to open a Zürich office?', 18, ['Growth']],
  [
    'Will the pension plan move to the new provider this year?',
    27,
    ['Benefits'],
    { answer: 'Yes, on 1 October. Letters go out in August.' },
  ],
  [
    'Could releases move from Friday to Tuesday?',
    44,
    ['Product', 'Process'],
    { answer: 'Done: from sprint 31 on we release on Tuesdays.', mark: 'frozen' },
  ],
  [
    'What happened in the outage of 12 May, and what have we learned?',
    52,
    ['Reliability'],
    { answer: 'A certificate expired. The review is on the wiki; renewals are automatic now.' },
  ],
  ['How do we choose which customer requests get built?', 36, ['Product']],
  ['Can the design reviews be recorded for people in other time zones?', 22, ['Process']],
  ['When will the dark theme reach the mobile app?', 19, ['Product', 'Mobile']],
  ['Do we have a budget for conferences in autumn?', 15, ['Benefits']],
  ['Who decides about the on-call rota, and can it be swapped?', 24, ['Reliability']],
  ['Is the four-day week still being looked at?', 61, ['Policy'], { mark: 'pinned' }],
  ['Could we have more vegetarian choices at the canteen?', 9, ['Workplace']],
  ['Which of our tools may see customer data?', 47, ['Policy', 'Security']],
  ['How are we doing against the plan for the first half?', 33, ['Growth']],
  ['Can support get read access to the staging logs?', 11, ['Security', 'Process']],
  ['Will there be a summer party in the vineyard again?', 28, ['Workplace']],
  ['What is the roadmap for the second quarter?', 73, ['Roadmap', 'Product'], { mark: 'pinned' }],
  ['Why do two teams maintain their own date picker?', 17, ['Process']],
  ['Could we publish our accessibility statement?', 14, ['Product']],
  ['Is hiring still frozen for data roles?', 20, ['Growth'], { answer: 'No. Two roles opened on Monday.' }],
  ['How long do we keep event logs, and who can read them?', 13, ['Security']],
  ['Can the all-hands start at 10 instead of 9?', 26, ['Process']],
  ['What would make you say that this year was a good one?', 8, []],
];

export function seedQuestions(now: number): Question[] {
  return asked.map(([body, upvotes, tags, { answer, mark } = {}], index) => {
    const since = (asked.length - index) * 47 * minute;
    const later = new Date(now - since / 2).toISOString();
    return {
      id: `question-${String(index + 1).padStart(2, '0')}`,
      body,
      upvotes,
      status: answer ? 'ANSWERED' : 'OPEN',
      teamId: 'everyone',
      createdAt: new Date(now - since).toISOString(),
      tags: tags.map((name) => tagNamed(name)),
      isPinned: mark === 'pinned',
      isFrozen: mark === 'frozen',
      ...(mark === 'pinned' && { pinnedBy: 'moderator', pinnedAt: later }),
      ...(mark === 'frozen' && { frozenBy: 'moderator', frozenAt: later }),
      ...(answer !== undefined && { responseText: answer, respondedAt: later }),
    };
  });
}

/** Category, subcategory, location, status, reporter, assignee; then a note. */
const reported: readonly (readonly [string, string, string, string, string, string | null, string?])[] = [
  ['Facilities', 'Heating', 'Building A, floor 2', 'Done', 'Noémie Rey', 'Luca Favre', 'Valve replaced'],
  ['IT', 'Printer', 'Building B, reception', 'Done', 'Jan Berger', 'Ines Costa', 'Driver rolled back'],
  ['Safety', 'Fire exit', 'Warehouse 1', 'Done', 'Mira Novak', 'Tom Walker', 'Pallets moved, exit clear'],
  ['Facilities', 'Lighting', 'Hall 3', 'In progress', 'Priya Nair', 'Luca Favre', 'Waiting for the lift'],
  ['Logistics', 'Late delivery', 'Dock 4', 'In progress', 'Sven Olsen', 'Amira Haddad', 'Carrier confirmed 16:30'],
  ['IT', 'Wi-Fi', 'Building A, floor 4', 'In progress', 'Noémie Rey', 'Ines Costa'],
  ['Quality', 'Returned batch', 'Line 2', 'Blocked', 'Mira Novak', 'Tom Walker', 'Lab results due tomorrow'],
  ['Facilities', 'Lift', 'Building B', 'Blocked', 'Jan Berger', 'Luca Favre', 'Spare part ordered'],
  ['Safety', 'Spill', 'Warehouse 2, aisle 9', 'Done', 'Sven Olsen', 'Tom Walker', 'Cleaned and logged'],
  ['Logistics', 'Forklift', 'Warehouse 1', 'In progress', 'Amira Haddad', 'Sven Olsen'],
  ['IT', 'Access card', 'Building A, gate', 'Done', 'Priya Nair', 'Ines Costa', 'Card issued'],
  ['Quality', 'Label misprint', 'Line 1', 'In progress', 'Tom Walker', 'Mira Novak', 'Stock quarantined'],
  ['Facilities', 'Cooling', 'Server room', 'In progress', 'Ines Costa', 'Luca Favre', 'Second unit is on'],
  ['Safety', 'First-aid kit', 'Hall 1', 'Open', 'Noémie Rey', null],
  ['Logistics', 'Customs papers', 'Dock 2', 'Blocked', 'Amira Haddad', 'Amira Haddad', 'Broker asked for the original'],
  ['IT', 'Laptop', 'Building B, floor 1', 'Open', 'Jan Berger', 'Ines Costa'],
  ['Quality', 'Scale calibration', 'Line 3', 'Open', 'Mira Novak', null],
  ['Facilities', 'Water leak', 'Building A, kitchen', 'In progress', 'Priya Nair', 'Luca Favre', 'Main valve closed'],
  ['Logistics', 'Missing pallet', 'Warehouse 2', 'Open', 'Sven Olsen', null],
  ['Safety', 'Guard rail', 'Mezzanine', 'Open', 'Tom Walker', 'Tom Walker'],
  ['IT', 'Scanner', 'Dock 1', 'Open', 'Amira Haddad', null],
  ['Quality', 'Colour deviation', 'Line 2', 'Open', 'Mira Novak', null],
  ['Facilities', 'Door sensor', 'Hall 2', 'Open', 'Noémie Rey', null],
  ['Logistics', 'Express pickup', 'Dock 3', 'Open', 'Sven Olsen', 'Amira Haddad'],
];

export function seedActivities(now: number): Activity[] {
  return reported.map(([category, subcategory, location, status, reporter, assignedTo, notes], index) => ({
    id: `activity-${String(index + 1).padStart(2, '0')}`,
    category,
    subcategory,
    location,
    status,
    reporter,
    assignedTo,
    timestamp: new Date(now - (reported.length - index) * 13 * minute).toISOString(),
    latestUpdate: notes ? { notes, authorId: assignedTo ?? reporter, updateType: 'general' } : null,
  }));
}

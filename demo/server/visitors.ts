import { setTimeout as sleep } from 'node:timers/promises';
import type { Pin } from 'bisse/dialects/pindown';
import type { Question } from 'bisse/dialects/pulsestage';
import type { Activity } from 'bisse/dialects/workload-insights';
import { tagNamed, tagNames } from './pulsestage/tags.ts';

// Simulated people. They know nothing of the server but its address, and do what a person could do with a browser.

/** Lists longer than this are tended, not added to, so that a server that runs for weeks does not fill up. */
const longList = 40;

const people = ['Amira Haddad', 'Ines Costa', 'Luca Favre', 'Mira Novak', 'Sven Olsen', 'Tom Walker'];

const questions = [
  'Could we try a week without internal meetings?',
  'When do we hear about the new bonus scheme?',
  'Is there a plan for charging points in the car park?',
  'Can the weekly report be half as long?',
  'Will the old intranet be switched off this summer?',
  'Who can approve a second monitor these days?',
  'Are we still on track for the audit in November?',
  'Could support rotate through the product teams?',
];
const answers = [
  'Good idea: we will try it in the next sprint and report back.',
  'Not this quarter, but it is on the list for the next one.',
  'Yes. The details are in the notes of Monday’s meeting.',
  'We looked at it and decided against it; the reasons are on the wiki.',
];
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
/** The texts that a variable goes through. */
const states = [
  ['running', 'completed', 'waiting'],
  ['syncing', 'in sync', 'paused'],
  ['canary', 'rolling out', 'stable'],
];
const statuses = ['Open', 'In progress', 'Blocked', 'Done'];

interface Visit {
  read<Row>(path: string): Promise<Row[]>;
  send(method: 'POST' | 'PUT', path: string, body: object): Promise<unknown>;
}

/** What a visitor may do next, and how often relative to the rest. */
const acts: readonly (readonly [weight: number, act: (visit: Visit) => Promise<unknown>])[] = [
  [60, async (visit) => visit.send('POST', `/questions/${any(await openQuestions(visit)).id}/upvote`, {})],
  [48, async (visit) => visit.send('POST', `/api/pins/${any(await visit.read<Pin>('/api/pins')).id}/view`, {})],
  [28, changeVariable],
  [22, workOnActivity],
  [8, handOver],
  [4, askOrAnswer],
  [4, tagOrUntag],
  [2, reportOrClose],
  [1, pinOrLetGo],
  [1, publishOrTakeBack],
];

/** Lets visitors come to the server at `url`; the returned function sends them home. */
export function startVisitors(url: string, count = 4): () => Promise<void> {
  const leaving = new AbortController();
  const visits = Array.from({ length: count }, () => visit(url, leaving.signal));
  return async () => {
    leaving.abort();
    await Promise.all(visits);
  };
}

async function visit(url: string, signal: AbortSignal): Promise<void> {
  const browser: Visit = {
    read: async (path) => (await fetch(url + path, { signal })).json() as never,
    send: (method, path, body) =>
      fetch(url + path, {
        method,
        signal,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((response) => response.arrayBuffer()),
  };
  while (!signal.aborted) {
    // A second or two as a rule, and now and then a long look at something.
    await sleep(600 + 2_600 * Math.random() ** 2 + (Math.random() < 0.1 ? 4_000 : 0), undefined, { signal }).catch(
      leave,
    );
    if (!signal.aborted) await weighted()(browser).catch(leave);
  }
}

/** A refusal (somebody froze the question meanwhile) or the end of the visit: nothing that a visitor would talk about. */
function leave() {}

async function openQuestions(visit: Visit): Promise<Question[]> {
  return (await visit.read<Question>('/api/questions')).filter(({ isFrozen }) => !isFrozen);
}

async function changeVariable(visit: Visit) {
  const pin = any(await visit.read<Pin>('/api/pins'));
  const [name, value] = any(Object.entries(pin.templateVars));
  return visit.send('PUT', `/api/pins/${pin.id}`, { templateVars: { [name]: drift(value) } });
}

async function publishOrTakeBack(visit: Visit) {
  const pin = any(await visit.read<Pin>('/api/pins'));
  return visit.send('PUT', `/api/pins/${pin.id}`, { status: pin.isPublic ? 'draft' : 'published' });
}

async function askOrAnswer(visit: Visit) {
  const rows = await visit.read<Question>('/api/questions');
  if (rows.length < longList && Math.random() < 0.4) {
    const unasked = questions.filter((body) => !rows.some((row) => row.body === body));
    if (unasked.length > 0) return visit.send('POST', '/questions', { body: any(unasked) });
  }
  const open = rows.filter(({ status, isFrozen }) => status === 'OPEN' && !isFrozen);
  if (open.length > rows.length / 3) {
    return visit.send('POST', `/questions/${any(open).id}/answer`, { responseText: any(answers) });
  }
  const question = any(rows);
  return visit.send('POST', `/questions/${question.id}/freeze`, { isFrozen: !question.isFrozen });
}

async function tagOrUntag(visit: Visit) {
  const question = any(await visit.read<Question>('/api/questions'));
  const [first] = question.tags;
  if (first && question.tags.length > 2)
    return visit.send('POST', `/questions/${question.id}/untag`, { name: first.name });
  const { name, color } = tagNamed(any(tagNames));
  return visit.send('POST', `/questions/${question.id}/tag`, { name, color });
}

async function pinOrLetGo(visit: Visit) {
  const rows = await visit.read<Question>('/api/questions');
  const pinned = rows.filter(({ isPinned }) => isPinned);
  const question = pinned.length > 2 ? any(pinned) : any(rows);
  return visit.send('POST', `/questions/${question.id}/pin`, { isPinned: !question.isPinned });
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

/** A number drifts, also inside a text such as `187 ms`; a state changes to another. */
function drift(value: unknown): unknown {
  if (typeof value === 'number') return Math.max(0, Math.round(value * (0.97 + 0.06 * Math.random()) + Math.random()));
  const text = String(value);
  if (/^\d\d:\d\d$/.test(text)) return new Date().toTimeString().slice(0, 5);
  const parts = /^(\D*)([\d,]+(?:\.\d+)?)(.*)$/.exec(text);
  if (!parts)
    return any((states.find((list) => list.includes(text)) ?? [text, 'on', 'off']).filter((one) => one !== text));
  const number = parts[2] as string;
  const digits = number.split('.')[1]?.length ?? 0;
  const most = parts[3]?.trim() === '%' ? 100 : Number.POSITIVE_INFINITY;
  const drifted = Math.min(most, Number(number.replaceAll(',', '')) * (0.97 + 0.06 * Math.random()));
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${parts[1]}${drifted.toLocaleString('en-US', format)}${parts[3]}`;
}

function weighted() {
  let point = Math.random() * acts.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, act] of acts) {
    point -= weight;
    if (point < 0) return act;
  }
  return askOrAnswer;
}

/** One of them. An empty list is for its caller to rule out; here it ends the act. */
function any<One>(list: readonly One[]): One {
  if (list.length === 0) throw new Error('there is nothing to choose from');
  return list[Math.floor(Math.random() * list.length)] as One;
}

import type { Question } from 'bisse/dialects/pulsestage';
import { tagNamed, tagNames } from '../pulsestage/tags.ts';
import { type Act, any, longList, type Visit } from './visit.ts';

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

/** What people do with PulseStage. */
export const pulsestageActs: readonly Act[] = [
  [60, async (visit) => visit.send('POST', `/questions/${any(await openQuestions(visit)).id}/upvote`)],
  [4, askOrAnswer],
  [4, tagOrUntag],
  [1, pinOrLetGo],
];

async function openQuestions(visit: Visit): Promise<Question[]> {
  return (await visit.read<Question>('/api/questions')).filter(({ isFrozen }) => !isFrozen);
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

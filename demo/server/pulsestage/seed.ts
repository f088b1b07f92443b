import type { Question } from 'bisse/dialects/pulsestage';
import { tagNamed } from './tags.ts';

const minute = 60_000;

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

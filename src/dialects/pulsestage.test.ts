import { describe, expect, test } from 'vitest';
import {
  pulsestage,
  type Question,
  questionAnswered,
  questionCreated,
  questionFrozen,
  questionPinned,
  questionTagged,
  questionUntagged,
  questionUpvoted,
} from './pulsestage.ts';
import { apply, read } from './test/apply.ts';

const id = 'question-uuid';
const tags = [
  { id: 'tag-1', name: 'Product', color: '#3B82F6' },
  { id: 'tag-2', name: 'Roadmap', color: '#10B981' },
];
const created = {
  id,
  body: 'What is the roadmap for Q2?',
  upvotes: 0,
  status: 'OPEN',
  teamId: 'engineering-uuid',
  createdAt: '2025-10-08T10:30:00Z',
};
const question: Question = { ...created, tags: [], isPinned: false, isFrozen: false };

/** The payloads as the document prints them, and what each makes of the question above. */
const documented = [
  [questionUpvoted, { questionId: id, upvotes: 15 }, { upvotes: 15 }],
  [
    questionAnswered,
    { id, responseText: 'We launch in Q2.', respondedAt: '2025-10-08T10:35:00Z', status: 'ANSWERED' },
    { responseText: 'We launch in Q2.', respondedAt: '2025-10-08T10:35:00Z', status: 'ANSWERED' },
  ],
  [questionTagged, { questionId: id, tags }, { tags }],
  [questionUntagged, { questionId: id, tags: [] }, { tags: [] }],
  [
    questionPinned,
    { questionId: id, isPinned: true, pinnedBy: 'user-uuid', pinnedAt: '2025-10-08T10:40:00Z' },
    { isPinned: true, pinnedBy: 'user-uuid', pinnedAt: '2025-10-08T10:40:00Z' },
  ],
  [
    questionFrozen,
    { questionId: id, isFrozen: true, frozenBy: 'user-uuid', frozenAt: '2025-10-08T10:45:00Z' },
    { isFrozen: true, frozenBy: 'user-uuid', frozenAt: '2025-10-08T10:45:00Z' },
  ],
] as const;

describe.each(documented)('$type', (definition, payload, change) => {
  test('takes the payload of the document as it is', () => {
    expect(read(definition, payload)).toEqual(payload);
    expect(pulsestage().events).toContain(definition);
  });

  test('changes these fields of its question and nothing else, also when it comes twice', () => {
    const other = { ...question, id: 'another' };
    const once = apply([question, other], definition, payload);
    expect(once).toEqual([{ ...question, ...change }, other]);
    expect(apply(once, definition, payload)).toEqual(once);
  });

  test('refuses a payload that names no question', () => {
    expect(() => read(definition, { ...payload, id: undefined, questionId: undefined })).toThrow();
  });
});

test('a new question comes first, with the state of one to which nothing has happened', () => {
  const other = { ...question, id: 'another' };
  expect(apply([other], questionCreated, created)).toEqual([question, other]);
});

test('a created question keeps the fields that the document does not know', () => {
  expect(apply([], questionCreated, { ...created, teamName: 'Engineering' })[0]).toHaveProperty('teamName');
});

test('a question without upvotes, or with upvotes that are a text, is refused', () => {
  expect(() => read(questionCreated, { ...created, upvotes: undefined })).toThrow();
  expect(() => read(questionUpvoted, { questionId: id, upvotes: '15' })).toThrow();
});

test('untagging by a tag id takes that tag away, once', () => {
  const tagged = { ...question, tags };
  const payload = { questionId: id, tagId: 'tag-1' };
  const once = apply([tagged], questionUntagged, payload);
  expect(once).toEqual([{ ...question, tags: [tags[1]] }]);
  expect(apply(once, questionUntagged, payload)).toEqual(once);
});

test('letting a question go needs no name and no time', () => {
  const pinned = { ...question, isPinned: true, pinnedBy: 'user-uuid' };
  const rows = apply([pinned], questionPinned, { questionId: id, isPinned: false, pinnedBy: null });
  expect(rows).toEqual([{ ...question, isPinned: false, pinnedBy: null }]);
  expect(rows[0]).not.toHaveProperty('pinnedAt');
});

test('all seven events of the document are declared', () => {
  expect(pulsestage().events).toHaveLength(7);
  expect(pulsestage().framing).toBe('envelope');
});

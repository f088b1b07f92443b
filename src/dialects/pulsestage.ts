import * as v from 'valibot';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { number } from './fields.ts';

// PulseStage, "Event Types". A question that was just created lacks what comes later (tags, an answer, marks): the schema
// gives it the state that "nothing happened yet" means, so that components read `tags` and `isPinned` without a check.

const text = v.nullish(v.string());

const Tag = v.object({ id: v.string(), name: v.string(), color: v.string() });
const tags = v.array(Tag);

/** A label on a question. */
export type Tag = v.InferOutput<typeof Tag>;

const questionFields = {
  id: v.string(),
  body: v.string(),
  upvotes: number,
  /** `OPEN` or `ANSWERED`. */
  status: v.string(),
  teamId: text,
  createdAt: v.string(),
  tags: v.optional(tags, []),
  isPinned: v.optional(v.boolean(), false),
  pinnedBy: text,
  pinnedAt: text,
  /** A frozen question takes no more upvotes and no more responses. */
  isFrozen: v.optional(v.boolean(), false),
  frozenBy: text,
  frozenAt: text,
  responseText: text,
  respondedAt: text,
};

const QuestionRow = v.object(questionFields);

/** One question. */
export type Question = v.InferOutput<typeof QuestionRow>;

/** The schema of a question that keeps the fields it does not know. */
export const questionSchema = v.looseObject(questionFields);

/** Every query whose key begins with `['questions']`. */
export const questions = defineCollection('questions', { item: QuestionRow });

/** A question was asked. It goes to the start of lists that have no order of their own, as in the document's example. */
export const questionCreated = defineEvent('question:created', {
  schema: questionSchema,
  channel: 'questions',
  touches: [questions],
  patch: ({ data }) => questions.upsert(data, { at: 'start' }),
  notify: ({ data: { id, body } }) => ({ title: 'New question', message: body, key: `question:${id}` }),
});

/** A question got a vote; `upvotes` is the new total. */
export const questionUpvoted = defineEvent('question:upvoted', {
  schema: v.object({ questionId: v.string(), upvotes: number }),
  channel: 'questions',
  touches: [questions],
  patch: ({ data: { questionId, upvotes } }) => questions.merge(questionId, { upvotes }),
});

/** A moderator answered. The document names the question `id` here, and `questionId` in all events below. */
export const questionAnswered = defineEvent('question:answered', {
  schema: v.object({ id: v.string(), responseText: v.string(), respondedAt: v.string(), status: v.string() }),
  channel: 'questions',
  touches: [questions],
  patch: ({ data: { id, ...answer } }) => questions.merge(id, answer),
  notify: ({ data: { id, responseText } }) => ({
    title: 'Question answered',
    message: responseText,
    severity: 'success',
    key: `question:${id}`,
  }),
});

/** A tag was added; `tags` are all that the question has now. */
export const questionTagged = defineEvent('question:tagged', {
  schema: v.object({ questionId: v.string(), tags }),
  channel: 'questions',
  touches: [questions],
  patch: ({ data: { questionId, tags } }) => questions.merge(questionId, { tags }),
});

/**
 * A tag was taken away. The document lists the event without a payload. Two are read: like `question:tagged`, all tags
 * that are left; or only the `tagId` that is gone.
 */
export const questionUntagged = defineEvent('question:untagged', {
  schema: v.union([
    v.object({ questionId: v.string(), tags }),
    v.object({ questionId: v.string(), tagId: v.string() }),
  ]),
  channel: 'questions',
  touches: [questions],
  patch({ data }) {
    if ('tags' in data) return questions.merge(data.questionId, { tags: data.tags });
    const { questionId, tagId } = data;
    const untag = (question: Question) => ({ ...question, tags: question.tags.filter((tag) => tag.id !== tagId) });
    return questions.edit(questionId, untag, { idempotent: true });
  },
});

/** A moderator pinned a question, or let it go. */
export const questionPinned = defineEvent('question:pinned', {
  schema: v.object({ questionId: v.string(), isPinned: v.boolean(), pinnedBy: text, pinnedAt: text }),
  channel: 'questions',
  touches: [questions],
  patch: ({ data: { questionId, ...pin } }) => questions.merge(questionId, pin),
});

/** A moderator froze a question, or thawed it. */
export const questionFrozen = defineEvent('question:frozen', {
  schema: v.object({ questionId: v.string(), isFrozen: v.boolean(), frozenBy: text, frozenAt: text }),
  channel: 'questions',
  touches: [questions],
  patch: ({ data: { questionId, ...freeze } }) => questions.merge(questionId, freeze),
});

/** PulseStage: `{type, tenantId, data, timestamp}` envelopes. The tenant of an event is `event.meta.tenantId`. */
export function pulsestage() {
  return defineDialect({
    name: 'pulsestage',
    framing: 'envelope',
    events: [
      questionCreated,
      questionUpvoted,
      questionAnswered,
      questionTagged,
      questionUntagged,
      questionPinned,
      questionFrozen,
    ],
  });
}

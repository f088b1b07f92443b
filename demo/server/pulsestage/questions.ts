import { randomUUID } from 'node:crypto';
import type { Question } from 'bisse/dialects/pulsestage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import type { AppParts } from '../app-parts.ts';
import type { Change, DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { found, parse, Refusal, sendSnapshot, text } from '../requests.ts';
import { columns, insert, update } from '../tables.ts';
import { tagNamed } from './tags.ts';

type ById = { Params: { id: string } };

const to = 'channel:questions';
const who = 'moderator';
const tagName = text(40);
const tagColor = v.optional(
  v.pipe(v.string(), v.regex(/^(#[0-9a-f]{3,8}|[a-z]{3,24})$/i, 'Expected a colour such as #3B82F6.')),
);

/** PulseStage: people ask and vote, moderators answer, tag, pin and freeze. */
export function questionRoutes(app: FastifyInstance, { data }: AppParts) {
  app.get('/api/questions', async (_request, reply) =>
    sendSnapshot(reply, await data.read<Question>(`select ${columns.questions} from questions order by n desc`)),
  );

  app.post('/questions', async (request, reply) => {
    const { body, teamId } = parse(v.object({ body: text(), teamId: v.optional(text(100), 'everyone') }), request.body);
    const row = await data.change(async (query) => {
      const createdAt = new Date().toISOString();
      const question = await insert<Question>(query, 'questions', { id: randomUUID(), body, teamId, createdAt });
      return { result: question, events: [{ type: 'question:created', data: question, to }] };
    });
    return reply.code(201).send(row);
  });

  app.post<ById>('/questions/:id/upvote', (request) =>
    changeQuestion(request, async (query, question) => {
      refuseFrozen(question, 'votes');
      const changed = await update<Question>(query, 'questions', question.id, { upvotes: question.upvotes + 1 });
      return said(changed, {
        type: 'question:upvoted',
        data: { questionId: changed.id, upvotes: changed.upvotes },
        to,
      });
    }),
  );

  app.post<ById>('/questions/:id/answer', (request) => {
    const { responseText } = parse(v.object({ responseText: text() }), request.body);
    return changeQuestion(request, async (query, question) => {
      refuseFrozen(question, 'responses');
      const answer = { responseText, respondedAt: new Date().toISOString(), status: 'ANSWERED' };
      const changed = await update<Question>(query, 'questions', question.id, answer);
      const event = { ...answer, id: changed.id, responseText: changed.responseText ?? responseText };
      return said(changed, { type: 'question:answered', data: event, to });
    });
  });

  app.post<ById>('/questions/:id/tag', (request) => {
    const { name, color } = parse(v.object({ name: tagName, color: tagColor }), request.body);
    return changeQuestion(request, async (query, question) => {
      const tag = tagNamed(name, color);
      const known = question.tags.some(({ id }) => id === tag.id);
      const tags = known ? question.tags.map((other) => (other.id === tag.id ? tag : other)) : [...question.tags, tag];
      const changed = await update<Question>(query, 'questions', question.id, { tags });
      return said(changed, { type: 'question:tagged', data: { questionId: changed.id, tags: changed.tags }, to });
    });
  });

  app.post<ById>('/questions/:id/untag', (request) => {
    const { name } = parse(v.object({ name: tagName }), request.body);
    return changeQuestion(request, async (query, question) => {
      const tags = question.tags.filter(({ id }) => id !== tagNamed(name).id);
      const changed = await update<Question>(query, 'questions', question.id, { tags });
      return said(changed, { type: 'question:untagged', data: { questionId: changed.id, tags: changed.tags }, to });
    });
  });

  app.post<ById>('/questions/:id/pin', (request) => {
    const { isPinned } = parse(v.object({ isPinned: v.boolean() }), request.body);
    return changeQuestion(request, async (query, question) => {
      const pin = { isPinned, pinnedBy: isPinned ? who : null, pinnedAt: isPinned ? new Date().toISOString() : null };
      const changed = await update<Question>(query, 'questions', question.id, pin);
      return said(changed, { type: 'question:pinned', data: { questionId: changed.id, ...pin }, to });
    });
  });

  app.post<ById>('/questions/:id/freeze', (request) => {
    const { isFrozen } = parse(v.object({ isFrozen: v.boolean() }), request.body);
    return changeQuestion(request, async (query, question) => {
      const mark = { isFrozen, frozenBy: isFrozen ? who : null, frozenAt: isFrozen ? new Date().toISOString() : null };
      const changed = await update<Question>(query, 'questions', question.id, mark);
      return said(changed, { type: 'question:frozen', data: { questionId: changed.id, ...mark }, to });
    });
  });

  /** Runs a change of the question that the url names. */
  function changeQuestion(
    request: FastifyRequest<ById>,
    work: (query: Query, question: Question) => Promise<Change<Question>>,
  ): Promise<Question> {
    const { id } = request.params;
    return data.change(async (query) => {
      const [question] = await query<Question>(`select ${columns.questions} from questions where id = $1`, [id]);
      const { result, events } = await work(query, found(question, 'question', id));
      return { result, events: events.map((event) => ({ ...event, mutationId: mutationOf(request) })) };
    });
  }
}

/** Names the write, so that the page that sent it knows its own echo. */
function mutationOf({ headers }: FastifyRequest<ById>): string | undefined {
  const id = headers['mutation-id'];
  return typeof id === 'string' ? id : undefined;
}

function said(result: Question, event: DemoEvent): Change<Question> {
  return { result, events: [event] };
}

/** PulseStage: a frozen question takes "no more upvotes/responses". */
function refuseFrozen({ id, isFrozen }: Question, what: string) {
  if (isFrozen) throw new Refusal(409, `Question "${id}" is frozen: it takes no more ${what}.`);
}

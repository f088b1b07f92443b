import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Generation } from '../../rows/pindown.ts';
import type { AppParts } from '../app-parts.ts';
import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { found, parse, Refusal, sendSnapshot, text } from '../requests.ts';
import { columns, insert, rowOf, update } from '../tables.ts';
import type { Work } from '../work.ts';
import { noteAnswer } from './apis.ts';
import { countRequest } from './rate-limit.ts';

type ById = { Params: { id: string } };

const to = 'channel:ai';
const api = { provider: 'openai', endpoint: '/v1/completions' };

/** What is done at a time, in percent. */
const stride = 8;

const NewGeneration = v.object({
  prompt: text(200),
  type: v.optional(v.picklist(['template', 'block', 'improvement']), 'template'),
  /** Whose requests are counted. */
  userId: v.optional(text(40), 'you'),
});

/** The new row; or nothing, and when to come back. */
interface Answer {
  readonly row?: Generation;
  readonly resetTime: string;
}

/** PinDown.ai: texts are generated, for so many requests a minute. */
export function generationRoutes(app: FastifyInstance, { data, clock }: AppParts) {
  app.get('/api/ai/generations', async (_request, reply) =>
    sendSnapshot(reply, await data.read<Generation>(`select ${columns.generations} from generations order by n desc`)),
  );

  app.post('/api/ai/generations', async (request, reply) => {
    const { prompt, type, userId } = parse(NewGeneration, request.body);
    const answer = await data.change<Answer>(async (query) => {
      const now = new Date(clock.now());
      const { isAllowed, resetTime, events } = await countRequest(query, now, userId, '/api/ai/generations');
      if (!isAllowed) {
        const limited = await noteAnswer(query, now, { ...api, status: 'rate_limited' });
        return { result: { resetTime }, events: [...events, limited] };
      }
      const row = await insert<Generation>(query, 'generations', {
        ...{ id: `req_${randomUUID()}`, prompt, type, stage: 'analyzing', progress: 0, timestamp: now.toISOString() },
      });
      return { result: { row, resetTime }, events: [{ type: 'ai:generation_requested', data: row, to }, ...events] };
    });
    if (answer.row) return reply.code(202).send(answer.row);
    throw new Refusal(429, `Too many requests: the next one is taken at ${answer.resetTime.slice(11, 19)} UTC.`);
  });

  app.delete<ById>('/api/ai/generations/:id', ({ params: { id } }) =>
    data.change(async (query) => {
      const row = found(await rowOf<Generation>(query, 'generations', id), 'generation', id);
      if (row.duration === null) throw new Refusal(409, 'This text is still being generated.');
      await query('delete from generations where id = $1', [id]);
      return { result: row, events: [{ type: 'ai:generation_removed', data: { requestId: id }, to }] };
    }),
  );
}

/** Each text under way comes on. */
export const generationWork: Work = {
  everyMs: 600,
  async step(query, now) {
    const events: DemoEvent[] = [];
    const running = `select ${columns.generations} from generations where duration is null order by n`;
    for (const row of await query<Generation>(running)) events.push(...(await goOn(query, now, row)));
    return events;
  },
};

async function goOn(query: Query, now: Date, row: Generation): Promise<DemoEvent[]> {
  const timestamp = now.toISOString();
  const progress = Math.min(100, row.progress + stride);
  if (progress < 100) {
    const stage = progress < 24 ? 'analyzing' : progress < 80 ? 'generating' : 'formatting';
    await update(query, 'generations', row.id, { stage, progress });
    const data = { requestId: row.id, type: row.type, stage, progress, timestamp } as const;
    return [{ type: 'ai:generation_progress', data, to }];
  }
  const content = `${row.prompt}: three numbers rose, one fell, and nothing needs your attention before Monday.`;
  const tokensUsed = 180 + content.length * 3;
  const duration = Math.max(1, now.getTime() - Date.parse(row.timestamp));
  await update(query, 'generations', row.id, { stage: 'complete', progress, content, tokensUsed, duration });
  const result = { content, templateVars: {}, tokensUsed };
  return [
    { type: 'ai:generation_complete', data: { requestId: row.id, result, duration, timestamp }, to },
    await noteAnswer(query, now, { ...api, status: 'success' }),
  ];
}

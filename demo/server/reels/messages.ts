import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Alert, Notice, Profile } from '../../rows/reels.ts';
import type { AppParts } from '../app-parts.ts';
import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { parse, sendSnapshot, text } from '../requests.ts';
import { columns, insert, update } from '../tables.ts';

const to = 'channel:notifications';

/** How many words to a user are kept. */
const kept = 12;

const NewNotice = v.object({
  title: text(80),
  message: text(200),
  type: v.optional(v.picklist(['info', 'success', 'warning', 'error']), 'info'),
});

const NewAlert = v.object({
  message: text(200),
  type: v.optional(v.picklist(['info', 'warning', 'maintenance']), 'info'),
  /** In ms: how long it holds. */
  duration: v.optional(v.pipe(v.number(), v.minValue(1_000), v.maxValue(3_600_000)), 30_000),
});

/** Reels: words to the user and to everybody, and who the user is. */
export function messageRoutes(app: FastifyInstance, { data, clock }: AppParts) {
  const now = () => new Date(clock.now());

  app.get('/api/notifications', async (_request, reply) =>
    sendSnapshot(
      reply,
      await data.read<Notice>(`select ${columns.notices} from notices order by n desc limit ${kept}`),
    ),
  );

  app.post('/api/notifications', async (request, reply) => {
    const fields = parse(NewNotice, request.body);
    await data.change(async (query) => ({ result: undefined, events: [await notify(query, now(), fields)] }));
    return reply.code(201).send(fields);
  });

  app.get('/api/alerts', async (_request, reply) => {
    const holding = `select ${columns.alerts} from alerts where until > $1 order by n desc`;
    return sendSnapshot(reply, await data.read<Alert>(holding, [now().toISOString()]));
  });

  app.post('/api/alerts', async (request, reply) => {
    const { message, type, duration } = parse(NewAlert, request.body);
    const row = await data.change(async (query) => {
      await query('delete from alerts where until <= $1', [now().toISOString()]);
      const until = new Date(clock.now() + duration).toISOString();
      const alert = await insert<Alert>(query, 'alerts', { id: `alert_${randomUUID()}`, message, type, until });
      return { result: alert, events: [{ type: 'system_alert', data: { message, type, duration }, to }] };
    });
    return reply.code(201).send(row);
  });

  app.get('/api/user', async (_request, reply) => {
    const { rows, cursor } = await data.read<Profile>(`select ${columns.profile} from profile where id = 'you'`);
    return reply.header('Stream-Cursor', cursor).send(rows[0]);
  });

  app.put('/api/user', (request) => {
    const { displayName } = parse(v.object({ displayName: text(60) }), request.body);
    return data.change(async (query) => {
      const profile = await update<Profile>(query, 'profile', 'you', { displayName });
      return {
        result: profile,
        events: [{ type: 'user_update', data: { type: 'profile', data: { displayName } }, to }],
      };
    });
  });
}

/** Keeps a word to the user, forgets the oldest, and gives the event. */
export async function notify(
  query: Query,
  now: Date,
  notice: Pick<Notice, 'title' | 'message' | 'type'>,
): Promise<DemoEvent> {
  await insert(query, 'notices', { id: `notice_${randomUUID()}`, ...notice, createdAt: now.toISOString() });
  await query(`delete from notices where n not in (select n from notices order by n desc limit ${kept})`);
  return { type: 'notification', data: notice, to };
}

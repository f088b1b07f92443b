import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Reel } from '../../rows/reels.ts';
import type { AppParts } from '../app-parts.ts';
import type { Query } from '../database.ts';
import { found, parse, Refusal, sendSnapshot, text } from '../requests.ts';
import { columns, insert, rowOf, update } from '../tables.ts';
import { drawFilm } from './film.ts';
import { stepReel } from './steps.ts';

type ById = { Params: { id: string } };

const to = 'channel:uploads';

/** How much of a film comes in one request, at most. */
const partBytes = 1 << 20;

const NewReel = v.object({
  title: text(120),
  /** In bytes. */
  size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500_000_000)),
});

/** Reels: films are announced, sent part by part, processed, played, tried again and taken away. */
export function reelRoutes(app: FastifyInstance, { data, clock }: AppParts) {
  const now = () => new Date(clock.now()).toISOString();

  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: partBytes }, (_, body, done) =>
    done(null, body),
  );

  app.get('/api/reels', async (_request, reply) =>
    sendSnapshot(reply, await data.read<Reel>(`select ${columns.reels} from reels order by n desc`)),
  );

  app.get<ById & { Querystring: { still?: string } }>('/api/reels/:id/film.svg', ({ params, query }, reply) =>
    reply.type('image/svg+xml').send(drawFilm(params.id, query.still !== undefined)),
  );

  app.post('/api/reels', async (request, reply) => {
    const { title, size } = parse(NewReel, request.body);
    const row = await data.change(async (query) => {
      const fields = { id: `reel_${randomUUID()}`, title, size, received: 0, status: 'uploading', progress: 0 };
      const reel = await insert<Reel>(query, 'reels', { ...fields, createdAt: now(), heardAt: now() });
      return { result: reel, events: [{ type: 'reel_created', data: reel, to }] };
    });
    return reply.code(201).send(row);
  });

  app.put<ById>('/api/reels/:id/content', ({ params: { id }, headers, body }) => {
    if (!Buffer.isBuffer(body)) throw new Refusal(415, 'Expected bytes, as application/octet-stream.');
    const offset = Number(headers['upload-offset'] ?? Number.NaN);
    return data.change(async (query) => {
      const { status, size } = await reelOf(query, id);
      const before = await receivedOf(query, id);
      if (status !== 'uploading') throw new Refusal(409, 'This reel takes no more bytes.');
      if (offset !== before) throw new Refusal(409, `Upload-Offset: expected ${before}, the bytes that are here.`);
      const received = before + body.length;
      if (received > size) throw new Refusal(400, `These are more than the ${size} bytes that were announced.`);
      const step =
        received === size
          ? ({ status: 'processing', progress: 0 } as const)
          : ({ status: 'uploading', progress: Math.floor((100 * received) / size) } as const);
      const { reel, event } = await stepReel(query, id, { ...step, message: null, received, heardAt: now() });
      return { result: reel, events: [event] };
    });
  });

  app.post<ById>('/api/reels/:id/retry', ({ params: { id } }) =>
    data.change(async (query) => {
      const { status, size } = await reelOf(query, id);
      if (status !== 'error') throw new Refusal(409, 'This reel has not failed.');
      if ((await receivedOf(query, id)) < size) throw new Refusal(409, 'Not all of this film is here. Send it again.');
      await update(query, 'reels', id, { isFailing: false });
      const { reel, event } = await stepReel(query, id, { status: 'processing', progress: 0, message: null });
      return { result: reel, events: [event] };
    }),
  );

  app.post<ById>('/api/reels/:id/fail', ({ params: { id } }) =>
    data.change(async (query) => {
      const { status } = await reelOf(query, id);
      if (status !== 'processing') throw new Refusal(409, 'Only a reel that is being processed can be made to fail.');
      return { result: await update<Reel>(query, 'reels', id, { isFailing: true }), events: [] };
    }),
  );

  app.delete<ById>('/api/reels/:id', ({ params: { id } }) =>
    data.change(async (query) => {
      const result = await reelOf(query, id);
      await query('delete from reels where id = $1', [id]);
      return { result, events: [{ type: 'reel_removed', data: { reelId: id }, to }] };
    }),
  );
}

async function reelOf(query: Query, id: string): Promise<Reel> {
  return found(await rowOf<Reel>(query, 'reels', id), 'reel', id);
}

/** How many bytes of a reel are here. */
async function receivedOf(query: Query, id: string): Promise<number> {
  const [row] = await query<{ readonly received: number }>('select received from reels where id = $1', [id]);
  return row?.received ?? 0;
}

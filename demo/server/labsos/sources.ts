import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Job, LabSource } from '../../rows/labsos.ts';
import type { AppParts } from '../app-parts.ts';
import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { found, parse, Refusal, sendSnapshot, text } from '../requests.ts';
import { columns, insert, rowOf, update } from '../tables.ts';
import { projectPath } from './project.ts';

type ById = { Params: { id: string } };

const to = 'channel:status';

const NewSource = v.object({
  source_name: text(120),
  pages: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)), 14),
});

/** LabsOS: sources are added to the project and ingested. */
export function sourceRoutes(app: FastifyInstance, { data, clock }: AppParts) {
  app.get(`${projectPath}/sources`, async (_request, reply) =>
    sendSnapshot(
      reply,
      await data.read<LabSource>(`select ${columns.ingestion_sources} from ingestion_sources order by n desc`),
    ),
  );

  app.post(`${projectPath}/sources`, async (request, reply) => {
    const { source_name, pages } = parse(NewSource, request.body);
    const row = await data.change(async (query) => {
      const updated_at = new Date(clock.now()).toISOString();
      const fields = { id: `source_${randomUUID()}`, source_name, pages, status: 'pending', updated_at };
      const source = await insert<LabSource>(query, 'ingestion_sources', fields);
      return { result: source, events: [{ type: 'source_added', data: source, to }] };
    });
    return reply.code(201).send(row);
  });

  app.post<ById>(`${projectPath}/sources/:id/ingest`, ({ params: { id } }) =>
    data.change(async (query) => {
      const { status, source_name } = found(await rowOf<LabSource>(query, 'ingestion_sources', id), 'source', id);
      if (status === 'pending' || status === 'processing') {
        throw new Refusal(409, `"${source_name}" is being ingested already.`);
      }
      const { source, event } = await setStatus(query, new Date(clock.now()), id, 'pending');
      return { result: source, events: [event] };
    }),
  );
}

/** Changes a source's status; gives the row and what to tell of it. */
export async function setStatus(query: Query, now: Date, id: string, status: string) {
  const source = await update<LabSource>(query, 'ingestion_sources', id, { status, updated_at: now.toISOString() });
  const data = { sourceId: id, status, sourceName: source.source_name, updatedAt: source.updated_at };
  return { source, event: { type: 'status_update', data, to } as DemoEvent };
}

/** The job that ingests a source, from its first page on: a new one, or the source's own once more. */
export async function beginJob(query: Query, now: Date, source: LabSource): Promise<DemoEvent> {
  const id = `job_${source.id}`;
  const fields = { stage: 'extracting', current: 0, total: source.pages, message: null, updated_at: now.toISOString() };
  const known = await rowOf(query, 'jobs', id);
  const job = known
    ? await update<Job>(query, 'jobs', id, { ...fields, isFailing: false })
    : await insert<Job>(query, 'jobs', { id, source_id: source.id, ...fields });
  return { type: 'job_started', data: job, to };
}

import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Job, LabProposal, LabSource, Node } from '../../rows/labsos.ts';
import type { AppParts } from '../app-parts.ts';
import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { found, Refusal, sendSnapshot } from '../requests.ts';
import { columns, insert, rowOf, update } from '../tables.ts';
import type { Work } from '../work.ts';
import { projectPath } from './project.ts';
import { beginJob, setStatus } from './sources.ts';

type ById = { Params: { id: string } };

const to = 'channel:status';

/** LabsOS: the jobs that ingest sources. */
export function jobRoutes(app: FastifyInstance, { data }: AppParts) {
  app.get(`${projectPath}/jobs`, async (_request, reply) =>
    sendSnapshot(reply, await data.read<Job>(`select ${columns.jobs} from jobs order by n desc`)),
  );

  app.post<ById>(`${projectPath}/jobs/:id/fail`, ({ params: { id } }) =>
    data.change(async (query) => {
      const { stage } = found(await rowOf<Job>(query, 'jobs', id), 'job', id);
      if (stage === 'complete' || stage === 'failed') throw new Refusal(409, 'This job has come to its end.');
      return { result: await update<Job>(query, 'jobs', id, { isFailing: true }), events: [] };
    }),
  );
}

/** What is waiting begins; what runs reads on, proposes nodes at its end, or fails as it was told to. */
export const ingestWork: Work = {
  everyMs: 700,
  async step(query, now) {
    const events: DemoEvent[] = [];
    const open = `select ${columns.jobs}, "isFailing" from jobs where stage not in ('complete', 'failed') order by n`;
    for (const job of await query<Job & { readonly isFailing: boolean }>(open)) {
      events.push(...(job.isFailing ? await fail(query, now, job) : await readOn(query, now, job)));
    }
    const pending = `select ${columns.ingestion_sources} from ingestion_sources where status = 'pending' order by n`;
    for (const source of await query<LabSource>(pending)) {
      events.push((await setStatus(query, now, source.id, 'processing')).event, await beginJob(query, now, source));
    }
    return events;
  },
};

async function readOn(query: Query, now: Date, job: Job): Promise<DemoEvent[]> {
  const total = job.total ?? 0;
  const current = Math.min(total, (job.current ?? 0) + Math.max(1, Math.round(total / 14)));
  if (current < total) {
    const stage = current < total * 0.6 ? 'extracting' : 'linking';
    return [await progress(query, now, job.id, { stage, current, message: `Page ${current} of ${total}` })];
  }
  const proposed = await propose(query, now, job.source_id);
  const message = proposed.length === 1 ? '1 proposal' : `${proposed.length} proposals`;
  return [
    await progress(query, now, job.id, { stage: 'complete', current, message }),
    (await setStatus(query, now, job.source_id, 'completed')).event,
    ...proposed,
  ];
}

async function fail(query: Query, now: Date, job: Job): Promise<DemoEvent[]> {
  const current = job.current ?? 0;
  const message = `Page ${current + 1} cannot be read`;
  return [
    await progress(query, now, job.id, { stage: 'failed', current, message }),
    (await setStatus(query, now, job.source_id, 'failed')).event,
  ];
}

type Step = Pick<Job, 'stage' | 'current' | 'message'>;

async function progress(query: Query, now: Date, id: string, step: Step): Promise<DemoEvent> {
  const { stage, current, total, message } = await update<Job>(query, 'jobs', id, {
    ...step,
    updated_at: now.toISOString(),
  });
  const data = { jobId: id, progress: { stage, current, total, message, timestamp: now.getTime() } };
  return { type: 'progress_update', data, to };
}

const ideas = [
  'Rinse twice before weighing',
  'Night samples differ from day samples',
  'Replace filters every 40 runs',
  'Room 3 is warmer than logged',
  'Operators skip step 7',
  'Blank needed after each plate',
  'Vials from lot 12 leak',
  'Compare with last spring',
  'Gloves change between rooms',
  'Weigh at the same hour',
  'Two scales disagree by 3 mg',
  'The old buffer works better',
  'Log who opens the freezer',
  'Samples settle within a day',
];

/** Ideas that nobody proposed yet, as long as there are such; then those that do not wait for an answer. */
async function newIdeas(query: Query, count: number): Promise<string[]> {
  const titles = async (table: string) => (await query<Node>(`select title from ${table}`)).map(({ title }) => title);
  const waiting = new Set(await titles('proposed_nodes'));
  const known = new Set(await titles('nodes'));
  const free = ideas.filter((idea) => !waiting.has(idea));
  const shuffled = free.map((idea) => ({ idea, at: Math.random() + (known.has(idea) ? 1 : 0) }));
  return shuffled
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ idea }) => idea);
}

/** What a source that was read to its end suggests: two nodes, as a rule. */
async function propose(query: Query, now: Date, source_id: string): Promise<DemoEvent[]> {
  const events: DemoEvent[] = [];
  for (const title of await newIdeas(query, 2)) {
    const confidence = Math.round(35 + 60 * Math.random()) / 100;
    const fields = { id: `proposal_${randomUUID()}`, title, confidence, created_at: now.toISOString(), source_id };
    const { id } = await insert<LabProposal>(query, 'proposed_nodes', fields);
    events.push({
      type: 'new_proposal',
      data: { proposalId: id, title, confidence, createdAt: fields.created_at },
      to,
    });
  }
  return events;
}

import type { Pin } from 'bisse/dialects/pindown';
import type { FastifyInstance } from 'fastify';
import type { Pipeline } from '../../rows/pindown.ts';
import type { AppParts } from '../app-parts.ts';
import type { Change, DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { found, Refusal, sendSnapshot } from '../requests.ts';
import { columns, rowOf, update } from '../tables.ts';
import type { Work } from '../work.ts';
import { noteAnswer } from './apis.ts';

type ById = { Params: { id: string } };

/** What is done at a time, in percent. */
const stride = 6;

/** The stages, and at which percentage each begins. */
const stages = [
  ['data_processing', 0],
  ['transforming', 45],
  ['publishing', 80],
] as const;

/** PinDown.ai: pipelines are started, cancelled, and made to fail. */
export function pipelineRoutes(app: FastifyInstance, { data, clock }: AppParts) {
  app.get('/api/pipelines', async (_request, reply) =>
    sendSnapshot(reply, await data.read<Pipeline>(`select ${columns.pipelines} from pipelines order by n`)),
  );

  app.post<ById>('/api/pipelines/:id/start', ({ params: { id } }) =>
    data.change(async (query) => {
      const { status, name } = await pipelineOf(query, id);
      if (status === 'running') throw new Refusal(409, `"${name}" is running already.`);
      await update(query, 'pipelines', id, { isFailing: false });
      const step = { status: 'running', stage: stages[0][0], progress: 0, message: 'Opening the source' } as const;
      return advance(query, new Date(clock.now()), id, step);
    }),
  );

  app.post<ById>('/api/pipelines/:id/cancel', ({ params: { id } }) =>
    data.change(async (query) => {
      const { progress } = await running(query, id);
      const step = { status: 'failed', stage: 'cancelled', progress, message: 'Cancelled' } as const;
      return advance(query, new Date(clock.now()), id, step);
    }),
  );

  app.post<ById>('/api/pipelines/:id/fail', ({ params: { id } }) =>
    data.change(async (query) => {
      await running(query, id);
      return { result: await update<Pipeline>(query, 'pipelines', id, { isFailing: true }), events: [] };
    }),
  );
}

interface Running extends Pipeline {
  readonly records: number;
  readonly provider: string;
  readonly endpoint: string;
  readonly pinId: string | null;
  readonly isFailing: boolean;
}

/** Each running pipeline goes on, comes to its end, or fails as it was told to. */
export const pipelineWork: Work = {
  everyMs: 700,
  async step(query, now) {
    const events: DemoEvent[] = [];
    for (const pipeline of await query<Running>(`select * from pipelines where status = 'running' order by n`)) {
      events.push(...(pipeline.isFailing ? await fail(query, now, pipeline) : await goOn(query, now, pipeline)));
    }
    return events;
  },
};

async function goOn(query: Query, now: Date, pipeline: Running): Promise<DemoEvent[]> {
  const { id, records, provider, endpoint, pinId } = pipeline;
  const progress = Math.min(100, pipeline.progress + stride);
  const [stage] = stages.findLast(([, from]) => progress >= from) ?? stages[0];
  const count = (share: number) => Math.round(records * share).toLocaleString('en-US');
  if (progress === 100) {
    const message = `${count(1)} records`;
    const { events } = await advance(query, now, id, { status: 'completed', stage, progress, message });
    return pinId ? [...events, ...(await showOnPin(query, now, pinId, records))] : [...events];
  }
  const message = `${count(progress / 100)} of ${count(1)} records`;
  const { events } = await advance(query, now, id, { status: 'running', stage, progress, message });
  if (stage === pipeline.stage) return [...events];
  return [...events, await noteAnswer(query, now, { provider, endpoint, status: 'success' })];
}

async function fail(query: Query, now: Date, { id, stage, progress, provider, endpoint }: Running) {
  const message = `${provider} answered 502 three times`;
  const { events } = await advance(query, now, id, { status: 'failed', stage, progress, message });
  return [...events, await noteAnswer(query, now, { provider, endpoint, status: 'error' })];
}

/** The pin that stands for a pipeline shows what came of its last run. */
async function showOnPin(query: Query, now: Date, pinId: string, records: number): Promise<DemoEvent[]> {
  const pin = await rowOf<Pin>(query, 'pins', pinId);
  if (!pin) return [];
  const updatedVars = {
    'automation.status': 'completed',
    'automation.records_processed': records,
    'automation.last_run': now.toTimeString().slice(0, 5),
  };
  await update(query, 'pins', pinId, { templateVars: { ...pin.templateVars, ...updatedVars } });
  const data = { pinId, updatedVars, timestamp: now.toISOString() };
  return [{ type: 'pin:content_updated', data, to: 'channel:pins' }];
}

type Step = Pick<Pipeline, 'stage' | 'progress' | 'message'> & { status: 'running' | 'completed' | 'failed' };

async function advance(query: Query, now: Date, id: string, step: Step): Promise<Change<Pipeline>> {
  const timestamp = now.toISOString();
  const result = await update<Pipeline>(query, 'pipelines', id, { ...step, timestamp });
  const data = { pipelineId: id, ...step, timestamp };
  return { result, events: [{ type: 'automation:pipeline_status', data, to: 'channel:automation' }] };
}

async function pipelineOf(query: Query, id: string): Promise<Pipeline> {
  return found(await rowOf<Pipeline>(query, 'pipelines', id), 'pipeline', id);
}

async function running(query: Query, id: string): Promise<Pipeline> {
  const pipeline = await pipelineOf(query, id);
  if (pipeline.status !== 'running') throw new Refusal(409, `"${pipeline.name}" is not running.`);
  return pipeline;
}

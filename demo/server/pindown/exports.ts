import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { AppParts } from '../app-parts.ts';
import type { DemoEvent } from '../data.ts';
import { insert, update } from '../tables.ts';
import type { Work } from '../work.ts';

interface Export {
  readonly id: string;
  readonly timestamp: string;
}

/** PinDown.ai: the board is exported by a job of which only the end is told. */
export function exportRoutes(app: FastifyInstance, { data, clock }: AppParts) {
  app.post('/api/exports', async (_request, reply) => {
    const job = await data.change(async (query) => {
      const timestamp = new Date(clock.now()).toISOString();
      const row = { id: `export_${randomUUID()}`, status: 'running', timestamp };
      return { result: await insert<Export>(query, 'exports', row), events: [] };
    });
    return reply.code(202).send(job);
  });
}

/** Each export is done at the next step. */
export const exportWork: Work = {
  everyMs: 2_000,
  async step(query, now) {
    const events: DemoEvent[] = [];
    for (const { id, timestamp } of await query<Export>(`select id, timestamp from exports where status = 'running'`)) {
      const rows = await query(`select 1 from pins`);
      const duration = Math.max(1, now.getTime() - Date.parse(timestamp));
      await update(query, 'exports', id, { status: 'completed', pins: rows.length, duration });
      const result = { pins: rows.length };
      const job = { jobId: id, type: 'data_export', status: 'completed', result, duration } as const;
      events.push({
        type: 'system:job_completed',
        data: { ...job, timestamp: now.toISOString() },
        to: 'channel:system',
      });
    }
    return events;
  },
};

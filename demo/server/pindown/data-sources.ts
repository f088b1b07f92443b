import type { FastifyInstance } from 'fastify';
import type { DataSource } from '../../rows/pindown.ts';
import type { AppParts } from '../app-parts.ts';
import type { Change, DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { found, Refusal, sendSnapshot } from '../requests.ts';
import { columns, rowOf, update } from '../tables.ts';
import type { Work } from '../work.ts';

type ById = { Params: { id: string } };

/** The share of a source that is read at a time. */
const share = 1 / 12;

/** PinDown.ai: outside data is brought in step. */
export function dataSourceRoutes(app: FastifyInstance, { data }: AppParts) {
  app.get('/api/data-sources', async (_request, reply) =>
    sendSnapshot(reply, await data.read<DataSource>(`select ${columns.data_sources} from data_sources order by n`)),
  );

  app.post<ById>('/api/data-sources/:id/sync', ({ params: { id } }) =>
    data.change(async (query) => {
      const source = found(await rowOf<DataSource>(query, 'data_sources', id), 'data source', id);
      if (source.status === 'syncing') throw new Refusal(409, `"${source.sourceName}" is being synchronised already.`);
      return advance(query, id, { status: 'syncing', recordsProcessed: 0 });
    }),
  );
}

/** Each source that is being synchronised has some more records read. */
export const dataSourceWork: Work = {
  everyMs: 600,
  async step(query, now) {
    const events: DemoEvent[] = [];
    const syncing = `select ${columns.data_sources} from data_sources where status = 'syncing' order by n`;
    for (const { id, recordsProcessed, totalRecords } of await query<DataSource>(syncing)) {
      const read = Math.min(totalRecords, recordsProcessed + Math.ceil(totalRecords * share));
      const isDone = read === totalRecords;
      const step = isDone
        ? { status: 'completed', recordsProcessed: read, lastSync: now.toISOString() }
        : { status: 'syncing', recordsProcessed: read };
      events.push(...(await advance(query, id, step)).events);
    }
    return events;
  },
};

async function advance(query: Query, id: string, fields: object): Promise<Change<DataSource>> {
  const source = await update<DataSource>(query, 'data_sources', id, fields);
  const { id: sourceId, ...rest } = source;
  return {
    result: source,
    events: [{ type: 'automation:datasource_sync', data: { sourceId, ...rest }, to: 'channel:automation' }],
  };
}

import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Person } from '../../rows/workload-insights.ts';
import type { AppParts } from '../app-parts.ts';
import { found, parse, sendSnapshot } from '../requests.ts';
import { columns, rowOf, update } from '../tables.ts';

type ById = { Params: { id: string } };

/** Workload Insights: who is here. */
export function peopleRoutes(app: FastifyInstance, { data, clock }: AppParts) {
  app.get('/api/people', async (_request, reply) =>
    sendSnapshot(reply, await data.read<Person>(`select ${columns.people} from people order by n`)),
  );

  app.put<ById>('/api/people/:id/presence', (request) => {
    const { isOnline } = parse(v.object({ isOnline: v.boolean() }), request.body);
    const { id } = request.params;
    return data.change(async (query) => {
      const before = found(await rowOf<Person>(query, 'people', id), 'person', id);
      // To be here twice is no news.
      if (before.isOnline === isOnline) return { result: before, events: [] };
      const since = new Date(clock.now()).toISOString();
      const person = await update<Person>(query, 'people', id, { isOnline, since });
      const event = { userId: id, isOnline, timestamp: since };
      return { result: person, events: [{ type: 'presence_updated', data: event, to: 'channel:presence' }] };
    });
  });
}

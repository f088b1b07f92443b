import type { Pin } from 'bisse/dialects/pindown';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { AppParts } from '../app-parts.ts';
import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { found, parse, sendSnapshot, text } from '../requests.ts';
import { columns, update } from '../tables.ts';

type ById = { Params: { id: string } };

const to = 'channel:pins';

const PinChange = v.pipe(
  v.object({
    title: v.optional(text(200)),
    templateVars: v.optional(v.record(v.string(), v.unknown())),
    status: v.optional(text(40)),
  }),
  v.check((body) => Object.keys(body).length > 0, 'Expected a title, templateVars or a status.'),
);

/** PinDown.ai: pins are looked at, filled with new values, published and renamed. */
export function pinRoutes(app: FastifyInstance, { data }: AppParts) {
  app.get('/api/pins', async (_request, reply) =>
    sendSnapshot(reply, await data.read<Pin>(`select ${columns.pins} from pins order by n`)),
  );

  app.put<ById>('/api/pins/:id', (request) => {
    const { title, templateVars, status } = parse(PinChange, request.body);
    return data.change(async (query) => {
      const before = await pinOf(query, request.params.id);
      const pin = await update<Pin>(query, 'pins', before.id, {
        ...(title !== undefined && { title }),
        // Variables that the request does not name stay, as `pin:content_updated` says.
        ...(templateVars && { templateVars: { ...before.templateVars, ...templateVars } }),
        ...(status !== undefined && { status, isPublic: status === 'published' }),
      });
      const about = { pinId: pin.id, timestamp: new Date().toISOString() };
      const events: DemoEvent[] = [];
      if (templateVars) events.push({ type: 'pin:content_updated', data: { ...about, updatedVars: templateVars }, to });
      if (status !== undefined) {
        const { status, isPublic } = pin;
        events.push({ type: 'pin:status_changed', data: { ...about, status, isPublic }, to });
      }
      if (title !== undefined) events.push({ type: 'pin:updated', data: pin, to });
      return { result: pin, events };
    });
  });

  app.post<ById>('/api/pins/:id/view', (request) =>
    data.change(async (query) => {
      const before = await pinOf(query, request.params.id);
      const pin = await update<Pin>(query, 'pins', before.id, { views: before.views + 1 });
      const event = { pinId: pin.id, views: pin.views, timestamp: new Date().toISOString() };
      return { result: pin, events: [{ type: 'pin:views_updated', data: event, to }] };
    }),
  );
}

async function pinOf(query: Query, id: string): Promise<Pin> {
  const [pin] = await query<Pin>(`select ${columns.pins} from pins where id = $1`, [id]);
  return found(pin, 'pin', id);
}

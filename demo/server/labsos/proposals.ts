import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { LabProposal, Node } from '../../rows/labsos.ts';
import type { AppParts } from '../app-parts.ts';
import type { Query } from '../database.ts';
import { found, parse, sendSnapshot, text } from '../requests.ts';
import { columns, insert, rowOf, update } from '../tables.ts';
import { projectPath } from './project.ts';

type ById = { Params: { id: string } };

const to = 'channel:status';

/** LabsOS: what the machine proposes is reworded, accepted or rejected; what is accepted is a node of the project. */
export function proposalRoutes(app: FastifyInstance, { data, clock }: AppParts) {
  app.get(`${projectPath}/proposals`, async (_request, reply) =>
    sendSnapshot(
      reply,
      await data.read<LabProposal>(`select ${columns.proposed_nodes} from proposed_nodes order by n desc`),
    ),
  );

  app.get(`${projectPath}/nodes`, async (_request, reply) =>
    sendSnapshot(reply, await data.read<Node>(`select ${columns.nodes} from nodes order by n desc`)),
  );

  app.put<ById>(`${projectPath}/proposals/:id`, (request) => {
    const { title } = parse(v.object({ title: text(200) }), request.body);
    const { id } = request.params;
    return data.change(async (query) => {
      await proposalOf(query, id);
      const result = await update<LabProposal>(query, 'proposed_nodes', id, { title });
      return { result, events: [{ type: 'proposal_update', data: { proposalId: id, title }, to }] };
    });
  });

  app.post<ById>(`${projectPath}/proposals/:id/accept`, ({ params: { id } }) =>
    data.change(async (query) => {
      const { title } = await proposalOf(query, id);
      await query('delete from proposed_nodes where id = $1', [id]);
      const fields = { id: `node_${id}`, title, created_at: new Date(clock.now()).toISOString() };
      const node = await insert<Node>(query, 'nodes', fields);
      return {
        result: node,
        events: [
          { type: 'proposal_deleted', data: { proposalId: id }, to },
          { type: 'node_created', data: node, to },
        ],
      };
    }),
  );

  app.post<ById>(`${projectPath}/proposals/:id/reject`, ({ params: { id } }) =>
    data.change(async (query) => {
      const result = await proposalOf(query, id);
      await query('delete from proposed_nodes where id = $1', [id]);
      return { result, events: [{ type: 'proposal_deleted', data: { proposalId: id }, to }] };
    }),
  );
}

async function proposalOf(query: Query, id: string): Promise<LabProposal> {
  return found(await rowOf<LabProposal>(query, 'proposed_nodes', id), 'proposal', id);
}

import type { FastifyInstance } from 'fastify';
import type { Api } from '../../rows/pindown.ts';
import type { AppParts } from '../app-parts.ts';
import type { DemoEvent } from '../data.ts';
import type { Query } from '../database.ts';
import { sendSnapshot } from '../requests.ts';
import { columns, insert, rowOf, update } from '../tables.ts';

export function apiRoutes(app: FastifyInstance, { data }: AppParts) {
  app.get('/api/apis', async (_request, reply) =>
    sendSnapshot(reply, await data.read<Api>(`select ${columns.apis} from apis order by n`)),
  );
}

export interface Answer {
  readonly provider: string;
  readonly endpoint: string;
  readonly status: Api['status'];
}

/** An outside API has answered: keeps it as the endpoint's last answer, and gives the word of it. */
export async function noteAnswer(query: Query, now: Date, answer: Answer): Promise<DemoEvent> {
  const id = `${answer.provider} ${answer.endpoint}`;
  const timestamp = now.toISOString();
  const fields = { ...answer, responseTime: responseTimeOf(answer.status), timestamp };
  if (await rowOf(query, 'apis', id)) await update(query, 'apis', id, fields);
  else await insert(query, 'apis', { id, ...fields });
  return { type: 'automation:api_status', data: fields, to: 'channel:automation' };
}

/** There is no such API, so nobody has measured this: a quick yes, a quicker no, a slow failure. In ms. */
function responseTimeOf(status: Api['status']): number {
  const [least, most] = { success: [60, 420], rate_limited: [20, 60], error: [1_800, 3_200] }[status] as [
    number,
    number,
  ];
  return Math.round(least + (most - least) * Math.random());
}

import type { FastifyInstance } from 'fastify';
import type { Dialect } from '../../events/dialect.ts';
import type { Duration } from '../../utils/duration.ts';
import type { Hub } from '../hub.ts';
import { answerReply } from './fastify-reply.ts';
import { toRequest } from './node.ts';

export interface FastifyHubOptions<D extends Dialect = Dialect> {
  readonly hub: Hub<D>;
  /** Default `'/events'`. */
  readonly url?: string;
  /** How long `app.close()` takes to send the clients elsewhere, one by one. Default 0: all at once. */
  readonly drain?: Duration;
}

/**
 * The hub as a Fastify plugin: `app.register(fastifyHub, { hub, url: '/events' })`. Headers that hooks set, such as CORS,
 * go out with the stream. Closing the app drains the hub: open streams would keep it from closing.
 */
export async function fastifyHub<D extends Dialect>(
  app: FastifyInstance,
  options: FastifyHubOptions<D>,
): Promise<void> {
  const { hub, url = '/events', drain = 0 } = options;
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url,
    exposeHeadRoute: false,
    handler: (incoming, reply) => answerReply(hub, toRequest(incoming.raw, incoming.body), reply),
  });
  app.addHook('preClose', () => hub.drain(drain));
}

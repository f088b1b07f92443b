import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect } from '../../events/dialect.ts';
import type { Duration } from '../../utils/duration.ts';
import type { Hub } from '../hub.ts';
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
  app.route({ method: ['GET', 'POST', 'OPTIONS'], url, exposeHeadRoute: false, handler: answer });
  app.addHook('preClose', () => hub.drain(drain));

  async function answer(incoming: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const request = toRequest(incoming.raw, incoming.body);
    if (!request) return reply.code(400).send('bisse: this request cannot be read.\n');
    const admission = await hub.admit(request);
    if (!('subscription' in admission)) {
      return reply
        .code(admission.status)
        .headers(Object.fromEntries(admission.headers))
        .send(await admission.text());
    }
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    await hub.attach(reply.raw, admission);
    return reply;
  }
}

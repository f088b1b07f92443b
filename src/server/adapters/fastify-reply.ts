import type { FastifyReply } from 'fastify';
import type { Hub } from '../hub.ts';

/**
 * Sends what the hub answers to a request, with the headers that hooks have set. `undefined`: a request that cannot be
 * read.
 */
export async function answerReply(
  hub: Pick<Hub, 'admit' | 'attach'>,
  request: Request | undefined,
  reply: FastifyReply,
): Promise<unknown> {
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

import { fastifySSE } from '@fastify/sse';
import Fastify, { type FastifyReply } from 'fastify';
import type { Contender, Tick } from './contender.ts';
import { createHistory } from './history.ts';

/** Its `replay` asks the app for what a client missed. */
export async function createContender(): Promise<Contender> {
  const app = Fastify();
  await app.register(fastifySSE);
  const replies = new Set<FastifyReply>();
  const history = createHistory<{ id: string; event: string; data: Tick }>();
  app.get('/', { sse: 'only' }, async (_, reply) => {
    reply.sse.keepAlive();
    await reply.sse.send({ event: 'connected', data: {} });
    await reply.sse.replay(async (cursor) => {
      for (const missed of history.after(Number(cursor))) await reply.sse.send(missed);
    });
    replies.add(reply);
    reply.sse.onClose(() => replies.delete(reply));
  });
  await app.ready();
  return {
    server: app.server,
    publish(tick) {
      const message = { id: String(history.newest() + 1), event: 'tick', data: tick };
      history.push(message);
      for (const reply of replies) reply.sse.send(message).catch(() => {});
    },
    cursor: () => String(history.newest()),
  };
}

import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { createChannel, createResponse } from 'better-sse';
import type { Contender } from './contender.ts';

/** Through the same bridge as `bisse-fetch`. */
export function createContender(): Contender {
  const channel = createChannel();
  let newest = 0;
  const fetch = (request: Request) =>
    createResponse(request, (session) => {
      session.push({}, 'connected');
      channel.register(session);
    });
  return {
    server: createAdaptorServer({ fetch }) as Server,
    publish(tick) {
      newest += 1;
      channel.broadcast(tick, 'tick', { eventId: String(newest) });
    },
  };
}

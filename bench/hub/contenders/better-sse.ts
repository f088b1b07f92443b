import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';
import type { Contender } from './contender.ts';

export function createContender(): Contender {
  const channel = createChannel();
  let newest = 0;
  const server = createServer(async (request, response) => {
    const session = await createSession(request, response);
    session.push({}, 'connected');
    channel.register(session);
  });
  return {
    server,
    publish(tick) {
      newest += 1;
      channel.broadcast(tick, 'tick', { eventId: String(newest) });
    },
  };
}

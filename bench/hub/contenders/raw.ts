import { createServer, type ServerResponse } from 'node:http';
import type { Contender } from './contender.ts';
import { createHistory } from './history.ts';

/** The floor: `node:http`, one text for all clients, and a loop. It sees neither who is slow nor who is quiet. */
export function createContender(): Contender {
  const responses = new Set<ServerResponse>();
  const history = createHistory<string>();
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' });
    response.write('event: connected\ndata: {}\n\n');
    const cursor = request.headers['last-event-id'];
    if (cursor !== undefined) response.write(history.after(Number(cursor)).join(''));
    responses.add(response);
    response.on('close', () => responses.delete(response));
  });
  return {
    server,
    publish(tick) {
      const text = `event: tick\nid: ${history.newest() + 1}\ndata: ${JSON.stringify(tick)}\n\n`;
      history.push(text);
      for (const response of responses) response.write(text);
    },
    cursor: () => String(history.newest()),
  };
}

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';

/**
 * Hands each request to the next of the instances, and to another one when that cannot be reached. It passes on bytes as they
 * come, so streams stream.
 * @param instances the origins of those that run now.
 */
export function createBalancer(instances: () => readonly string[]): Server {
  let turn = 0;

  function answer(incoming: IncomingMessage, response: ServerResponse): void {
    turn += 1;
    const all = instances();
    // What has a body can be sent once only.
    const tries = hasBody(incoming) ? 1 : all.length;
    const next = (tried: number): void => {
      const origin = all[(turn + tried) % all.length];
      if (origin === undefined || tried === tries) refuse(response);
      else pass(origin, incoming, response, () => next(tried + 1));
    };
    next(0);
  }

  return createServer(answer);
}

function pass(origin: string, incoming: IncomingMessage, response: ServerResponse, failed: () => void): void {
  const { method, headers } = incoming;
  const outgoing = request(origin + incoming.url, { method, headers, agent: false });
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    // An event must not wait for the next one.
    response.flushHeaders();
    answer.pipe(response);
    answer.on('error', () => response.destroy());
    answer.on('aborted', () => response.destroy());
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    // Once it was sent it may have been carried out.
    if (error.code === 'ECONNREFUSED') failed();
    else response.destroy();
  });
  response.on('close', () => outgoing.destroy());
  if (hasBody(incoming)) incoming.pipe(outgoing);
  else outgoing.end();
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function refuse(response: ServerResponse): void {
  if (response.destroyed) return;
  response.writeHead(503, { 'Retry-After': '1' }).end('No instance answers. Ask again.\n');
}

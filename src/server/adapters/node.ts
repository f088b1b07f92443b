import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dialect } from '../../events/dialect.ts';
import type { Hub } from '../hub.ts';

/**
 * The hub as a handler for `node:http` and Express: `app.get('/events', toNode(hub))`. It writes straight to the
 * response, which costs less than a web stream.
 */
export function toNode<D extends Dialect>(hub: Hub<D>): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    serve(hub, request, response).catch((error: unknown) => {
      // Nobody waits for a handler's promise, so this is the last place to hear of it.
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  };
}

async function serve<D extends Dialect>(
  hub: Hub<D>,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = toRequest(incoming);
  const answer = request
    ? await hub.admit(request)
    : new Response('bisse: this request cannot be read.\n', { status: 400 });
  if ('subscription' in answer) return hub.attach(response, answer);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
}

/** A Node request as a web one, without its body; `undefined` when it is none that the standard knows. */
export function toRequest(incoming: IncomingMessage): Request | undefined {
  // Express takes the mount path off `url`, and keeps all of it here.
  const { originalUrl = incoming.url ?? '/' } = incoming as { originalUrl?: string };
  const protocol = 'encrypted' in incoming.socket ? 'https' : 'http';
  const headers = new Headers();
  try {
    for (const [name, value] of Object.entries(incoming.headers)) {
      // HTTP/2 has its request line among the headers.
      if (value === undefined || name.startsWith(':')) continue;
      for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
    }
    const host = incoming.headers[':authority'] ?? incoming.headers.host ?? 'localhost';
    return new Request(new URL(originalUrl, `${protocol}://${host}`), { method: incoming.method ?? 'GET', headers });
  } catch {
    return undefined;
  }
}

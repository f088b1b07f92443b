import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Dialect } from '../../events/dialect.ts';
import type { Hub } from '../hub.ts';

/**
 * The hub as a handler for `node:http` and Express: `app.all('/events', toNode(hub))`. It writes straight to the
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

/**
 * A Node request as a web one; `undefined` when it is none that the standard knows. `parsed` is the body, where something
 * has read it before.
 */
export function toRequest(incoming: IncomingMessage, parsed?: unknown): Request | undefined {
  // Express takes the mount path off `url`, and keeps all of it here; `body` is there when a parser of its own ran.
  const { originalUrl = incoming.url ?? '/', body = parsed } = incoming as { originalUrl?: string; body?: unknown };
  const protocol = 'encrypted' in incoming.socket ? 'https' : 'http';
  const headers = new Headers();
  try {
    for (const [name, value] of Object.entries(incoming.headers)) {
      // HTTP/2 has its request line among the headers.
      if (value === undefined || name.startsWith(':')) continue;
      for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
    }
    const host = incoming.headers[':authority'] ?? incoming.headers.host ?? 'localhost';
    const url = new URL(originalUrl, `${protocol}://${host}`);
    const method = incoming.method ?? 'GET';
    if (method !== 'POST') return new Request(url, { method, headers });
    if (body !== undefined) return new Request(url, { method, headers, body: asText(body) });
    const stream = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
    return new Request(url, { method, headers, body: stream, duplex: 'half' } as RequestInit);
  } catch {
    return undefined;
  }
}

function asText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { Readable } from 'node:stream';
import type { Dialect } from '../../events/dialect.ts';
import type { Hub } from '../hub.ts';
import { answerNode } from '../node-response.ts';

/** A request of `node:http` or of `node:http2`. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/**
 * A hub as a handler for `node:http`, `node:http2` and Express: `app.all('/events', toNode(hub))`. It writes straight to the
 * response, which costs less than a web stream. Any other function of a web request is served as well:
 * `app.get('/metrics', toNode(() => metricsResponse(hub)))`.
 */
export function toNode<D extends Dialect>(
  source: Hub<D> | ((request: Request) => Response | Promise<Response>),
): (request: NodeRequest, response: ServerResponse | Http2ServerResponse) => void {
  return (request, response) => {
    serve(source, request, response).catch((error: unknown) => {
      // Nobody waits for a handler's promise, so this is the last place to hear of it.
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  };
}

async function serve<D extends Dialect>(
  source: Hub<D> | ((request: Request) => Response | Promise<Response>),
  incoming: NodeRequest,
  response: ServerResponse | Http2ServerResponse,
): Promise<void> {
  const request = toRequest(incoming);
  if (!request) return answerNode(response, new Response('bisse: this request cannot be read.\n', { status: 400 }));
  if (typeof source === 'function') return answerNode(response, await source(request));
  const answer = await source.admit(request);
  return 'subscription' in answer ? source.attach(response, answer) : answerNode(response, answer);
}

/**
 * A Node request as a web one; `undefined` when it is none that the standard knows. `parsed` is the body, where something
 * has read it before.
 */
export function toRequest(incoming: NodeRequest, parsed?: unknown): Request | undefined {
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

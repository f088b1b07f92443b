import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** Web handlers by method and path, as a framework's file routes. */
export type WebRoutes = (
  method: string,
  path: readonly string[],
) => ((request: Request) => Promise<Response>) | undefined;

/** Serves web handlers over HTTP, as Next does: the body is streamed, and a client that leaves aborts its request. */
export function webServer(routes: WebRoutes): Server {
  return createServer(async (incoming, response) => {
    const leave = new AbortController();
    response.on('close', () => leave.abort());
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`);
    const handle = routes(incoming.method ?? 'GET', url.pathname.split('/').slice(1));
    const answer = handle
      ? await handle(await toWeb(incoming, url, leave.signal))
      : new Response('Not found', { status: 404 });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.flushHeaders();
    if (!answer.body) response.end();
    // A client that left is no error.
    else await pipeline(Readable.fromWeb(answer.body as never), response).catch(() => {});
  });
}

async function toWeb(incoming: IncomingMessage, url: URL, signal: AbortSignal): Promise<Request> {
  const { method = 'GET', headers } = incoming;
  const body = method === 'GET' || method === 'OPTIONS' ? null : await text(incoming);
  return new Request(url, { method, headers: headers as Record<string, string>, body, signal });
}

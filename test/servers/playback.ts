import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { listen, type Running } from './listen.ts';

/** One answer, as plain data, so that a page can ask for it. */
export interface Played {
  /** Default 200. */
  readonly status?: number | undefined;
  /** Default: those of an event stream. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The body; each piece is a write of its own. */
  readonly pieces?: readonly string[] | undefined;
  /** How the pieces become bytes. Default `'utf8'`; with `'latin1'` each character is a byte. */
  readonly encoding?: 'utf8' | 'latin1' | undefined;
  /** What follows the body: nothing (the answer stays open), its end, or the end of the connection. Default: nothing. */
  readonly ending?: 'end' | 'break' | undefined;
}

/** What was asked for. */
export interface PlayedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Playback extends Running {
  /** The requests so far; preflights do not count. */
  readonly requests: readonly PlayedRequest[];
  /** How many answers are open. */
  open(): number;
  /** Writes to the open answers of a path. */
  write(path: string, text: string): void;
}

/**
 * Answers the first request for a path with the first answer, and so on; the last one serves all that follow. Each path
 * counts for itself, so several clients can be given the same. `/elsewhere/<path>` redirects to the path, at
 * `localhost` instead of `127.0.0.1`.
 */
export async function startPlayback(answers: readonly Played[]): Promise<Playback> {
  const requests: PlayedRequest[] = [];
  const open = new Map<ServerResponse, string>();
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allowCredentials(request, response);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const path = request.url ?? '/';
    const [, target] = /^\/elsewhere(\/.*)/.exec(path) ?? [];
    requests.push({ path, headers: request.headers });
    if (target) {
      const location = `http://localhost:${new URL(origin).port}${target}`;
      return void response.writeHead(302, { Location: location }).end();
    }
    const asked = requests.filter((one) => one.path === path).length;
    const {
      status = 200,
      headers,
      pieces = [],
      encoding = 'utf8',
      ending,
    } = answers[Math.min(asked, answers.length) - 1]!;
    open.set(response, path);
    response.on('close', () => open.delete(response));
    response.writeHead(status, headers ?? { 'Content-Type': 'text/event-stream' });
    response.flushHeaders();
    for (const piece of pieces) {
      response.write(piece, encoding);
      if (pieces.length > 1) await wait(2);
    }
    if (ending === 'end') response.end();
    if (ending === 'break') {
      await wait(5);
      response.destroy();
    }
  }

  const origin = await listen(server);
  return {
    origin,
    requests,
    open: () => open.size,
    write(path, text) {
      for (const [response, its] of open) if (its === path) response.write(text);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Lets pages of any origin ask, with cookies and headers of their own. */
function allowCredentials(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Last-Event-ID');
}

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { allowOrigin } from './cors.ts';
import { listen, type Running } from './listen.ts';

/** What a server does with one request. Plain data, so that a page can ask for it. */
export interface Answer {
  /** Default 200. */
  readonly status?: number;
  /** Default: those of an event stream. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body, in one write. With it the answer stays open; without it, it ends. */
  readonly body?: string;
}

export interface AnswersServer extends Running {
  /** The headers of the requests so far. Preflights do not count. */
  readonly requests: readonly IncomingHttpHeaders[];
  /** Writes to every answer that is open. */
  write(text: string): void;
}

/** Answers the first request with the first answer, and so on; the last one serves all that follow. */
export async function startAnswers(answers: readonly Answer[]): Promise<AnswersServer> {
  const requests: IncomingHttpHeaders[] = [];
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (allowOrigin(request, response)) return;
    requests.push(request.headers);
    const { status = 200, headers, body } = answers[Math.min(requests.length, answers.length) - 1] ?? {};
    response.writeHead(status, headers ?? { 'Content-Type': 'text/event-stream' });
    if (body === undefined) {
      response.end();
      return;
    }
    response.write(body);
    open.add(response);
    response.on('close', () => open.delete(response));
  });
  return {
    origin: await listen(server),
    requests,
    write(text) {
      for (const response of open) response.write(text);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

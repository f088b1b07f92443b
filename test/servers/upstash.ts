import { createServer, type IncomingMessage } from 'node:http';
import type { Redis } from 'ioredis';
import { listen } from './listen.ts';

/** Upstash' REST API before a Redis: enough of it for the log. */
export interface UpstashServer {
  readonly url: string;
  readonly token: string;
  /** The names of the commands that came, each as often as it came. */
  readonly commands: string[];
  /** What becomes of requests from now on: answered, refused, or carried out and not answered. */
  behave(how: 'well' | 'busy' | 'silent'): void;
  close(): Promise<void>;
}

/** Starts one on a free port of the loopback interface. */
export async function startUpstash(redis: Redis): Promise<UpstashServer> {
  const token = 'secret';
  const commands: string[] = [];
  // Answers as they are on the wire.
  const client = redis.duplicate({ protocol: 2, replyMapping: 'legacy' });
  client.on('error', () => {});
  let how: 'well' | 'busy' | 'silent' = 'well';
  const server = createServer(async (request, response) => {
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${token}`) return reply(401, { error: 'WRONGPASS invalid token' });
    if (request.method !== 'POST' || request.url !== '/pipeline') return reply(400, { error: 'ERR not stood in for' });
    if (how === 'busy') return reply(503, { error: 'try again' });
    const answers: object[] = [];
    for (const [name, ...args] of JSON.parse(await bodyOf(request)) as [string, ...string[]][]) {
      commands.push(name);
      if (args.includes('BLOCK')) answers.push({ error: 'ERR blocking is not supported' });
      else
        answers.push(
          await client.call(name, ...args).then(
            (result) => ({ result }),
            ({ message }) => ({ error: message }),
          ),
        );
    }
    if (how === 'silent') return response.destroy();
    return reply(200, answers);
  });
  const url = await listen(server);
  return {
    ...{ url, token, commands },
    behave(next) {
      how = next;
    },
    async close() {
      client.disconnect();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

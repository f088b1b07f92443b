import { LinkError, type RedisLink } from './redis-link.ts';

export interface UpstashLinkOptions {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs: number;
}

type Command = readonly (string | number)[];

/** What the API says of one command. */
interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

interface Waiting {
  readonly command: Command;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Of one request. */
const limits = { commands: 100, characters: 500_000 };

/** An answer that is an error, as ioredis names it. */
class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

/**
 * Sends commands as requests to `/pipeline`. One request at a time, so that commands keep their order; those that come
 * meanwhile go with the next one.
 */
export function createUpstashLink({ url, token, timeoutMs }: UpstashLinkOptions): RedisLink {
  const endpoint = `${url.replace(/\/+$/, '')}/pipeline`;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  let current: AbortController | undefined;
  let isClosed = false;
  let waiting: Waiting[] = [];
  let isSending = false;
  /** With it, a replica answers only when it has what was written before. */
  let syncToken = '';

  async function sendWaiting(): Promise<void> {
    isSending = true;
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        const answers = await request(batch.map(({ command }) => command));
        for (const [index, { resolve, reject }] of batch.entries()) {
          const { error, result } = answers[index] ?? { error: 'the answer is missing' };
          if (error === undefined) resolve(result);
          else reject(new ReplyError(error));
        }
      } catch (error) {
        for (const { reject } of batch) reject(error as Error);
      }
    }
    isSending = false;
  }

  function takeBatch(): Waiting[] {
    let characters = 0;
    const end = waiting.findIndex(({ command }, index) => {
      characters += command.reduce((sum: number, part) => sum + String(part).length, 0);
      return index > 0 && (index >= limits.commands || characters > limits.characters);
    });
    const batch = waiting.slice(0, end < 0 ? undefined : end);
    waiting = waiting.slice(batch.length);
    return batch;
  }

  async function request(commands: readonly Command[]): Promise<readonly Answer[]> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new Error(`nothing came within ${timeoutMs} ms`)), timeoutMs);
    current = abort;
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { ...headers, ...(syncToken && { 'Upstash-Sync-Token': syncToken }) },
        body: JSON.stringify(commands),
        signal: abort.signal,
      });
      if (!response.ok) throw refused(response.status, await response.text());
      syncToken = response.headers.get('upstash-sync-token') ?? syncToken;
      return (await response.json()) as readonly Answer[];
    } catch (error) {
      if (error instanceof LinkError) throw error;
      const cause = ((error as Error).cause ?? error) as Error & { readonly code?: string };
      throw new LinkError(`no answer from Upstash: ${cause.message}`, !unsent.has(cause.code ?? ''), cause);
    } finally {
      clearTimeout(timer);
    }
  }

  const send = (command: Command) =>
    new Promise<unknown>((resolve, reject) => {
      if (isClosed) return reject(new LinkError('the log was closed', false));
      waiting.push({ command, resolve, reject });
      if (!isSending) void sendWaiting();
    });

  return {
    send,
    run: (script, keys, args) => send(['EVAL', script, keys.length, ...keys, ...args]),
    close() {
      isClosed = true;
      current?.abort(new Error('the log was closed'));
    },
  };
}

/** What is refused before it is carried out: no token, too many requests. */
function refused(status: number, said: string): LinkError {
  return new LinkError(`Upstash answered ${status}: ${said.slice(0, 200)}`, status >= 500);
}

/** Why no connection was made. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

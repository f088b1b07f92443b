/** What was asked of the server, besides lists. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly mutationId: string | undefined;
}

type Answer = { readonly status: number; readonly reason?: string } | 'hold';

/** The demo's server, played by a story: it has lists, and takes what it is not told to refuse. */
export interface DemoServer {
  readonly fetch: typeof fetch;
  readonly asked: readonly Asked[];
  /** Gives the list at `path` other rows. */
  put(path: string, rows: readonly unknown[]): void;
  /** Says how the requests for `path` are answered from now on; `hold` waits for the next word, `undefined` takes it back. */
  answer(path: string, answer: Answer | undefined): void;
}

export function createDemoServer(lists: Readonly<Record<string, readonly unknown[]>> = {}): DemoServer {
  const rows = new Map(Object.entries(lists));
  const answers = new Map<string, Answer>();
  const held = new Set<() => void>();
  const asked: Asked[] = [];
  return {
    asked,
    put: (path, list) => void rows.set(path, list),
    answer(path, answer) {
      if (answer) answers.set(path, answer);
      else answers.delete(path);
      for (const goOn of held) goOn();
    },
    async fetch(input, { method = 'GET', body, headers, signal } = {}) {
      const path = String(input);
      if (method !== 'GET') {
        const mutationId = new Headers(headers).get('mutation-id') ?? undefined;
        asked.push({ method, path, body: typeof body === 'string' ? JSON.parse(body) : undefined, mutationId });
      }
      while (answers.get(path) === 'hold') {
        await new Promise<void>((resolve, reject) => {
          held.add(resolve);
          signal?.addEventListener('abort', () => reject(signal.reason));
        });
      }
      const answer = answers.get(path) as Exclude<Answer, 'hold'> | undefined;
      if (answer) return Response.json({ reason: answer.reason }, { status: answer.status });
      return Response.json(method === 'GET' ? (rows.get(path) ?? []) : {});
    },
  };
}

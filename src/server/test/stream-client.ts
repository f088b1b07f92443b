import { createParser } from 'eventsource-parser';

/** A block as a client reads it, with the comment line before it. */
export interface ReadBlock {
  readonly event: string;
  readonly id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads that they have published themselves.
  readonly data: any;
  readonly comment: string | undefined;
}

/** A client made of `fetch` and `eventsource-parser`, with nothing of the library under test. */
export interface StreamClient {
  readonly response: Response;
  /** All blocks so far, `connected` included. */
  readonly blocks: readonly ReadBlock[];
  /** The blocks that are no control frames. */
  events(): readonly ReadBlock[];
  /** The last id that was read. */
  cursor(): string | undefined;
  readonly retryMs: number | undefined;
  /** Resolves with the first block, from the `from`th on, that fits; rejects after two seconds. */
  until(fits: (block: ReadBlock) => boolean, from?: number): Promise<ReadBlock>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  /** Leaves, as a closed tab does. */
  leave(): Promise<void>;
}

const control = ['connected', 'heartbeat', 'gap', 'bye'];

/** Opens a stream with real `fetch`. Give a `Response` to read that one. */
export async function openStream(
  source: string | URL | Response,
  { cursor, headers = {} }: { readonly cursor?: string | undefined; readonly headers?: Record<string, string> } = {},
): Promise<StreamClient> {
  const abort = new AbortController();
  const response = isResponse(source)
    ? source
    : await fetch(source, {
        headers: { accept: 'text/event-stream', ...(cursor && { 'last-event-id': cursor }), ...headers },
        signal: abort.signal,
      });
  const blocks: ReadBlock[] = [];
  let last: string | undefined;
  let comment: string | undefined;
  let retryMs: number | undefined;
  let changed = () => {};
  const parser = createParser({
    onEvent({ event = 'message', id, data }) {
      last = id ?? last;
      blocks.push({ event, id, data: JSON.parse(data), comment });
      comment = undefined;
    },
    onComment: (text) => {
      comment = text;
    },
    onRetry: (ms) => {
      retryMs = ms;
    },
  });
  const reader = !response.ok ? undefined : response.body?.pipeThrough(new TextDecoderStream()).getReader();

  async function read(): Promise<void> {
    for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
      parser.feed(step.value);
      changed();
    }
  }
  const ended = read().catch(() => {});

  return {
    response,
    blocks,
    events: () => blocks.filter(({ event }) => !control.includes(event)),
    cursor: () => last,
    get retryMs() {
      return retryMs;
    },
    ended,
    async until(fits, from = 0) {
      const found = () => blocks.slice(from).find(fits);
      const timeout = AbortSignal.timeout(2_000);
      for (;;) {
        const block = found();
        if (block) return block;
        await new Promise<void>((resolve, reject) => {
          changed = resolve;
          timeout.addEventListener('abort', () => {
            reject(new Error(`no such block came; there are: ${JSON.stringify(blocks.slice(-5))}`));
          });
        });
      }
    },
    async leave() {
      if (isResponse(source)) await reader?.cancel();
      else abort.abort();
      await ended;
    },
  };
}

/** There may be several classes of that name: servers replace the global one. */
function isResponse(source: string | URL | Response): source is Response {
  return typeof source === 'object' && 'body' in source;
}

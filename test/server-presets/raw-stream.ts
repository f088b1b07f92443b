import { onTestFinished } from 'vitest';

/** A stream as `curl -N` shows it. */
export interface RawStream {
  readonly response: Response;
  /** All that has come. */
  text(): string;
  /** The blocks so far, with their empty line, as a document's server writes them: without ids, `retry` and comments. */
  blocks(): readonly string[];
  /** The last id. */
  cursor(): string;
  /** Resolves when the text has come; rejects after five seconds. */
  until(text: string): Promise<void>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  /** Leaves, as a closed tab does. */
  close(): Promise<void>;
}

export async function openRaw(url: string, headers: Record<string, string> = {}): Promise<RawStream> {
  const leave = new AbortController();
  onTestFinished(() => leave.abort());
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leave.signal });
  let text = '';
  let changed = () => {};
  const ended = read().catch(() => {});

  async function read(): Promise<void> {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
      text += step.value;
      changed();
    }
  }

  return {
    response,
    ended,
    text: () => text,
    blocks: () =>
      text
        .split('\n\n')
        .slice(0, -1)
        .map(withoutHub)
        .filter((block) => block !== '\n\n'),
    cursor: () =>
      text
        .match(/^id: .*$/gm)
        ?.at(-1)
        ?.slice(4) ?? '',
    async until(wanted) {
      const timeout = AbortSignal.timeout(5_000);
      while (!text.includes(wanted)) {
        await new Promise<void>((resolve, reject) => {
          changed = resolve;
          timeout.addEventListener('abort', () => reject(new Error(`"${wanted}" never came, but: ${text}`)));
        });
      }
    },
    async close() {
      leave.abort();
      await ended;
    },
  };
}

/** What a client that knows nothing of the hub reads of a block. */
function withoutHub(block: string): string {
  const lines = block.split('\n').filter((line) => !/^(?:id|retry)?:/.test(line));
  return `${lines.join('\n')}\n\n`;
}

/** The JSON in a block. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into payloads that they know.
export function dataOf(block: string | undefined): any {
  return JSON.parse(/^data: (.*)$/m.exec(block ?? '')?.[1] ?? 'null');
}

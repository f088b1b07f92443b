import type { Sink } from './connection.ts';

/** What is needed of a Node `ServerResponse` (HTTP/1.1 or HTTP/2). */
export interface NodeResponse {
  readonly destroyed: boolean;
  readonly writableEnded: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** `false` when its buffer is full; it emits `drain` when there is room again. */
  write(text: string): boolean;
  end(): unknown;
  destroy(): unknown;
  on(event: 'drain' | 'close' | 'error', listener: () => void): unknown;
}

/** Writes straight to a Node response, and waits for its `drain` when it is full. */
export function nodeSink(response: NodeResponse): Sink {
  return {
    write: (text) => response.write(text),
    end: () => void response.end(),
    destroy: () => void response.destroy(),
  };
}

/** Sends a whole answer. */
export async function answerNode(response: NodeResponse, answer: Response): Promise<void> {
  const text = await answer.text();
  if (response.destroyed || response.writableEnded) return;
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (text !== '') response.write(text);
  response.end();
}

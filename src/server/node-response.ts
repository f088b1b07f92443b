import type { Connection, Sink } from './connection.ts';

/** What is needed of a Node `ServerResponse` (HTTP/1.1 or HTTP/2). */
export interface NodeResponse {
  readonly destroyed: boolean;
  readonly writableEnded: boolean;
  /** What was written and has not been taken yet, in bytes. */
  readonly writableLength: number;
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Calls `taken` when this text, and all before it, has left the process, or why it never will. */
  write(text: string, taken?: (error?: Error | null) => void): unknown;
  end(): unknown;
  destroy(): unknown;
  on(event: 'close' | 'error', listener: () => void): unknown;
}

/**
 * Writes a connection straight to a Node response. It does not go by the response's own mark, which is as high as the
 * server's maker set it: the text that brings what waits to `limitBytes` is the last one until all of it was taken.
 */
export function streamToNode(response: NodeResponse, connect: (sink: Sink) => Connection, limitBytes: number): void {
  const connection = connect({
    write(text) {
      const fits = response.writableLength + text.length < limitBytes;
      if (fits) response.write(text);
      else response.write(text, drained);
      return fits;
    },
    end: () => void response.end(),
    destroy: () => void response.destroy(),
  });
  response.on('close', connection.close);
  response.on('error', connection.close);

  function drained(error?: Error | null): void {
    if (!error) connection.drained();
  }
}

/** Sends a whole answer. */
export async function answerNode(response: NodeResponse, answer: Response): Promise<void> {
  const text = await answer.text();
  if (response.destroyed || response.writableEnded) return;
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (text !== '') response.write(text);
  response.end();
}

import type { Connection, Sink } from './connection.ts';

/**
 * The stream of one connection as a web stream. It is pulled: a reader that does not read lets `bufferBytes` fill up, and
 * then the connection waits.
 */
export function webStream(
  connect: (sink: Sink) => Connection,
  signal: AbortSignal,
  bufferBytes: number,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let connection: Connection | undefined;
  let isOver = false;

  function finish(): void {
    isOver = true;
    signal.removeEventListener('abort', finish);
    connection?.close();
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        connection = connect({
          write(text) {
            controller.enqueue(encoder.encode(text));
            return (controller.desiredSize ?? 0) > 0;
          },
          end() {
            controller.close();
            finish();
          },
          destroy: finish,
        });
        // Not every server cancels the body of a request that was aborted, and not every one aborts the request.
        signal.addEventListener('abort', finish, { once: true });
        if (isOver || signal.aborted) finish();
      },
      pull: () => connection?.drained(),
      cancel: finish,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
  );
}

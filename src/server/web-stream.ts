import type { Connection, Sink } from './connection.ts';

/**
 * The stream of one connection as a web stream. It is pulled: a reader that does not read lets `bufferBytes` fill up, and
 * then the connection waits.
 */
export function webStream(
  connect: (sink: Sink) => Connection,
  signal: AbortSignal,
  { bufferBytes, encode }: { readonly bufferBytes: number; readonly encode: (text: string) => Uint8Array },
): ReadableStream<Uint8Array> {
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
            controller.enqueue(encode(text));
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

/**
 * Encodes what one connection after the other writes: the same text, mostly, and then the same bytes for all of them. Readers
 * share them, as those of the two branches of `tee()` share theirs: they may neither change nor transfer them.
 */
export function createSharedEncoder(): (text: string) => Uint8Array {
  const encoder = new TextEncoder();
  let last = { text: '', bytes: new Uint8Array() };
  return (text) => {
    if (text !== last.text) last = { text, bytes: encoder.encode(text) };
    return last.bytes;
  };
}

import type { PlainRequest, Transport, TransportHead } from '../transport/transport.ts';
import { encodeComment, encodeMessage, encodeRetry } from '../wire/encode.ts';
import type { Chunk } from '../wire/parse.ts';

/**
 * Answers a request for a stream with what a transport brings: a script then stands where a server would. It reads
 * `Last-Event-ID` and `?channels=`. A stream that breaks breaks here too.
 * @throws whatever the transport throws when it cannot be reached.
 */
export async function streamResponse(transport: Transport, request: Request): Promise<Response> {
  const { head, chunks } = await transport.open({
    ...plainOf(request),
    channels: new URL(request.url).searchParams.get('channels')?.split(',').filter(Boolean) ?? [],
    maxEventBytes: Number.MAX_SAFE_INTEGER,
  });
  const init = { status: head.status, headers: headersOf(head) };
  if (head.status !== 200) return new Response(null, init);
  return new Response(bodyOf(chunks), init);
}

function plainOf({ url, headers, credentials, signal }: Request): PlainRequest {
  const cursor = headers.get('last-event-id') ?? undefined;
  return { url, headers: Object.fromEntries(headers), credentials, cursor, signal };
}

function headersOf({ contentType, retryAfterMs }: TransportHead): Headers {
  const headers = new Headers({ 'Cache-Control': 'no-store' });
  if (contentType !== null) headers.set('Content-Type', contentType);
  if (retryAfterMs !== undefined) headers.set('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
  return headers;
}

function bodyOf(chunks: AsyncIterable<Chunk>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(textOf(value)));
        } catch (error) {
          controller.error(error);
        }
      },
      async cancel() {
        await iterator.return?.();
      },
      // Nothing is taken before it is asked for: what waits here would be lost in a break.
    },
    { highWaterMark: 0 },
  );
}

function textOf({ messages, retryMs, bytes }: Chunk): string {
  if (messages.length === 0 && retryMs === undefined) return encodeComment('.'.repeat(Math.max(0, bytes - 4)));
  return (retryMs === undefined ? '' : encodeRetry(retryMs)) + messages.map(encodeMessage).join('');
}

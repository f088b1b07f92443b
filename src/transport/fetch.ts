import { systemTurns, type Turns } from '../utils/scheduler.ts';
import type { Cursor } from '../wire/message.ts';
import { type Chunk, createMessageParser, type MessageParser } from '../wire/parse.ts';
import type { Transport, TransportRequest } from './transport.ts';

export interface FetchTransportOptions {
  /** What makes the requests. Default: the global `fetch`, looked up at every request, so that a test may replace it. */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * Streams over `fetch`. It sends no `Cache-Control`, which would cost a preflight on every reconnect to another origin
 * (`cache: 'no-store'` does that job).
 */
export function fetchTransport(options: FetchTransportOptions = {}): Transport {
  const turns = systemTurns();
  return {
    async open(request) {
      const send = options.fetch ?? globalThis.fetch;
      const response = await send(request.url, {
        method: 'GET',
        headers: requestHeaders(request),
        cache: 'no-store',
        signal: request.signal,
        ...(request.credentials && { credentials: request.credentials }),
      });
      return {
        head: {
          status: response.status,
          contentType: response.headers.get('content-type'),
          retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), response.headers.get('date')),
        },
        chunks: readChunks(response.body, createMessageParser(request), request.signal, turns),
      };
    },
  };
}

function requestHeaders({ headers, cursor }: TransportRequest): Headers {
  const all = new Headers(headers);
  all.set('Accept', 'text/event-stream');
  const lastEventId = cursor && cursorHeader(cursor);
  if (lastEventId) all.set('Last-Event-ID', lastEventId);
  return all;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: no header may hold these characters.
const unsendable = /[\0-\x08\x0a-\x1f\x7f]/;

/**
 * The value of `Last-Event-ID`: the cursor's UTF-8 bytes, one character each, as `EventSource` sends it (HTML standard,
 * 9.2.3); `fetch` throws on characters beyond a byte. A cursor with control characters fits in no header: without one
 * the server begins afresh, which is told as a gap.
 */
function cursorHeader(cursor: Cursor): string | undefined {
  if (unsendable.test(cursor)) return undefined;
  let bytes = '';
  for (const byte of new TextEncoder().encode(cursor)) bytes += String.fromCharCode(byte);
  return bytes;
}

/**
 * `Retry-After` in ms: it is a number of seconds or a date (RFC 9110, 10.2.3). A date is compared with the server's own
 * `Date` where it is readable, because the two clocks may differ.
 */
function parseRetryAfter(value: string | null, serverDate: string | null): number | undefined {
  if (!value) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1_000;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const serverNow = Date.parse(serverDate ?? '');
  return Math.max(0, until - (Number.isNaN(serverNow) ? Date.now() : serverNow));
}

/** A read can bring megabytes; so many bytes of it are taken at a time. */
const pieceBytes = 65_536;
/** After so much work the page gets a turn, to draw and to answer its user, though more bytes are there. */
const sliceMs = 16;

function readChunks(
  body: ReadableStream<Uint8Array> | null,
  parser: MessageParser,
  signal: AbortSignal,
  { turn }: Turns,
): AsyncIterable<Chunk> {
  const reader = body?.getReader();
  // Cancelling is what lets the connection go; that it may fail because the stream is broken is no news.
  const cancel = () => void reader?.cancel().catch(() => {});
  // Before the first read too: an answer that is never read must not keep its connection.
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });

  async function* read() {
    if (!reader) return;
    let workedMs = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        for (let start = 0; start < value.length; start += pieceBytes) {
          const began = performance.now();
          yield parser.feed(value.subarray(start, start + pieceBytes));
          workedMs += performance.now() - began;
          if (workedMs < sliceMs) continue;
          await new Promise<void>(turn);
          workedMs = 0;
        }
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
    }
  }
  return read();
}

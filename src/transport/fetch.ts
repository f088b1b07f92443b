import { systemTurns, type Turns } from '../utils/scheduler.ts';
import type { Cursor } from '../wire/message.ts';
import { type Chunk, createMessageParser, type MessageParser } from '../wire/parse.ts';
import type { PlainRequest, Transport, TransportHead } from './transport.ts';

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
  const request = (asked: PlainRequest, init: RequestInit) => {
    const send = options.fetch ?? globalThis.fetch;
    const { url, signal, credentials } = asked;
    return send(url, { ...init, cache: 'no-store', signal, ...(credentials && { credentials }) });
  };
  return {
    async open(asked) {
      const headers = requestHeaders(asked, 'text/event-stream');
      const response = await request(asked, { method: 'GET', headers });
      return {
        head: headOf(response),
        chunks: readChunks(response.body, createMessageParser(asked), asked.signal, turns),
      };
    },
    async ask(asked) {
      const headers = requestHeaders(asked, 'application/json');
      if (asked.body !== undefined) headers.set('Content-Type', 'application/json');
      const init = asked.body === undefined ? { method: 'GET' } : { method: 'POST', body: asked.body };
      const response = await request(asked, { ...init, headers });
      return { head: headOf(response), text: () => response.text() };
    },
    isScarce: (url) => protocolsOf(url).includes('http/1.1'),
    protocolOf: (url) => protocolsOf(url).at(-1),
  };
}

/**
 * What the answers of this origin have come over. Of HTTP/1.1 browsers open six connections to one origin, for all tabs
 * together. Where nothing is known, they are taken for many.
 */
function protocolsOf(url: string): readonly string[] {
  if (typeof document === 'undefined') return [];
  const { origin } = new URL(url, document.baseURI);
  const entries = ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type));
  return (entries as PerformanceResourceTiming[])
    .filter(({ name, nextHopProtocol }) => nextHopProtocol !== '' && name.startsWith(`${origin}/`))
    .map(({ nextHopProtocol }) => nextHopProtocol);
}

function headOf({ status, headers }: Response): TransportHead {
  return {
    status,
    contentType: headers.get('content-type'),
    retryAfterMs: parseRetryAfter(headers.get('retry-after'), headers.get('date')),
  };
}

function requestHeaders({ headers, cursor }: PlainRequest, accept: string): Headers {
  const all = new Headers(headers);
  all.set('Accept', accept);
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

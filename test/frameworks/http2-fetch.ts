import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';

/** How a request over HTTP/2 was answered. */
export interface Http2Answer {
  readonly response: Response;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The code that the stream was closed with, see RFC 9113, section 7. */
  readonly closed: Promise<number>;
}

/** A session to one origin; asks like `fetch`. */
export function http2Session(origin: string): {
  ask(path: string, init?: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Http2Answer>;
  session: ClientHttp2Session;
} {
  const session = connect(origin);
  session.on('error', () => {});
  return {
    session,
    ask: (path, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const stream = session.request(
          { ':path': path, ':method': method, ...headers },
          { endStream: body === undefined },
        );
        if (body !== undefined) stream.end(body);
        const closed = new Promise<number>((told) => stream.on('close', () => told(stream.rstCode ?? -1)));
        stream.on('error', reject);
        stream.on('response', (head) => {
          const { ':status': status = 0, ...rest } = head;
          const plain = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
          const isEmpty = Number(status) === 202 || Number(status) === 204;
          const response = new Response(isEmpty ? null : bodyOf(stream), { status: Number(status), headers: plain });
          resolve({ response, headers: plain, closed });
        });
      }),
  };
}

/** The body, read no faster than its reader does. */
function bodyOf(stream: ClientHttp2Stream): ReadableStream<Uint8Array> {
  let isOver = false;
  stream.pause();
  return new ReadableStream({
    start(controller) {
      stream.on('data', (chunk: Buffer) => {
        if (isOver) return;
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) stream.pause();
      });
      stream.on('end', () => isOver || controller.close());
    },
    pull: () => void stream.resume(),
    cancel() {
      isOver = true;
      stream.close(constants.NGHTTP2_CANCEL);
    },
  });
}

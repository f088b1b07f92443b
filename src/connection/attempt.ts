import { isStreamError, NetworkError, type StreamError } from '../errors.ts';
import type { Transport, TransportHead, TransportRequest } from '../transport/transport.ts';
import type { Chunk } from '../wire/parse.ts';
import type { EndCause } from './record.ts';

export interface AttemptOptions {
  readonly transport: Pick<Transport, 'open'>;
  /** Resolves everything that the request needs; may ask the app. */
  readonly makeRequest: (signal: AbortSignal) => Promise<TransportRequest>;
  readonly onRequest: (request: TransportRequest) => void;
  /** Says whether the body is to be read. */
  readonly onHead: (head: TransportHead) => boolean;
  readonly onChunk: (chunk: Chunk) => void;
  /** Called once, whoever ends the attempt, and always last. */
  readonly onEnd: (cause: EndCause, error: StreamError | undefined) => void;
}

/** One try to open a stream and read it to its end. */
export interface Attempt {
  /** Ends it now. Nothing more is told of it, whatever still comes. */
  end(cause: EndCause, error?: StreamError): void;
}

/** Starts an attempt. Errors of all kinds come to `onEnd`; nothing is thrown. */
export function startAttempt(options: AttemptOptions): Attempt {
  const { transport, makeRequest, onRequest, onHead, onChunk, onEnd } = options;
  const controller = new AbortController();
  let ended = false;

  function end(cause: EndCause, error?: StreamError): void {
    if (ended) return;
    ended = true;
    controller.abort();
    onEnd(cause, error);
  }

  async function run(): Promise<void> {
    const request = await makeRequest(controller.signal);
    if (ended) return;
    onRequest(request);
    const response = await transport.open(request);
    if (ended) return;
    if (!onHead(response.head)) {
      end('aborted');
      return;
    }
    for await (const chunk of response.chunks) {
      if (ended) return;
      onChunk(chunk);
      // Whoever took the chunk may have closed the connection.
      if (ended) return;
    }
    end('eof');
  }

  // In a microtask: whoever started it must first be able to hold it.
  Promise.resolve()
    .then(run)
    .catch((cause: unknown) => end('failed', toStreamError(cause)));
  return { end };
}

function toStreamError(cause: unknown): StreamError {
  if (isStreamError(cause)) return cause;
  return new NetworkError(
    'the stream could not be reached or broke off, so events are missed until it is open again. It is tried again; if it goes on, check the url, the network and the server (CORS shows itself in this way too).',
    { cause },
  );
}

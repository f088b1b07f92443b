import type { Cursor } from '../wire/message.ts';
import type { Chunk } from '../wire/parse.ts';

export type { Chunk } from '../wire/parse.ts';

/** One attempt to open a stream, with everything resolved: no functions, no defaults left. */
export interface TransportRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: RequestCredentials | undefined;
  /** Sent as `Last-Event-ID`. */
  readonly cursor: Cursor | undefined;
  /** The channels that the url asks for, spelled. The scripted transport answers for them. */
  readonly channels: readonly string[];
  /** Messages longer than this are dropped and counted in {@link Chunk.oversize}. */
  readonly maxEventBytes: number;
  readonly signal: AbortSignal;
}

/** The head of the answer, before any byte of its body. */
export interface TransportHead {
  readonly status: number;
  readonly contentType: string | null;
  /** The `Retry-After` header in ms, from seconds or from a date. */
  readonly retryAfterMs: number | undefined;
}

/** An open answer. Leaving the loop over `chunks`, or aborting the request's signal, ends it. */
export interface TransportResponse {
  readonly head: TransportHead;
  readonly chunks: AsyncIterable<Chunk>;
}

/** A plain request beside the stream: a poll, or with a `body` of JSON a change of channels, which is posted. */
export interface PlainRequest extends Omit<TransportRequest, 'channels' | 'maxEventBytes'> {
  readonly body?: string | undefined;
}

export interface PlainResponse {
  readonly head: TransportHead;
  /** Reads the body. A body that is not read is let go when the request's signal aborts. */
  text(): Promise<string>;
}

/**
 * Opens one stream, once. It knows nothing of retries, channels or state.
 * A rejected promise, or a loop that throws, is a network error; a loop that ends is the end of the stream.
 */
export interface Transport {
  open(request: TransportRequest): Promise<TransportResponse>;
  /** Sends a plain request. Without it there are no polls, and channels change by reopening the stream. */
  ask?(request: PlainRequest): Promise<PlainResponse>;
  /**
   * Whether connections to this url are so few that a second stream should not be open even for a moment. Default:
   * never.
   */
  isScarce?(url: string): boolean;
  /** What HTTP the origin of this url has spoken, where that is known: `'h2'`, `'http/1.1'`. */
  protocolOf?(url: string): string | undefined;
}

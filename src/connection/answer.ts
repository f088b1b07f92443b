import { ContentTypeError, HttpError, type StreamError } from '../errors.ts';
import type { TransportKind } from './state.ts';

/** The head of an answer, as far as it decides what happens next. */
export interface AnswerHead {
  readonly status: number;
  readonly contentType: string | null;
}

/** What an attempt was to bring. */
const contentTypes: Readonly<Record<TransportKind, RegExp>> = {
  sse: /^\s*text\/event-stream\s*(;|$)/i,
  poll: /^\s*application\/json\s*(;|$)/i,
};

/** What an answer means for the connection. */
export type Verdict =
  | { readonly kind: 'stream' }
  /** The server has nothing to stream and does not want to be asked again. */
  | { readonly kind: 'done' }
  | { readonly kind: 'unauthorized'; readonly error: StreamError }
  | { readonly kind: 'forbidden'; readonly error: StreamError }
  /** Asking again would give the same. `lostCursor`: the server does not know the cursor, so it is of no use. */
  | { readonly kind: 'protocol'; readonly error: StreamError; readonly lostCursor: boolean }
  | { readonly kind: 'retry'; readonly error: StreamError };

/** The refusals that pass: too slow, too early, too many. So do all of 500 and above. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Reads the head of an answer. Besides 200 with an event stream (or JSON, from polls): 204 ends the connection, 401 asks for a refresh, 403
 * forbids; 408, 425, 429 and everything from 500 up is tried again. All others (404, 410, 422, a redirect that was not
 * followed, a 200 of another type) are mistakes that a retry cannot mend.
 */
export function readAnswer({ status, contentType }: AnswerHead, transport: TransportKind = 'sse'): Verdict {
  if (status === 200) {
    if (contentTypes[transport].test(contentType ?? '')) return { kind: 'stream' };
    const error = new ContentTypeError(
      contentType,
      `the server answered ${contentType ?? 'without a content type'}, so no event can be read. Check that the url is the stream's and that no proxy or login page answers for it.`,
    );
    return { kind: 'protocol', error, lostCursor: false };
  }
  if (status === 204) return { kind: 'done' };
  if (status === 401) return { kind: 'unauthorized', error: new HttpError(status, messages[401]) };
  if (status === 403) return { kind: 'forbidden', error: new HttpError(status, messages[403]) };
  if (passing.has(status) || status >= 500) {
    const error = new HttpError(
      status,
      `the server answered ${status}, so there is no stream for now. It is tried again; if it goes on, look at the server's log.`,
    );
    return { kind: 'retry', error };
  }
  const error = new HttpError(
    status,
    messages[status] ??
      `the server answered ${status}, which no retry can mend, so there is no stream. Check the url and what the server expects, then call reconnect().`,
  );
  return { kind: 'protocol', error, lostCursor: status === 410 };
}

const messages: Readonly<Record<number, string>> & Readonly<Record<401 | 403, string>> = {
  401: 'the server answered 401, so it does not accept the credentials sent. Give fresh ones by `onUnauthorized` and `headers`, then call reconnect().',
  403: 'the server answered 403, so these credentials may not read the stream. Ask for channels that they allow, or sign in as someone else, then call reconnect().',
  404: 'the server answered 404, so there is no stream at this url. Check the url and its base path, then call reconnect().',
  406: "the server answered 406, so it has no event stream to give at this url. Check that the url is the stream's, then call reconnect().",
  410: 'the server answered 410, so it no longer knows where this stream stood. The cursor is dropped and a gap is told; call reconnect() to begin afresh.',
};

import type { Cursor } from '../wire/message.ts';
import type { Resumption } from './log/log.ts';
import type { Identity, Subscription } from './scopes.ts';

/** Says who a request is: an identity, an answer of its own (a redirect, a 429), or `null` for a 401. */
export type Authorize = (
  request: Request,
) => Identity | Response | null | undefined | Promise<Identity | Response | null | undefined>;

/** A request that may have its stream. Given by `hub.admit`, taken by `hub.attach`. */
export interface Admission {
  readonly identity: Identity;
  readonly subscription: Subscription;
  /** `undefined` for a client without a cursor. */
  readonly start: Resumption | undefined;
  /** Headers of the answer, beside those of every stream. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The head of an open stream. `no-transform` and `X-Accel-Buffering` keep proxies from holding events back. */
export const streamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
} as const;

/** Why a request cannot have a stream, whoever it is from. */
export function refusal(request: Request): Response | undefined {
  if (request.method === 'POST') return undefined;
  if (request.method !== 'GET') {
    return refuse(405, `a stream is asked for with GET, and changed with POST, not ${request.method}.`, {
      Allow: 'GET, POST',
    });
  }
  if (!acceptsStream(request) && !acceptsPoll(request)) {
    return refuse(
      406,
      'this is an event stream. Ask for it with "Accept: text/event-stream", or for what is new with "Accept: application/json".',
    );
  }
  return undefined;
}

/** Whether a request wants one answer with what is new, and no stream. */
export function isPoll(request: Request): boolean {
  return acceptsPoll(request) && !acceptsStream(request);
}

/** An answer in plain text. `bisse:` tells whose word it is, behind all proxies. */
export function refuse(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`bisse: ${message}\n`, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  });
}

/** The channels in `?channels=pins,pin:7`; `undefined` when the url has no such parameter. */
export function channelsOf(url: URL): readonly string[] | undefined {
  if (!url.searchParams.has('channels')) return undefined;
  const names = url.searchParams.getAll('channels').flatMap((list) => list.split(','));
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== '' && !/[\r\n\0]/.test(name)))];
}

/** The types of events in `?events=notification,reel_ready`; `undefined`, for all, when the url names none. */
export function typesOf(url: URL): ReadonlySet<string> | undefined {
  const names = url.searchParams.getAll('events').flatMap((list) => list.split(','));
  const types = new Set(names.map((name) => name.trim()).filter((name) => name !== ''));
  return types.size > 0 ? types : undefined;
}

/** The client's cursor: the `Last-Event-ID` header, or else a parameter of the url, for clients that cannot set headers. */
export function cursorOf(request: Request, url: URL): Cursor | undefined {
  const header = request.headers.get('last-event-id');
  const cursor = header
    ? fromHeader(header)
    : (url.searchParams.get('lastEventId') ?? url.searchParams.get('last_event_id'));
  return cursor || undefined;
}

/**
 * Header values come as bytes, one a character. Clients send ids as UTF-8.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
 */
function fromHeader(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(value, (byte) => byte.charCodeAt(0)));
  } catch {
    return value;
  }
}

function acceptsStream(request: Request): boolean {
  return accepts(request, ['text/event-stream', 'text/*', '*/*']);
}

function acceptsPoll(request: Request): boolean {
  return accepts(request, ['application/json']);
}

function accepts(request: Request, types: readonly string[]): boolean {
  const accept = request.headers.get('accept') ?? '*/*';
  const accepted = accept.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '');
  return types.some((type) => accepted.includes(type));
}

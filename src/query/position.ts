import type { Cursor } from '../wire/message.ts';

/** A place in the server's log that a response belongs to. */
export interface Position {
  readonly cursor: Cursor;
  /** Whether the response holds exactly the events up to the cursor; otherwise at least these. */
  readonly exact: boolean;
}

/** The part of React Query's `QueryFunctionContext` that is needed here. */
export interface ReadContext {
  readonly queryKey: readonly unknown[];
}

/** What of a `Response` is needed here: anything with headers will do (axios, ky, ofetch, fetch). */
export interface PositionedResponse {
  readonly headers: { get(name: string): string | null } | Readonly<Record<string, unknown>>;
}

const noted = Symbol('bisse.position');

/**
 * Tells the cache where in the stream a response stands, from its header `Stream-Cursor: <id>[; exact]`. Call it in a
 * `queryFn` with its context: `notePosition(context, response)`. Events that the response already holds are then skipped,
 * and a page load needs no second fetch. A response without the header changes nothing.
 */
export function notePosition(context: ReadContext, response: PositionedResponse): void {
  const { headers } = response;
  const header =
    typeof headers.get === 'function'
      ? headers.get('stream-cursor')
      : (headers as Readonly<Record<string, unknown>>)['stream-cursor'];
  if (typeof header !== 'string' || header === '') return;
  const [cursor = '', ...parameters] = header.split(';').map((part) => part.trim());
  if (cursor === '') return;
  // The note rides on the context object that React Query made for this one read, so it can belong to no other.
  Object.defineProperty(context, noted, { value: { cursor, exact: parameters.includes('exact') }, configurable: true });
}

/** The position noted on a read's context. */
export function notedPosition(context: object): Position | undefined {
  return (context as { [noted]?: Position })[noted];
}

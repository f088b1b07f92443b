import type { Query } from '@tanstack/react-query';
import type { Read } from './journal.ts';
import { notedPosition, type Position } from './position.ts';
import type { ReadWatch } from './sink-records.ts';

export interface ReadPorts {
  /** The read in flight, as the last `fetch` action began it. */
  readonly current: () => Read | undefined;
  /** The stamp and the time of this moment. */
  readonly now: () => Pick<Read, 'began' | 'beganAt'>;
  /** The lower of two positions; `undefined` when they cannot be compared. */
  readonly lower: (a: Position, b: Position) => Position | undefined;
  /** Follows a call of the query's function; `undefined` while nobody inspects. */
  readonly watch: (page: unknown) => ReadWatch | undefined;
  /** Makes of an answer what the query is to hold. */
  readonly take: (read: Read, answer: unknown) => unknown;
}

/**
 * J3: wraps the query's read, so that its answer has caught up before React Query, `select`, `onSuccess` or a router's
 * `fetchQuery` see it. Returns what undoes it. `context.signal` is never touched: reading it would turn unmount into a revert.
 */
export function wrapReads(query: Query, { current, now, lower, watch, take }: ReadPorts): () => void {
  const setOptions = query.setOptions;
  const originals = new WeakMap<object, unknown>();
  /** The reads of which at least one page has come. */
  const paged = new WeakSet<Read>();
  let isOn = true;

  function wrap(): void {
    const read = query.options.queryFn as unknown;
    // Not `skipToken`, and not what was wrapped already.
    if (typeof read !== 'function' || originals.has(read)) return;
    const wrapped = (context: object) => (isOn ? caughtUp(read as never, context) : read(context));
    originals.set(wrapped, read);
    query.options.queryFn = wrapped as never;
  }

  async function caughtUp(read: (context: object) => unknown, context: object): Promise<unknown> {
    const token = current();
    if (!token) return read(context);
    token.isOurs = true;
    const isPage = 'direction' in context;
    // A retry begins anew. The pages of an infinite query are one read, which began with the first.
    if (!isPage) Object.assign(token, now());
    const isFirstPage = isPage && token.position === undefined && !token.isMore && !paged.has(token);
    const watched = watch((context as { readonly pageParam?: unknown }).pageParam);
    let answer: unknown;
    try {
      answer = await read(context);
    } catch (error) {
      watched?.failed(error);
      throw error;
    }
    const position = notedPosition(context);
    watched?.answered(answer, position);
    if (!isPage) {
      token.position = position;
      return take(token, answer);
    }
    // D4: all pages hold what the one that was read first holds. They are caught up together, when all have come.
    const known = isFirstPage ? position : token.position && position && lower(token.position, position);
    token.position = known && { cursor: known.cursor, exact: false };
    paged.add(token);
    return answer;
  }

  query.setOptions = (options) => {
    setOptions.call(query, options);
    wrap();
  };
  wrap();
  return () => {
    isOn = false;
    query.setOptions = setOptions;
    const original = originals.get(query.options.queryFn as never);
    if (original) query.options.queryFn = original as never;
  };
}

import { ConfigError } from '../errors.ts';
import type { AnyCollection, RowId, RowOf } from '../events/collection.ts';

/** Where the rows stand in a query's data. */
export type RowsAt<Row = object, Data = unknown> =
  /** The data is the list. */
  | 'array'
  /** The data is an object with the list in `items`. */
  | 'items'
  /** The data is that of an infinite query; a page is a list, or an object with `items`. */
  | 'pages'
  /** The data is one row. */
  | 'single'
  /** Anything else: how to read the rows, and how to put others in their place. */
  | {
      readonly get: (data: Data) => readonly Row[];
      readonly set: (data: Data, rows: readonly Row[]) => unknown;
    };

export interface PlaceOptions<Row> {
  /** Query keys that begin with this hold the rows. Default: the collection's key. */
  readonly key?: readonly unknown[];
  /** Where the rows stand in the data. Default: seen from the data's shape. */
  readonly at?: RowsAt<Row, never>;
  /** The id of a row. Default: the collection's. */
  readonly id?: (row: Row) => RowId;
  /**
   * Whether a row belongs to the query of this key. Without it, a row that comes into, or changes in, a list with
   * parameters has that list read again.
   */
  readonly includes?: (row: Row, queryKey: readonly unknown[]) => boolean;
  /**
   * The order of the list, as `Array.prototype.sort` takes it; `false` when its order means nothing. Without it, new rows go
   * where `upsert` says, and a row that was removed and comes back has the list read again, for only the server knows its
   * place.
   */
  readonly sort?: ((a: Row, b: Row) => number) | false;
}

/** How one collection is cached. Made by {@link place}. */
export interface Placement {
  readonly collection: AnyCollection;
  readonly key: readonly unknown[];
  readonly at: RowsAt<never, never> | undefined;
  readonly idOf: (row: never) => RowId;
  readonly includes: ((row: never, queryKey: readonly unknown[]) => boolean) | undefined;
  readonly sort: ((a: never, b: never) => number) | false | undefined;
}

/** Says how a collection's rows are cached, where the defaults do not fit: `place(questions, { sort: byVotes })`. */
export function place<C extends AnyCollection>(collection: C, options: PlaceOptions<RowOf<C>> = {}): Placement {
  return {
    collection,
    key: options.key ?? collection.key,
    at: options.at as Placement['at'],
    idOf: options.id ?? collection.idOf,
    includes: options.includes,
    sort: options.sort,
  };
}

/** The rows in a query's data; `undefined` when they are not where they should be. */
export function readRows(at: Placement['at'], data: unknown): readonly object[] | undefined {
  const shape = at ?? shapeOf(data);
  if (typeof shape === 'object') return shape.get(data as never);
  switch (shape) {
    case 'array':
      return Array.isArray(data) ? data : undefined;
    case 'items':
      return itemsOf(data);
    case 'pages':
      return pagesOf(data)?.flatMap((page) => itemsOf(page) ?? []);
    case 'single':
      return typeof data === 'object' && data !== null ? [data] : undefined;
    case undefined:
      return undefined;
  }
}

/** The data with other rows in the place of `before`. Pages and objects that did not change stay the same objects. */
export function writeRows(
  placement: Placement,
  data: unknown,
  before: readonly object[],
  rows: readonly object[],
): unknown {
  const shape = placement.at ?? shapeOf(data);
  if (typeof shape === 'object') return shape.set(data as never, rows as never);
  switch (shape) {
    case 'array':
      return rows;
    case 'items':
      return withItems(data, rows);
    case 'pages':
      return writePages(placement, data as { readonly pages: readonly unknown[] }, before, rows);
    case 'single':
      return rows[0] ?? data;
    case undefined:
      throw new ConfigError(
        `the rows of "${placement.collection.name}" cannot be found in a query's data, so it cannot be patched. Say where they are: place(${placement.collection.name}, { at: 'items' }).`,
      );
  }
}

type NamedShape = Extract<RowsAt, string>;

/** Whether the data is one row, not a list. */
export function isSingleRow({ at }: Placement, data: unknown): boolean {
  return (at ?? shapeOf(data)) === 'single';
}

/** Whether the data is the pages of an infinite query. */
export function isPaged({ at }: Placement, data: unknown): boolean {
  return (at ?? shapeOf(data)) === 'pages';
}

/** The shape that data plainly has. */
function shapeOf(data: unknown): NamedShape | undefined {
  if (Array.isArray(data)) return 'array';
  if (typeof data !== 'object' || data === null) return undefined;
  if (pagesOf(data) && 'pageParams' in data) return 'pages';
  return 'items' in data && Array.isArray(data.items) ? 'items' : 'single';
}

function itemsOf(data: unknown): readonly object[] | undefined {
  if (Array.isArray(data)) return data;
  const items = (data as { readonly items?: unknown } | null | undefined)?.items;
  return Array.isArray(items) ? items : undefined;
}

function withItems(data: unknown, items: readonly object[]): unknown {
  return Array.isArray(data) ? items : { ...(data as object), items };
}

function pagesOf(data: unknown): readonly unknown[] | undefined {
  const pages = (data as { readonly pages?: unknown } | null | undefined)?.pages;
  return Array.isArray(pages) ? pages : undefined;
}

/** Deals the rows out to the pages that held them; a new one goes to the page of the row before it. */
function writePages(
  { idOf }: Placement,
  data: { readonly pages: readonly unknown[] },
  before: readonly object[],
  rows: readonly object[],
): unknown {
  const lists = data.pages.map((page) => itemsOf(page) ?? []);
  const pageOf = new Map<RowId, number>();
  let next = 0;
  lists.forEach((list, page) => {
    for (let index = 0; index < list.length; index += 1) {
      const id = idOf(before[next + index] as never);
      if (!pageOf.has(id)) pageOf.set(id, page);
    }
    next += list.length;
  });
  const dealt: object[][] = lists.map(() => []);
  let page = 0;
  for (const row of rows) {
    page = pageOf.get(idOf(row as never)) ?? page;
    dealt[page]?.push(row);
  }
  const pages = data.pages.map((old, index) => {
    const list = dealt[index] as object[];
    const same = list.length === lists[index]?.length && list.every((row, at) => row === lists[index]?.[at]);
    return same ? old : withItems(old, list);
  });
  return { ...data, pages };
}

import { ConfigError } from '../errors.ts';
import type { OutputOf, Schema } from './schema.ts';

export type RowId = string | number;

/** What any collection is to code that does not know its rows. */
export interface AnyCollection {
  readonly name: string;
  /** Query keys that begin with this hold rows of the collection. */
  readonly key: readonly unknown[];
  readonly idOf: (row: never) => RowId;
  readonly versionOf: ((row: never) => number) | undefined;
  readonly '~row'?: unknown;
}

/**
 * A described change of cached rows. Pure data (but for the function of an `edit`): the event says what to change, a sink
 * carries it out, wherever the collection is cached.
 */
export type Patch<Name extends string = string> = {
  readonly collection: AnyCollection & { readonly name: Name };
  /** The version of the row after this change; an older write is ignored. */
  readonly version?: number | undefined;
} & (
  | { readonly op: 'merge'; readonly id: RowId; readonly fields: object }
  | { readonly op: 'upsert'; readonly id: RowId; readonly item: object; readonly at: InsertAt }
  | { readonly op: 'remove'; readonly id: RowId }
  | { readonly op: 'replace'; readonly items: readonly object[] }
  | { readonly op: 'edit'; readonly id: RowId; readonly edit: (row: never) => unknown; readonly idempotent: boolean }
  | { readonly op: 'invalidate'; readonly id: RowId | undefined }
);

/** Where a new row goes in a list that has no `sort`. */
export type InsertAt = 'start' | 'end';

/** The rows of one kind that the app caches, and the changes that events can ask for. Made by {@link defineCollection}. */
export interface Collection<Name extends string, Row extends object> extends AnyCollection {
  readonly name: Name;
  readonly '~row'?: Row;
  /** Writes these fields of the row, where it is cached. Never adds a row. */
  merge(id: RowId, fields: Partial<Row>, options?: PatchOptions): Patch<Name>;
  /** Adds the row, or writes its fields over the one with its id. */
  upsert(item: Row, options?: PatchOptions & { readonly at?: InsertAt }): Patch<Name>;
  remove(id: RowId, options?: PatchOptions): Patch<Name>;
  /** Puts these rows in the place of all. Only for queries without parameters; others are read again. */
  replace(items: readonly Row[]): Patch<Name>;
  /**
   * Computes the row anew. A function that gives another result when it is applied twice (`row.count + 1`) is a delta: it
   * is applied only where it is known exactly which events the cached row already holds; elsewhere the query is read
   * again. Say `idempotent: true` when twice is as good as once.
   */
  edit(id: RowId, edit: (row: Row) => Row, options?: PatchOptions & { readonly idempotent?: boolean }): Patch<Name>;
  /** Has the queries of the collection (or those that hold the row `id`) read again. */
  invalidate(id?: RowId): Patch<Name>;
}

export interface PatchOptions {
  /** The version of the row after this change; an older write is ignored. */
  readonly version?: number | undefined;
}

/** The rows that a collection holds. */
export type RowOf<C> = C extends { readonly '~row'?: infer Row } ? NonNullable<Row> : never;

/** The row type that a schema gives; a collection holds objects only. */
type RowFrom<S> = Extract<OutputOf<S>, object>;

export interface CollectionOptions<S, Row> {
  /** The schema of one row; only its type is used. */
  readonly item: S;
  /** Query keys that begin with this hold the rows. Default `[name]`. */
  readonly key?: readonly unknown[];
  /** The id of a row. Default `row.id`. */
  readonly id?: (row: Row) => RowId;
  /** A number that grows with every change of the row. With it, an older write never replaces a newer one. */
  readonly version?: (row: Row) => number;
}

/**
 * Names the rows of one kind: `defineCollection('tickets', { item: Ticket })` stands for every query whose key begins
 * with `['tickets']`.
 */
export function defineCollection<const Name extends string, S extends Schema>(
  name: Name,
  options: CollectionOptions<S, RowFrom<S>>,
): Collection<Name, RowFrom<S>> {
  type Row = RowFrom<S>;
  const idOf = options.id ?? ((row: Row) => (row as { id?: RowId }).id as RowId);
  const collection: Collection<Name, Row> = {
    name,
    key: options.key ?? [name],
    idOf,
    versionOf: options.version,
    merge: (id, fields, { version } = {}) => ({ collection, op: 'merge', id, fields, version }),
    upsert(item, { at = 'end', version } = {}) {
      const id = idOf(item);
      if (id === undefined) {
        throw new ConfigError(
          `a row of "${name}" has no id, so it cannot be found again. Give it an \`id\` field, or tell defineCollection where its id is: { id: (row) => row.uuid }.`,
        );
      }
      return { collection, op: 'upsert', id, item, at, version };
    },
    remove: (id, { version } = {}) => ({ collection, op: 'remove', id, version }),
    replace: (items) => ({ collection, op: 'replace', items }),
    edit: (id, edit, { version, idempotent = false } = {}) => ({
      collection,
      op: 'edit',
      id,
      edit,
      idempotent,
      version,
    }),
    invalidate: (id) => ({ collection, op: 'invalidate', id }),
  };
  return collection;
}

import type { AnyCollection, RowId } from './collection.ts';

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

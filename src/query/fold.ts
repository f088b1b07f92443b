import type { Patch, RowId } from '../events/collection.ts';
import type { Placement } from './placement.ts';

/** The places of rows in one list, remembered as long as the list is the same array. */
export interface RowIndex {
  readonly rows: readonly object[];
  readonly places: Map<RowId, number>;
}

export function indexRows(rows: readonly object[], idOf: Placement['idOf']): RowIndex {
  const places = new Map<RowId, number>();
  for (let index = 0; index < rows.length; index += 1) places.set(idOf(rows[index] as never), index);
  return { rows, places };
}

/** What a fold made of a list. */
export interface Folded {
  /** The same index, with the same array, when nothing changed. */
  readonly index: RowIndex;
  /** The ids of the rows that changed, came or went. */
  readonly changed: ReadonlySet<RowId>;
  /** Whether a patch could not be carried out with certainty, so that the query has to be read again. */
  readonly owes: boolean;
}

export interface FoldOptions {
  readonly placement: Placement;
  readonly queryKey: readonly unknown[];
  /** Whether the data is one row, not a list: rows neither come nor go. */
  readonly isSingle: boolean;
  /** Whether it is known exactly which events the rows hold, so that a delta may be applied (D1). */
  readonly exact: boolean;
  /** D2: the rows that were removed since the last read began. Written to here. */
  readonly gone: Set<RowId>;
  /** D3: the versions at which rows were removed. Written to, and bounded, here. */
  readonly removed: Map<RowId, number>;
}

/** How many removed rows are remembered for each query. */
const removedLimit = 1_000;

const nothing: ReadonlySet<RowId> = new Set();

/**
 * Applies patches to a list, in order, at the cost of the changes and one copy of the array. Rows that a patch leaves as
 * they were stay the same objects.
 */
export function foldPatches(index: RowIndex, patches: readonly Patch[], options: FoldOptions): Folded {
  const { placement, queryKey, isSingle, exact, gone, removed } = options;
  const { collection, includes, sort } = placement;
  const hasParameters = queryKey.length > placement.key.length;
  let rows: (object | undefined)[] | undefined;
  let places = index.places;
  let changed: Set<RowId> | undefined;
  let atStart: object[] | undefined;
  let isMoved = false;
  let owes = false;
  /** Rows that this fold has made and nobody has seen yet, so that a burst copies a row once. */
  const made = new Set<object>();

  for (const patch of patches) apply(patch);
  if (!changed) return { index, changed: nothing, owes };
  const list = sort || isMoved ? arranged() : (rows as object[]);
  return { index: list === rows ? { rows: list, places } : indexRows(list, placement.idOf), changed, owes };

  function apply(patch: Patch): void {
    switch (patch.op) {
      case 'merge': {
        const row = rowOf(patch.id);
        if (row === undefined) owes ||= hasParameters && !isSingle;
        else if (!isOlder(row, patch) && !holds(row, patch.fields)) put(patch.id, merged(row, patch.fields));
        return;
      }
      case 'edit': {
        const row = rowOf(patch.id);
        if (row === undefined) owes ||= hasParameters && !isSingle;
        else if (!patch.idempotent && !exact && !hasVersion(patch)) owes = true;
        else if (!isOlder(row, patch)) {
          const edited = patch.edit(row as never) as object;
          if (edited !== row) put(patch.id, edited);
          // D1: a row version counts a delta once, but only if the delta moves it.
          owes ||= !patch.idempotent && !exact && collection.versionOf?.(edited as never) !== patch.version;
        }
        return;
      }
      case 'upsert': {
        const row = rowOf(patch.id);
        if (row !== undefined) {
          if (!isOlder(row, patch) && !holds(row, patch.item)) put(patch.id, merged(row, patch.item));
        } else if (isSingle || wasRemovedSince(patch)) return;
        else if (includes ? includes(patch.item as never, queryKey) : !hasParameters) {
          insert(patch.id, patch.item, patch.at);
          // D2: the answer may have held the row where it came back to. Unless an order is declared, only the server knows.
          owes ||= gone.has(patch.id);
        } else owes ||= !includes;
        return;
      }
      case 'remove': {
        const row = rowOf(patch.id);
        if (row !== undefined && isNewer(row, patch)) return;
        if (patch.version !== undefined) remember(patch.id, patch.version);
        leave(patch.id);
        if (isSingle) owes ||= row !== undefined;
        else if (row !== undefined) drop(patch.id);
        return;
      }
      case 'replace':
        if (hasParameters) owes = true;
        else replace(patch.items);
        return;
      case 'invalidate':
        owes ||= patch.id === undefined || rowOf(patch.id) !== undefined;
        return;
    }
  }

  function rowOf(id: RowId): object | undefined {
    const place = places.get(id);
    if (place === undefined) return atStart?.find((row) => placement.idOf(row as never) === id);
    return (rows ?? index.rows)[place];
  }
  /** D3: an older write never replaces a newer one. */
  function isOlder(row: object, { version }: Patch): boolean {
    return version !== undefined && collection.versionOf !== undefined && collection.versionOf(row as never) >= version;
  }
  function hasVersion({ version }: Patch): boolean {
    return version !== undefined && collection.versionOf !== undefined;
  }
  function isNewer(row: object, { version }: Patch): boolean {
    return version !== undefined && collection.versionOf !== undefined && collection.versionOf(row as never) > version;
  }
  function wasRemovedSince({ id, version }: Patch & { readonly id: RowId }): boolean {
    return version !== undefined && (removed.get(id) ?? Number.NEGATIVE_INFINITY) >= version;
  }
  function remember(id: RowId, version: number): void {
    removed.set(id, version);
    if (removed.size > removedLimit) removed.delete(removed.keys().next().value as RowId);
  }
  function touch(id: RowId): void {
    rows ??= [...index.rows];
    changed ??= new Set();
    changed.add(id);
  }
  function put(id: RowId, row: object): void {
    if (includes && !includes(row as never, queryKey)) {
      drop(id);
      return;
    }
    touch(id);
    const place = places.get(id);
    if (place !== undefined) (rows as object[])[place] = row;
    else if (atStart) atStart = atStart.map((one) => (placement.idOf(one as never) === id ? row : one));
    // Without `includes` nobody can say whether the row still belongs to a list with parameters.
    owes ||= hasParameters && !includes && !isSingle;
  }
  function insert(id: RowId, row: object, at: 'start' | 'end'): void {
    touch(id);
    if (at === 'start') {
      atStart ??= [];
      atStart.unshift(row);
      isMoved = true;
      return;
    }
    if (places === index.places) places = new Map(places);
    places.set(id, (rows as object[]).length);
    (rows as object[]).push(row);
  }
  function drop(id: RowId): void {
    leave(id);
    touch(id);
    isMoved = true;
    const place = places.get(id);
    if (place === undefined) {
      atStart = atStart?.filter((row) => placement.idOf(row as never) !== id);
      return;
    }
    (rows as (object | undefined)[])[place] = undefined;
    if (places === index.places) places = new Map(places);
    places.delete(id);
  }
  /** D2: remembers a row that left, where its way back would be unclear. */
  function leave(id: RowId): void {
    if (sort !== undefined || exact) return;
    gone.add(id);
    // More are not remembered: a read begins anew.
    owes ||= gone.size > removedLimit;
  }
  function replace(items: readonly object[]): void {
    for (const row of rows ?? index.rows) if (row) touch(placement.idOf(row as never));
    rows ??= [];
    rows.fill(undefined);
    atStart = undefined;
    places = new Map();
    isMoved = true;
    for (const item of items) {
      const id = placement.idOf(item as never);
      const before = index.places.get(id);
      const known = before === undefined ? undefined : index.rows[before];
      insert(id, known === undefined ? item : holds(known, item) ? known : merged(known, item), 'end');
    }
  }
  /** The row with these fields. */
  function merged(row: object, fields: object): object {
    if (made.has(row)) return Object.assign(row, fields);
    const next = { ...row, ...fields };
    made.add(next);
    return next;
  }
  /** The rows without the holes that removals left, sorted where the list has an order. */
  function arranged(): object[] {
    const list = [...(atStart ?? []), ...(rows as (object | undefined)[])].filter((row) => row !== undefined);
    return sort ? list.sort(sort as (a: object, b: object) => number) : list;
  }
}

/** Whether the row has these fields already. */
function holds(row: object, fields: object): boolean {
  const before = row as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(fields)) {
    if (!Object.is(before[name], (fields as typeof before)[name])) return false;
  }
  return true;
}

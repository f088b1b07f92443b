import type { Query } from '@tanstack/react-query';
import type { RowId } from '../events/collection.ts';
import { hashKey } from '../utils/hash.ts';
import type { Cursor } from '../wire/message.ts';
import { type Folded, type FoldOptions, foldPatches, indexRows, type RowIndex } from './fold.ts';
import type { History, HistoryEntry } from './history.ts';
import { isSingleRow, type Placement, readRows, writeRows } from './placement.ts';
import { notedPosition, type Position } from './position.ts';

/** A read of the server: when it began, and where in the stream its answer stands. */
export interface Read {
  /** The stamp at which it began. What came after it may be missing in the answer. */
  began: number;
  position: Position | undefined;
  /** The stamp up to which events are replayed onto its answer already. */
  replayed: number;
}

/** Why a query must be read again (R1): only a read that began at `stamp` or later, or reached `cursor`, will do. */
export interface Obligation {
  readonly stamp: number;
  readonly cursor: Cursor | undefined;
}

/** What a covered query is to the sink. */
export interface Journal {
  readonly query: Query;
  /** What the query's key hashes to. */
  readonly hash: string;
  readonly placement: Placement;
  readonly history: History;
  /** The read in flight; one for each `fetch` action (J3). */
  reading: Read | undefined;
  /** The last read that succeeded. */
  last: Read | undefined;
  /** P4: events at or below this are in the data already. */
  position: Cursor | undefined;
  obligation: Obligation | undefined;
  index: DataIndex | undefined;
}

/** An index, and the data whose rows it is of. */
interface DataIndex extends RowIndex {
  readonly data: unknown;
}

export interface Journals {
  /** A stamp of its own for something that happens now. */
  stamp(): number;
  now(): number;
  compareCursors(a: Cursor, b: Cursor): number | undefined;
}

export function createJournal(query: Query, placement: Placement, history: History): Journal {
  return {
    query,
    hash: hashKey(query.queryKey),
    placement,
    history,
    reading: undefined,
    last: undefined,
    position: undefined,
    obligation: undefined,
    index: undefined,
  };
}

/** What applying entries to data gave. */
export interface Applied {
  readonly data: unknown;
  readonly changed: Folded['changed'];
  readonly owes: boolean;
}

/** Applies entries to data that a journal's query holds or is about to hold. Pure but for the journal's index. */
export function applyEntries(
  journal: Journal,
  data: unknown,
  entries: readonly HistoryEntry[],
  exact: boolean,
): Applied {
  const { placement, query } = journal;
  const rows = readRows(placement.at, data);
  const patches =
    entries.length === 1 ? (entries[0] as HistoryEntry).patches : entries.flatMap((entry) => entry.patches);
  if (rows === undefined || patches.length === 0) return { data, changed: none, owes: rows === undefined };
  const index = indexOf(journal, data, rows);
  const options: FoldOptions = { placement, queryKey: query.queryKey, isSingle: isSingleRow(placement, data), exact };
  const folded = foldPatches(index, patches, options);
  if (folded.index === index) return { data, changed: folded.changed, owes: folded.owes };
  const next = writeRows(placement, data, index.rows, folded.index.rows);
  journal.index = { ...folded.index, data: next };
  return { data: next, changed: folded.changed, owes: folded.owes };
}

const none: ReadonlySet<RowId> = new Set();

/** The index of the rows in `data`, made anew only when the data is another. */
export function indexOf(
  journal: Journal,
  data: unknown,
  rows: readonly object[] | undefined = readRows(journal.placement.at, data),
): RowIndex {
  if (journal.index?.data !== data || !journal.index) {
    journal.index = { ...indexRows(rows ?? [], journal.placement.idOf), data };
  }
  return journal.index;
}

/** The entries that a read's answer may lack. */
export function missedBy(read: Read, journal: Journal): readonly HistoryEntry[] {
  const { position } = read;
  return position ? journal.history.above(position.cursor, read.began) : journal.history.since(read.began);
}

/** Whether a read can no longer catch up because the history has forgotten something that came after it. */
export function isBeyond(read: Read, { history }: Journal, compare: Journals['compareCursors']): boolean {
  const { forgotten } = history;
  if (!forgotten) return false;
  const order = read.position && forgotten.cursor ? compare(forgotten.cursor, read.position.cursor) : undefined;
  return order === undefined ? forgotten.stamp > read.began : order > 0;
}

/** R1: whether a read is late enough, or stands far enough, to discharge an obligation. */
export function discharges(read: Read | undefined, owed: Obligation, compare: Journals['compareCursors']): boolean {
  if (!read) return false;
  if (read.began >= owed.stamp) return true;
  return (
    read.position !== undefined && owed.cursor !== undefined && (compare(read.position.cursor, owed.cursor) ?? -1) >= 0
  );
}

/** Two obligations as one: discharged only by what discharges both. */
export function joined(a: Obligation | undefined, b: Obligation, compare: Journals['compareCursors']): Obligation {
  if (!a) return b;
  const order = a.cursor !== undefined && b.cursor !== undefined ? compare(a.cursor, b.cursor) : undefined;
  const cursor = order === undefined ? undefined : order > 0 ? a.cursor : b.cursor;
  return { stamp: Math.max(a.stamp, b.stamp), cursor };
}

/**
 * J3: wraps the query's read, so that its answer has caught up before React Query, `select`, `onSuccess` or a router's
 * `fetchQuery` see it. Returns what undoes it. `ctx.signal` is never touched: reading it would turn unmount into a revert.
 */
export function wrapReads(journal: Journal, journals: Journals, onOwes: () => void): () => void {
  const { query } = journal;
  const setOptions = query.setOptions;
  const originals = new WeakMap<object, unknown>();
  let isOn = true;

  function wrap(): void {
    const read = query.options.queryFn as unknown;
    if (typeof read !== 'function' || originals.has(read)) return;
    const wrapped = (context: object) => (isOn ? caughtUp(read as never, context) : read(context));
    originals.set(wrapped, read);
    query.options.queryFn = wrapped as never;
  }
  async function caughtUp(read: (context: object) => unknown, context: object): Promise<unknown> {
    const token = journal.reading;
    // The pages of an infinite query are read one after the other and caught up together, when all have come.
    if (!token || 'direction' in context) return read(context);
    token.began = journals.now();
    const data = await read(context);
    token.position = notedPosition(context);
    token.replayed = journals.now();
    const applied = applyEntries(journal, data, missedBy(token, journal), token.position?.exact === true);
    if (applied.owes) onOwes();
    return applied.data;
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

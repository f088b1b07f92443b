import type { Query } from '@tanstack/react-query';
import type { Patch, RowId } from '../events/collection.ts';
import { hashKey } from '../utils/hash.ts';
import type { Cursor } from '../wire/message.ts';
import { type Folded, foldPatches, indexRows, type RowIndex } from './fold.ts';
import type { History, HistoryEntry } from './history.ts';
import type { Layers } from './layers.ts';
import { isSingleRow, type Placement, readRows, writeRows } from './placement.ts';
import type { Position } from './position.ts';

/** A read of the server: when it began, and where in the stream its answer stands. */
export interface Read {
  /** The stamp at which it began. What came after it may be missing in the answer. */
  began: number;
  /** The same as a time, in ms since the epoch. */
  beganAt: number;
  position: Position | undefined;
  /** The stamp up to which events are replayed onto its answer already; -1 when none are. */
  replayed: number;
  /** What it made the new base, where its answer was caught up before React Query saw it. */
  caughtUp: { readonly base: unknown } | undefined;
  /** Whether it reads more pages of an infinite query and keeps those that are there (D4). */
  readonly isMore: boolean;
  /** Whether the query's own function was called: a persister or a hydrated promise may have answered instead (Q5). */
  isOurs: boolean;
  /** Whether its answer must not become the base (P5, O4). */
  isRefused: boolean;
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
  /** J1: what the server said and events have added; the query shows it under the layers. */
  base: unknown;
  /** The read in flight; one for each `fetch` action (J3). */
  reading: Read | undefined;
  /** The last read that was taken. */
  last: Read | undefined;
  /** P4: events at or below this are in the base already. */
  position: Cursor | undefined;
  obligation: Obligation | undefined;
  /** Whether the base came without a read of ours (Q5). */
  isAdopted: boolean;
  /** The mutations that the base holds already, though their layers still stand for other queries. */
  readonly held: Set<string>;
  /** D2: the rows that were removed since the last read began. */
  readonly gone: Set<RowId>;
  /** D3: the versions at which rows were removed. */
  readonly removed: Map<RowId, number>;
  index: DataIndex | undefined;
}

/** An index, and the data whose rows it is of. */
interface DataIndex extends RowIndex {
  readonly data: unknown;
}

export type CompareCursors = (a: Cursor, b: Cursor) => number | undefined;

export function createJournal(query: Query, placement: Placement, history: History): Journal {
  return {
    query,
    hash: hashKey(query.queryKey),
    placement,
    history,
    base: query.state.data,
    reading: undefined,
    last: undefined,
    position: undefined,
    obligation: undefined,
    isAdopted: false,
    held: new Set(),
    gone: new Set(),
    removed: new Map(),
    index: undefined,
  };
}

/** A read that begins now. */
export function beginRead(began: number, beganAt: number, isMore = false): Read {
  return {
    began,
    beganAt,
    position: undefined,
    replayed: -1,
    caughtUp: undefined,
    isMore,
    isOurs: false,
    isRefused: false,
  };
}

/** What applying patches to data gave. */
export interface Applied {
  readonly data: unknown;
  readonly changed: Folded['changed'];
  readonly owes: boolean;
}

const none: ReadonlySet<RowId> = new Set();

/** Applies patches to data that a journal's query holds or is about to hold. Pure but for what the journal remembers. */
export function applyPatches(journal: Journal, data: unknown, patches: readonly Patch[], exact: boolean): Applied {
  const { placement, query, gone, removed } = journal;
  if (patches.length === 0) return { data, changed: none, owes: false };
  const rows = readRows(placement.at, data);
  if (rows === undefined) return { data, changed: none, owes: true };
  const index = indexOf(journal, data, rows);
  const folded = foldPatches(index, patches, {
    placement,
    queryKey: query.queryKey,
    isSingle: isSingleRow(placement, data),
    exact,
    gone,
    removed,
  });
  if (folded.index === index) return { data, changed: folded.changed, owes: folded.owes };
  const next = writeRows(placement, data, index.rows, folded.index.rows);
  journal.index = { ...folded.index, data: next };
  return { data: next, changed: folded.changed, owes: folded.owes };
}

export function patchesOf(entries: readonly HistoryEntry[]): readonly Patch[] {
  return entries.length === 1 ? (entries[0] as HistoryEntry).patches : entries.flatMap((entry) => entry.patches);
}

/** J1: the base with the layers over it that it does not hold yet: what the query is to show. */
export function displayed(journal: Journal, base: unknown, layers: Layers): unknown {
  if (base === undefined) return base;
  return layers.reduce<unknown>((data, { patches }) => {
    const own = patches.filter((patch) => patch.collection === journal.placement.collection);
    return applyPatches(journal, data, own, true).data;
  }, base);
}

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

/** The entries that a read's answer may lack (J2): it may be older than it seems by `replicaLagMs`. */
export function missedBy(read: Read, { history }: Journal, replicaLagMs: number): readonly HistoryEntry[] {
  const { position, began, beganAt } = read;
  if (position) return history.above(position.cursor, began);
  if (replicaLagMs === 0) return history.since(began);
  return history.sinceTime(beganAt - replicaLagMs, began).filter(({ stamp, patches }) => {
    const isAbsolute = patches.every((patch) => patch.op !== 'edit' || patch.idempotent);
    return stamp > began || isAbsolute;
  });
}

/** Whether a read can no longer catch up because the history has forgotten something that came after it. */
export function isBeyond(read: Read, { history }: Journal, compare: CompareCursors): boolean {
  const { forgotten } = history;
  if (!forgotten) return false;
  const order = read.position && forgotten.cursor ? compare(forgotten.cursor, read.position.cursor) : undefined;
  return order === undefined ? forgotten.stamp > read.began : order > 0;
}

/**
 * R1: whether a read is late enough to discharge an obligation. Where both positions are known they decide (P5: an answer
 * that was read later may come from a replica that lags); otherwise the time does.
 */
export function discharges(read: Read | undefined, owed: Obligation, compare: CompareCursors): boolean {
  if (!read) return false;
  const order =
    read.position !== undefined && owed.cursor !== undefined ? compare(read.position.cursor, owed.cursor) : undefined;
  return order === undefined ? read.began >= owed.stamp : order >= 0;
}

/** Two obligations as one: discharged only by what discharges both. */
export function joined(a: Obligation | undefined, b: Obligation, compare: CompareCursors): Obligation {
  if (!a) return b;
  const order = a.cursor !== undefined && b.cursor !== undefined ? compare(a.cursor, b.cursor) : undefined;
  const cursor = order === undefined ? undefined : order > 0 ? a.cursor : b.cursor;
  return { stamp: Math.max(a.stamp, b.stamp), cursor };
}

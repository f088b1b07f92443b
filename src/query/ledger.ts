import type { QueryState } from '@tanstack/react-query';
import { HandlerError } from '../errors.ts';
import type { RowId } from '../events/collection.ts';
import type { Cursor } from '../wire/message.ts';
import type { Floor } from './floors.ts';
import type { HistoryEntry } from './history.ts';
import {
  type Applied,
  applyPatches,
  beginRead,
  type CompareCursors,
  discharges,
  displayed,
  isBeyond,
  type Journal,
  missedBy,
  patchesOf,
  type Read,
} from './journal.ts';
import { isDelta, isHeldBy, type Layers } from './layers.ts';
import type { Obligations, Why } from './obligations.ts';
import { isPaged } from './placement.ts';
import type { QueryCause, SinkRecords } from './sink-records.ts';
import { keepNewerRows, withoutRepeats } from './snapshot.ts';

export interface LedgerPorts {
  readonly now: () => number;
  readonly stamp: () => number;
  readonly compareCursors: CompareCursors;
  /** How far an answer without a position may be behind, in ms. */
  readonly replicaLagMs: number;
  /** Where the coverage of the journal's channels began, the latest of them (S2). */
  readonly floorOf: (journal: Journal) => Floor | undefined;
  /** The layers that lie over the journal's collection. */
  readonly layersOf: (journal: Journal) => Layers;
  readonly obligations: Obligations;
  readonly records: Pick<SinkRecords, 'tell'>;
  readonly onError: (error: HandlerError, journal: Journal) => void;
  /** Rows are others now; `undefined`: nobody knows which. */
  readonly onRows: (journal: Journal, changed: ReadonlySet<RowId> | undefined) => void;
}

/** Keeps each journal's base true and its query showing that, whatever reads, events and other writers do. */
export interface Ledger {
  /** Makes of a read's answer what the query is to hold (J3). */
  take(journal: Journal, read: Read, answer: unknown): unknown;
  /** A read has succeeded. */
  settle(journal: Journal): void;
  /** Takes events. */
  catchUp(journal: Journal, entries: readonly HistoryEntry[]): void;
  /** Layers have changed. */
  show(journal: Journal): void;
  /** The app wrote the data itself. */
  acceptManual(journal: Journal): void;
  /** Somebody else wrote the state: a revert, a reset, a hydration. */
  acceptForeign(journal: Journal, state: Partial<QueryState>): void;
  /** Whether the ledger itself is writing now. */
  readonly isWriting: boolean;
}

export function createLedger(ports: LedgerPorts): Ledger {
  const { now, stamp, compareCursors, replicaLagMs, floorOf, layersOf, obligations, records, onError, onRows } = ports;
  let isWriting = false;

  /** What the app's own functions throw costs a read, and nothing else. */
  function apply(journal: Journal, base: unknown, entries: readonly HistoryEntry[], exact: boolean): Applied {
    try {
      return applyPatches(journal, base, patchesOf(entries), exact);
    } catch (cause) {
      const message = `an edit of "${journal.placement.collection.name}" threw, so its queries are read again. Mend the edit.`;
      onError(new HandlerError(message, { cause }), journal);
      journal.index = undefined;
      return { data: base, changed: new Set(), owes: true };
    }
  }

  /** J1: writes without touching the query's freshness; never to a query that has no data. */
  function write(journal: Journal, data: unknown): void {
    const { query } = journal;
    if (query.state.data === undefined || data === undefined || data === query.state.data) return;
    isWriting = true;
    try {
      query.setState({ data });
    } finally {
      isWriting = false;
    }
  }

  function show(journal: Journal, cause: (layers: Layers) => QueryCause, changed?: ReadonlySet<RowId>): void {
    const layers = layersOf(journal);
    write(journal, displayed(journal, journal.base, layers));
    records.tell?.({ query: journal.query, cause: cause(layers) });
    onRows(journal, layers.length === 0 ? changed : undefined);
  }

  /**
   * P5: whether an answer is from before the channel's floor, or from before what the history has forgotten, or would be
   * older than the base even with all that has come since: it lacks what the base may hold. One of another log is from
   * before the floor if its read began before it.
   */
  function isTooOld(journal: Journal, read: Read): boolean {
    const { position } = read;
    if (journal.position === undefined || position === undefined) return false;
    const floor = floorOf(journal);
    const toFloor = floor && (compareCursors(position.cursor, floor.cursor) ?? read.began - floor.stamp);
    if ((toFloor ?? 0) < 0 || isBeyond(read, journal, compareCursors)) return true;
    const reached = missedBy(read, journal, replicaLagMs).at(-1)?.cursor ?? position.cursor;
    return (compareCursors(reached, journal.position) ?? 0) < 0;
  }

  /** Whether an answer may become the base. */
  function isTakeable(journal: Journal, read: Read): boolean {
    if (journal.base === undefined) return true;
    if (isTooOld(journal, read)) return false;
    // O4: a layer that adds to what is below it must not be laid over an answer that may hold it already.
    return !layersOf(journal).some((layer) => isDelta(layer) && !isHeldBy(layer, read, compareCursors));
  }

  function owe(journal: Journal, why: Why, cursor?: Cursor): void {
    obligations.owe(journal, { stamp: stamp(), cursor }, why);
  }

  const isExact = (read: Read | undefined) => read?.position?.exact === true;

  function take(journal: Journal, read: Read, answer: unknown): unknown {
    if (!isTakeable(journal, read)) {
      read.isRefused = true;
      return journal.query.state.data;
    }
    const missed = missedBy(read, journal, replicaLagMs);
    journal.gone.clear();
    const applied = apply(journal, keepNewerRows(journal, answer), missed, isExact(read));
    read.replayed = now();
    read.caughtUp = { base: applied.data };
    if (applied.owes) owe(journal, 'patch');
    const layers = layersOf(journal).filter((layer) => !isHeldBy(layer, read, compareCursors));
    return displayed(journal, applied.data, layers);
  }

  function settle(journal: Journal): void {
    const { query, placement } = journal;
    const read = journal.reading ?? beginRead(now(), Number.POSITIVE_INFINITY);
    journal.reading = undefined;
    if (read.isRefused || !isTakeable(journal, read)) {
      show(journal, () => ({ by: 'refusedRead' }));
      obligations.fail(journal);
      return;
    }
    const wasOwed = journal.obligation !== undefined;
    const missed = missedBy(read, journal, replicaLagMs);
    const layers = layersOf(journal);
    // Without layers, what React Query holds now is the answer with the rows that did not change kept as they were.
    const answer = read.caughtUp && layers.length > 0 ? read.caughtUp.base : query.state.data;
    const paged = isPaged(placement, answer);
    const clean = paged ? withoutRepeats(placement, answer) : answer;
    const whole = read.caughtUp ? clean : keepNewerRows(journal, clean);
    for (const layer of layers) if (isHeldBy(layer, read, compareCursors)) journal.held.add(layer.mutationId);
    const wasAdopted = journal.isAdopted;
    journal.isAdopted = !read.isOurs;
    journal.last = read.isOurs ? read : undefined;
    journal.position = missed.at(-1)?.cursor ?? read.position?.cursor;
    if (!read.caughtUp) journal.gone.clear();
    const rest = missed.filter((entry) => entry.stamp > read.replayed);
    const applied = apply(journal, whole, rest, isExact(read));
    journal.base = applied.data;
    show(journal, () => ({ by: 'read', ids: idsOf(missed), repaired: wasOwed && !owes(journal, read) }));
    // D4: rows that came or went while pages were read by offset may stand on none of them.
    const isTorn = paged && missed.some(({ patches }) => patches.some(({ op }) => op === 'upsert' || op === 'remove'));
    if (applied.owes || isTorn) owe(journal, 'patch');
    if (isBeyond(read, journal, compareCursors)) owe(journal, 'history');
    if (read.isOurs) obligations.settle(journal);
    else if (wasAdopted) obligations.fail(journal);
    else owe(journal, 'adopted');
  }

  /** P4: applies what the query does not hold yet, and moves its position along. */
  function catchUp(journal: Journal, entries: readonly HistoryEntry[]): void {
    const { position } = journal;
    if (journal.base === undefined) return;
    const fresh =
      position === undefined
        ? entries
        : entries.filter(({ cursor }) => cursor === undefined || (compareCursors(cursor, position) ?? 1) > 0);
    if (fresh.length === 0) return;
    const applied = apply(journal, journal.base, fresh, isExact(journal.last));
    const isChanged = applied.data !== journal.base;
    journal.base = applied.data;
    if (isChanged || layersOf(journal).length > 0)
      show(journal, () => ({ by: 'events', ids: idsOf(fresh) }), applied.changed);
    const last = fresh.at(-1)?.cursor;
    if (applied.owes) owe(journal, 'patch', last);
    journal.position = last ?? position;
  }

  /** Q5: data that came without a read of ours has no position, and is owed one. */
  function adopt(journal: Journal): void {
    journal.base = journal.query.state.data;
    journal.last = undefined;
    journal.position = undefined;
    if (journal.base !== undefined) owe(journal, 'adopted');
  }

  /** Whether the journal owes a read even after this one. */
  function owes({ obligation }: Journal, read: Read): boolean {
    return obligation !== undefined && !discharges(read, obligation, compareCursors);
  }

  return {
    take(journal, read, answer) {
      try {
        return take(journal, read, answer);
      } catch (cause) {
        onError(new HandlerError('an answer could not be caught up, so it is shown as it came.', { cause }), journal);
        return answer;
      }
    },
    settle,
    catchUp,
    show: (journal) =>
      show(journal, (layers) => ({ by: 'layers', mutationIds: layers.map((layer) => layer.mutationId) })),
    acceptManual(journal) {
      journal.base = journal.query.state.data;
      // R2: it clears no obligation. And what the app wrote over a layer may hold that layer's change.
      if (journal.obligation) journal.query.invalidate();
      else if (layersOf(journal).length > 0) owe(journal, 'write');
      onRows(journal, undefined);
      records.tell?.({ query: journal.query, cause: { by: 'app' } });
    },
    acceptForeign(journal, state) {
      const { query } = journal;
      const wasReading = journal.reading !== undefined;
      if (query.state.fetchStatus === 'idle') journal.reading = undefined;
      if (state === query.resetState) {
        adopt(journal);
      } else if (wasReading) {
        // Q4: a cancelled read goes back to the data from before it, without what events have added since.
        show(journal, () => ({ by: 'revert' }));
        obligations.fail(journal);
      } else if (state.data !== undefined && state.data !== displayed(journal, journal.base, layersOf(journal))) {
        adopt(journal);
      }
      onRows(journal, undefined);
      records.tell?.({ query, cause: { by: 'app' } });
    },
    get isWriting() {
      return isWriting;
    },
  };
}

function idsOf(entries: readonly HistoryEntry[]): readonly (Cursor | undefined)[] {
  return entries.map(({ cursor }) => cursor);
}

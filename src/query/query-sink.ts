import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query';
import { HandlerError } from '../errors.ts';
import type { AnyCollection, Patch } from '../events/collection.ts';
import type { Commit, Sink, SinkHost } from '../events/sink.ts';
import type { Cursor } from '../wire/message.ts';
import { createCoveredCollections } from './covered-collections.ts';
import type { HistoryEntry } from './history.ts';
import {
  applyEntries,
  createJournal,
  discharges,
  isBeyond,
  type Journal,
  joined,
  missedBy,
  type Obligation,
  wrapReads,
} from './journal.ts';
import type { Placement } from './placement.ts';
import { createRowWatch, type RowWatch } from './row-watch.ts';
import { createStarts } from './starts.ts';

export interface QuerySinkOptions {
  /** How collections are cached, where the defaults do not fit. Made by `place`. */
  readonly collections?: readonly Placement[];
}

/** A sink that keeps a React Query cache equal to the server. Made by {@link querySink}. */
export interface QuerySink extends Sink {
  readonly queryClient: QueryClient;
  /** The rows of cached lists, one by one. What `useItem` stands on. */
  readonly rows: RowWatch;
}

/** A covered query and what the sink holds for it. */
interface Tracked {
  readonly journal: Journal;
  readonly unwrap: () => void;
  /** Gives its leases back; undefined while it has none. */
  release: (() => void) | undefined;
}

/**
 * Patches a React Query cache: every query whose key begins with the key of a collection that some event touches is
 * covered. A covered query that is active leases its channels. Construction starts nothing; work begins when the sink is
 * attached to a client.
 */
export function querySink(queryClient: QueryClient, options: QuerySinkOptions = {}): QuerySink {
  const cache = queryClient.getQueryCache();
  const journals = new Map<string, Journal>();
  const rows = createRowWatch({ queryClient, journalOf: (hash) => journals.get(hash), onWatch });
  const tracked = new Map<Query, Tracked>();
  const starts = createStarts(() => journals.values());
  let host: SinkHost | undefined;
  let covers = createCoveredCollections([], [], () => undefined);
  let counter = 0;
  let isWriting = false;

  const clockwork = {
    stamp: () => ++counter,
    now: () => counter,
    compareCursors: (a: Cursor, b: Cursor) => host?.compareCursors(a, b),
  };

  function attach(newHost: SinkHost): () => void {
    host = newHost;
    covers = createCoveredCollections(newHost.definitions, options.collections ?? [], clockwork.compareCursors);
    for (const query of cache.getAll()) adopt(query as Query);
    const off = cache.subscribe(onCacheEvent);
    return () => {
      off();
      for (const one of [...tracked.values()]) forget(one);
      host = undefined;
    };
  }

  function onWatch(hash: string): void {
    const journal = journals.get(hash);
    if (journal) onActivity(tracked.get(journal.query));
  }

  function adopt(query: Query): void {
    const found = covers.find(query.queryKey);
    if (!found) return;
    const journal = createJournal(query, found.placement, found.history);
    // A read that runs already was begun before anybody could note its position.
    if (query.state.fetchStatus !== 'idle') journal.reading = { began: -1, position: undefined, replayed: counter };
    const unwrap = wrapReads(journal, clockwork, () => owe(journal, undefined));
    journals.set(journal.hash, journal);
    tracked.set(query, { journal, unwrap, release: undefined });
    onActivity(tracked.get(query));
  }

  function forget(one: Tracked): void {
    one.unwrap();
    one.release?.();
    tracked.delete(one.journal.query);
    if (journals.get(one.journal.hash) === one.journal) journals.delete(one.journal.hash);
    starts.check();
  }

  /** Leases the channels of an active query, and gives them back when nobody looks at it any more. */
  function onActivity(one: Tracked | undefined): void {
    if (!one || !host) return;
    const { query, hash, placement } = one.journal;
    const isActive = query.isActive() || rows.isWatched(hash);
    if (!isActive) {
      one.release?.();
      one.release = undefined;
    } else if (!one.release) {
      const leased = covers.channelsOf(placement.collection).map((channel) => host?.lease({ channel }));
      one.release = () => {
        for (const release of leased) release?.();
      };
    }
  }

  function onCacheEvent(event: QueryCacheNotifyEvent): void {
    const query = event.query as Query;
    if (event.type === 'added') adopt(query);
    const one = tracked.get(query);
    if (!one) return;
    if (event.type === 'removed') forget(one);
    else if (event.type === 'updated') onAction(one.journal, event.action);
    else if (event.type !== 'observerResultsUpdated') onActivity(one);
  }

  function onAction(journal: Journal, action: { readonly type: string; readonly manual?: boolean }): void {
    if (isWriting) return;
    const { query } = journal;
    if (action.type === 'fetch') journal.reading = { began: counter, position: undefined, replayed: -1 };
    else if (action.type === 'success' && !action.manual) onRead(journal);
    else if (action.type === 'success' && journal.obligation) query.invalidate();
    else if (action.type === 'error' || query.state.fetchStatus === 'idle') journal.reading = undefined;
    if (action.type !== 'fetch') rows.refresh(journal.hash);
    starts.check();
  }

  /** A read has succeeded: what came while it ran is replayed onto its answer, and what it discharges is discharged. */
  function onRead(journal: Journal): void {
    const read = journal.reading ?? { began: counter, position: undefined, replayed: counter };
    journal.reading = undefined;
    journal.last = read;
    const missed = missedBy(read, journal);
    const rest = missed.filter(({ stamp }) => stamp > read.replayed);
    journal.position = newest(read.position?.cursor, missed);
    write(journal, rest, read.position?.exact === true);
    if (isBeyond(read, journal, clockwork.compareCursors)) owe(journal, undefined);
    settle(journal);
  }

  /** Discharges the obligation if the last read does; otherwise has the query read again. */
  function settle(journal: Journal): void {
    const { obligation, query, last } = journal;
    if (!obligation) return;
    if (discharges(last, obligation, clockwork.compareCursors)) {
      journal.obligation = undefined;
      return;
    }
    // R1: a read that runs already is let run; it is followed by another one when it settles.
    if (query.state.fetchStatus !== 'idle') return;
    query.invalidate();
    queueMicrotask(() => {
      if (journal.obligation && query.state.fetchStatus === 'idle' && host) {
        const only = { predicate: (one: Query) => one === query };
        queryClient.invalidateQueries(only, { cancelRefetch: false }).catch(() => {});
      }
    });
  }

  function owe(journal: Journal, cursor: Cursor | undefined, stamp = clockwork.stamp()): void {
    const obligation: Obligation = { stamp, cursor };
    if (discharges(journal.last, obligation, clockwork.compareCursors)) return;
    journal.obligation = joined(journal.obligation, obligation, clockwork.compareCursors);
    host?.report({ kind: 'sink:obligation', queryKey: journal.query.queryKey, cursor });
    settle(journal);
  }

  /** J1: writes what is displayed without touching the query's freshness; never to a query that has no data. */
  function write(journal: Journal, entries: readonly HistoryEntry[], exact: boolean): void {
    const { query } = journal;
    if (query.state.data === undefined || entries.length === 0) return;
    const applied = applyEntries(journal, query.state.data, entries, exact);
    if (applied.data !== query.state.data) {
      isWriting = true;
      query.setState({ data: applied.data });
      isWriting = false;
      rows.notify(journal.hash, applied.changed);
    }
    if (applied.owes) owe(journal, entries.at(-1)?.cursor);
  }

  function commit({ events }: Commit): void {
    const added = new Map<AnyCollection, HistoryEntry[]>();
    for (const { event, definition } of events) {
      if (!definition?.patch) continue;
      let patches: readonly Patch[];
      try {
        const made = definition.patch(event as never) ?? [];
        patches = Array.isArray(made) ? made : [made as Patch];
      } catch (cause) {
        const message = `the patch of "${event.type}" threw, so the queries that it touches are read again. Mend the patch.`;
        host?.report({ kind: 'sink:error', error: new HandlerError(message, { cause }), event });
        damaged(definition.touches);
        continue;
      }
      for (const [collection, own] of byCollection(patches)) {
        const entry = { stamp: clockwork.stamp(), cursor: event.id, patches: own };
        covers.historyOf(collection)?.push(entry);
        const list = added.get(collection);
        if (list) list.push(entry);
        else added.set(collection, [entry]);
      }
    }
    for (const journal of journals.values()) {
      const entries = added.get(journal.placement.collection);
      if (entries) catchUp(journal, entries);
    }
  }

  /** P4: applies what the query does not hold yet, and moves its position along. */
  function catchUp(journal: Journal, entries: readonly HistoryEntry[]): void {
    const { position } = journal;
    const fresh =
      position === undefined
        ? entries
        : entries.filter(({ cursor }) => cursor === undefined || (clockwork.compareCursors(cursor, position) ?? 1) > 0);
    if (journal.query.state.data === undefined) return;
    write(journal, fresh, journal.last?.position?.exact === true);
    journal.position = newest(position, fresh);
  }

  function newest(position: Cursor | undefined, entries: readonly HistoryEntry[]): Cursor | undefined {
    return entries.at(-1)?.cursor ?? position;
  }

  /** Everything that these channels (`undefined`: any) may have changed is owed a read. */
  function oweChannels(channels: readonly string[] | undefined, cursor: Cursor | undefined): void {
    const stamp = clockwork.stamp();
    for (const journal of journals.values()) {
      if (!covers.isOn(journal.placement.collection, channels)) continue;
      // A query that was never read owes nothing: its first read is still to come.
      if (journal.query.state.data === undefined && !journal.reading) continue;
      owe(journal, cursor, stamp);
    }
  }

  function damaged(collections: readonly AnyCollection[]): void {
    const stamp = clockwork.stamp();
    for (const journal of journals.values()) {
      if (collections.includes(journal.placement.collection)) owe(journal, undefined, stamp);
    }
  }

  return {
    queryClient,
    rows,
    attach,
    commit,
    damaged,
    gap: ({ channels, cursor }) => oweChannels(channels, cursor),
    // C1: what was read before its channel was covered may lack events that nobody delivered.
    covered: ({ channels, cursor }) => oweChannels(channels, cursor),
    async start() {
      await starts.settled();
      return starts.lowest(clockwork.compareCursors);
    },
  };
}

function byCollection(patches: readonly Patch[]): Iterable<readonly [AnyCollection, readonly Patch[]]> {
  const [only] = patches;
  // Nearly every event has one patch, and a burst has many events.
  if (only && patches.length === 1) return [[only.collection, patches]];
  const groups = new Map<AnyCollection, Patch[]>();
  for (const patch of patches) {
    const group = groups.get(patch.collection);
    if (group) group.push(patch);
    else groups.set(patch.collection, [patch]);
  }
  return groups;
}

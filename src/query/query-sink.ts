import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query';
import type { AnyCollection } from '../events/collection.ts';
import type { Commit, Coverage, Sink, SinkHost } from '../events/sink.ts';
import { toMs } from '../utils/duration.ts';
import type { Cursor } from '../wire/message.ts';
import { noteAttached } from './attached.ts';
import { type CoveredCollections, createCoveredCollections } from './covered-collections.ts';
import { entriesOf } from './entries.ts';
import { createFloors, type Floors } from './floors.ts';
import { createFreshness, type Freshness, withStreamStaleTime } from './freshness.ts';
import { beginRead, createJournal, type Journal } from './journal.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createObligations, type Obligations, type Why } from './obligations.ts';
import { createOverlay } from './overlay.ts';
import { wrapReads } from './reads.ts';
import { createRowWatch, type RowWatch } from './row-watch.ts';
import type { QuerySinkOptions } from './sink-options.ts';
import { createSinkRecords, type SinkRecords } from './sink-records.ts';
import { createStarts } from './starts.ts';

export type { QuerySinkOptions } from './sink-options.ts';

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

/** What exists only while the sink is attached. */
interface Work {
  readonly host: SinkHost;
  readonly covers: CoveredCollections;
  readonly obligations: Obligations;
  readonly ledger: Ledger;
  readonly freshness: Freshness;
  readonly floors: Floors;
  readonly records: SinkRecords;
}

/**
 * Patches a React Query cache: every query whose key begins with the key of a collection that some event touches is
 * covered. A covered query that is active leases its channels. Construction starts nothing; work begins when the sink is
 * attached to a client.
 */
export function querySink(queryClient: QueryClient, options: QuerySinkOptions = {}): QuerySink {
  const cache = queryClient.getQueryCache();
  const tracked = new Map<Query, Tracked>();
  const journals = new Map<string, Journal>();
  const rows = createRowWatch({ queryClient, journalOf: (hash) => journals.get(hash), onWatch });
  const starts = createStarts(() => journals.values());
  const overlay = createOverlay({
    clock: () => work?.host.clock,
    stamp,
    journals: () => journals.values(),
    show: (journal) => work?.ledger.show(journal),
    owe: (journal, at) => work?.obligations.owe(journal, { stamp: at, cursor: undefined }, 'write'),
  });
  let work: Work | undefined;
  let counter = 0;

  function stamp(): number {
    counter += 1;
    return counter;
  }

  function attach(host: SinkHost): () => void {
    const { compareCursors } = host;
    const covers = createCoveredCollections(host.definitions, options.collections ?? [], compareCursors);
    const isLive = ({ placement }: Journal) => {
      const channels = covers.channelsOf(placement.collection);
      return channels.length > 0 ? channels.every((channel) => host.isLive(channel)) : host.isLive();
    };
    const records = createSinkRecords(host);
    const obligations = createObligations({
      ...{ queryClient, clock: host.clock, compareCursors, isLive },
      onOwed: ({ query }, why) => records.owed(query, why),
    });
    const floors = createFloors(compareCursors);
    const ledger = createLedger({
      ...{ stamp, compareCursors, obligations, records, now: () => counter },
      replicaLagMs: toMs(options.replicaLag ?? 0),
      floorOf: ({ placement }) => floors.under(covers.channelsOf(placement.collection)),
      layersOf: overlay.over,
      onError: (error, { query }) => host.report({ kind: 'sink:error', error, queryKey: query.queryKey }),
      onRows: ({ hash }, changed) => (changed ? rows.notify(hash, changed) : rows.refresh(hash)),
    });
    const freshness = createFreshness({
      ...{ queryClient, clock: host.clock, isLive, journals: () => journals.values() },
      graceMs: toMs(options.graceMs ?? '5s'),
      pollMs: toMs(options.pollMs ?? 0),
    });
    work = { host, covers, obligations, ledger, freshness, floors, records };
    const restore = options.freshness === 'app' ? () => {} : withStreamStaleTime(queryClient, covers.keys);
    const forgetAttached = noteAttached(queryClient, overlay.mutations);
    for (const query of cache.getAll()) adopt(query as Query, true);
    const off = cache.subscribe(onCacheEvent);
    return () => {
      off();
      forgetAttached();
      restore();
      freshness.stop();
      overlay.clear();
      for (const one of [...tracked.values()]) forget(one);
      work = undefined;
    };
  }

  function adopt(query: Query, isStart = false): void {
    const found = work?.covers.find(query.queryKey);
    if (!work || !found) return;
    const { host, ledger, obligations, freshness, records } = work;
    const journal = createJournal(query, found.placement, found.history);
    const unwrap = wrapReads(query, {
      current: () => journal.reading,
      now: () => ({ began: counter, beganAt: host.clock.now() }),
      take: (read, answer) => ledger.take(journal, read, answer),
      watch: (page) => records.read(query, page),
      lower: (a, b) => ((host.compareCursors(a.cursor, b.cursor) ?? 0) <= 0 ? a : b),
    });
    journals.set(journal.hash, journal);
    tracked.set(query, { journal, unwrap, release: undefined });
    freshness.adopt(journal);
    // A read that runs already was begun before anybody could note its position.
    if (query.state.fetchStatus !== 'idle') journal.reading = beginRead(-1, Number.NEGATIVE_INFINITY);
    if (journal.base !== undefined) {
      // Q5: of data that came without a read of ours, only the app can have said where it stands.
      if (isStart && host.startCursor !== undefined) {
        journal.last = {
          ...beginRead(-1, Number.NEGATIVE_INFINITY),
          position: { cursor: host.startCursor, exact: false },
        };
        journal.position = host.startCursor;
      } else if (!isStart) obligations.owe(journal, { stamp: stamp(), cursor: undefined }, 'adopted');
    }
    onActivity(tracked.get(query));
  }

  function forget(one: Tracked): void {
    const { query, hash } = one.journal;
    one.unwrap();
    one.release?.();
    work?.obligations.forget(one.journal);
    work?.freshness.forget(one.journal);
    tracked.delete(query);
    if (journals.get(hash) === one.journal) journals.delete(hash);
    starts.check();
  }

  function onWatch(hash: string): void {
    const journal = journals.get(hash);
    if (journal) onActivity(tracked.get(journal.query));
  }

  /** Leases the channels of an active query, and gives them back when nobody looks at it any more. */
  function onActivity(one: Tracked | undefined): void {
    if (!one || !work) return;
    const { host, covers } = work;
    const { query, hash, placement } = one.journal;
    if (!query.isActive() && !rows.isWatched(hash)) {
      one.release?.();
      one.release = undefined;
    } else if (!one.release) {
      const channels = covers.channelsOf(placement.collection);
      const leased = channels.length > 0 ? channels.map((channel) => host.lease({ channel })) : [host.lease()];
      one.release = () => {
        for (const release of leased) release();
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

  type Action = Extract<QueryCacheNotifyEvent, { readonly type: 'updated' }>['action'];

  function onAction(journal: Journal, action: Action): void {
    if (!work || work.ledger.isWriting) return;
    const { ledger, obligations } = work;
    switch (action.type) {
      case 'fetch':
        journal.reading = beginRead(counter, work.host.clock.now(), action.meta?.fetchMore !== undefined);
        return;
      case 'success':
        if (action.manual) ledger.acceptManual(journal);
        else {
          ledger.settle(journal);
          overlay.dropHeld();
        }
        break;
      case 'setState':
        ledger.acceptForeign(journal, action.state);
        break;
      case 'error':
        journal.reading = undefined;
        obligations.fail(journal);
        break;
      default:
        return;
    }
    starts.check();
  }

  function commit({ events }: Commit): void {
    if (!work) return;
    const { host, covers, ledger } = work;
    const entries = entriesOf(events, {
      stamp,
      onError(error, { event, definition }) {
        host.report({ kind: 'sink:error', error, event });
        damaged(definition?.touches ?? [], event.id);
      },
    });
    for (const [collection, list] of entries) {
      const history = covers.historyOf(collection);
      for (const entry of list) history?.push(entry);
    }
    // O2: the layer goes in the very write that brings its echo.
    const hasEcho = overlay.takeEchoes(events);
    for (const journal of journals.values()) {
      const list = entries.get(journal.placement.collection);
      if (list) ledger.catchUp(journal, list);
      if (hasEcho) ledger.show(journal);
    }
  }

  /** Everything that these channels (`undefined`: any) may have changed is owed a read. */
  function oweChannels({ channels, cursor }: Coverage, why: Why): void {
    if (!work) return;
    const { covers, floors, obligations } = work;
    const at = stamp();
    floors.raise(channels, cursor, at);
    covers.cut(channels);
    for (const journal of journals.values()) {
      if (!covers.isOn(journal.placement.collection, channels)) continue;
      // A query that was never read owes nothing: its first read is still to come.
      if (journal.base !== undefined || journal.reading) obligations.owe(journal, { stamp: at, cursor }, why);
      // What failed while it had nothing to show is tried with the stream's return (R3).
      else obligations.resume(journal);
    }
  }

  function damaged(collections: readonly AnyCollection[], cursor: Cursor | undefined): void {
    const at = stamp();
    for (const journal of journals.values()) {
      if (collections.includes(journal.placement.collection))
        work?.obligations.owe(journal, { stamp: at, cursor }, 'payload');
    }
  }

  return {
    queryClient,
    rows,
    attach,
    commit,
    damaged,
    gap: (gap) => oweChannels(gap, 'gap'),
    // C1: what was read before its channel was covered may lack events that nobody delivered.
    covered(coverage) {
      work?.freshness.found();
      oweChannels(coverage, 'coverage');
    },
    resumed() {
      work?.freshness.found();
      for (const journal of journals.values()) work?.obligations.resume(journal);
    },
    uncovered: () => work?.freshness.lost(),
    // What is cached is another user's: nobody may see it any more, and who looks now reads anew.
    rescoped() {
      overlay.clear();
      work?.covers.cut(undefined);
      work?.floors.raise(undefined, undefined, stamp());
      for (const { journal } of tracked.values()) work?.obligations.discard(journal);
      queryClient.resetQueries({ predicate: (query) => tracked.has(query as Query) }).catch(() => {});
    },
    async start() {
      await starts.settled();
      return work && starts.lowest(work.host.compareCursors);
    },
  };
}

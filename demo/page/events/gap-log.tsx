import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type StreamEvent, useGap, useStreamClient } from 'bisse';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { isTold } from '../told.ts';

/** A place in the stream where events were missed. */
export interface MissedEvents {
  readonly id: number;
  /** When it was noticed, in ms since the epoch. */
  readonly at: number;
  /** The last event before it, if any was told. */
  readonly after: StreamEvent | undefined;
  /** What becomes of the lists. `later`: none was on the page, and each is read when it is opened. */
  readonly lists: 'reading' | 'read' | 'later';
}

const Gaps = createContext<readonly MissedEvents[]>([]);

/** How many gaps are remembered. */
const limit = 100;

/** Remembers where events were missed, whichever view is open. */
export function GapLog({ children }: { readonly children: ReactNode }) {
  const { store } = useStreamClient();
  const queryClient = useQueryClient();
  const [gaps, setGaps] = useState<readonly MissedEvents[]>([]);
  useGap(({ at }) => {
    const after = store.getState().log.findLast(isTold);
    const lists = isReading(queryClient) ? 'reading' : 'later';
    setGaps((known) => {
      const last = known.at(-1);
      // A connection that fails again and again misses events at one place, as far as a reader can see.
      const [others, id] = last?.after === after && last ? [known.slice(0, -1), last.id] : [known, (last?.id ?? 0) + 1];
      return [...others.slice(1 - limit), { id, at, after, lists }];
    });
  });
  useEffect(() => whenRead(queryClient, () => setGaps(mended)), [queryClient]);
  return <Gaps value={gaps}>{children}</Gaps>;
}

/** The places where events were missed, in the order of the stream. */
export function useGapLog(): readonly MissedEvents[] {
  return useContext(Gaps);
}

function mended(gaps: readonly MissedEvents[]): readonly MissedEvents[] {
  if (!gaps.some(({ lists }) => lists === 'reading')) return gaps;
  return gaps.map((gap) => (gap.lists === 'reading' ? { ...gap, lists: 'read' } : gap));
}

/** Whether a list on the page is read, or has to be. */
function isReading(queryClient: QueryClient): boolean {
  const onPage = queryClient.getQueryCache().findAll({ type: 'active' });
  return onPage.some(({ state }) => state.isInvalidated || state.fetchStatus !== 'idle');
}

/** Calls `run` whenever a read is done and no other one is owed. */
function whenRead(queryClient: QueryClient, run: () => void): () => void {
  return queryClient.getQueryCache().subscribe((told) => {
    if (told.type !== 'updated' || told.action.type !== 'success' || told.action.manual) return;
    // Whoever else hears of it may ask for another read first.
    queueMicrotask(() => {
      if (!isReading(queryClient)) run();
    });
  });
}

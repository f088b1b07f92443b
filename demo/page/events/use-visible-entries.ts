import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';
import { type Entry, headingOf } from './entries.ts';

/** Those entries that are in view or near it, and `kept`: the one that has the focus stays, wherever the reader scrolls to. */
export function useVisibleEntries(entries: readonly Entry[], scroller: RefObject<HTMLElement | null>, kept: number) {
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => (headingOf(entries, at) === undefined ? 33 : 66),
    getItemKey: (at) => entries[at]?.key ?? at,
    overscan: 8,
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), kept])].sort((a, b) => a - b),
  });
  return {
    items: virtualizer.getVirtualItems(),
    /** How high all are together, in px. */
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    scrollTo: virtualizer.scrollToIndex,
  };
}

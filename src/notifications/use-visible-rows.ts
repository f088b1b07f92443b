'use client';
import { defaultRangeExtractor, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import type { RefObject } from 'react';
import type { Row } from './center-rows.ts';

/** Those rows of a long list that are in view or near it, and where they stand. */
export interface VisibleRows {
  readonly items: readonly VirtualItem[];
  /** How high all rows are together, in px. */
  readonly height: number;
  /** The ref of each row: how high it is. */
  readonly measure: (element: Element | null) => void;
  readonly scrollTo: (index: number) => void;
}

/** `kept` is the row that stays mounted wherever the reader scrolls to: the one that has the focus. */
export function useVisibleRows(
  rows: readonly Row[],
  scroller: RefObject<HTMLElement | null>,
  kept: number,
): VisibleRows {
  // The virtualizer is one object that changes in itself, which the React Compiler would take for unchanged. It ends here.
  'use no memo';
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => (rows[at]?.heading === undefined ? 64 : 96),
    getItemKey: (at) => rows[at]?.record.id ?? at,
    overscan: 6,
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), kept])].sort((a, b) => a - b),
  });
  return {
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    scrollTo: virtualizer.scrollToIndex,
  };
}

import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Lets rows that change places slide there, instead of jumping: each begins at its old place and is let go. Costs nothing
 * unless the order changes. `order` names the list's children, one by one.
 */
export function useMoves(list: RefObject<HTMLElement | null>, order: readonly string[]): void {
  const before = useRef<ReadonlyMap<string, Place>>(new Map());
  useLayoutEffect(() => {
    const rows = [...(list.current?.children ?? [])] as HTMLElement[];
    const places = new Map(order.map((id, index) => [id, { index, top: rows[index]?.offsetTop ?? 0 }]));
    for (const [id, { index, top }] of isCalm() ? [] : places) {
      const was = before.current.get(id);
      if (!was || was.index === index || was.top === top) continue;
      const from = { transform: `translateY(${was.top - top}px)` };
      rows[index]?.animate([from, { transform: 'none' }], { duration: 150, easing: 'ease-out' });
    }
    before.current = places;
  }, [list, order]);
}

/** Whether the person wants nothing to move. A page's own switch wins over the system's. */
function isCalm(): boolean {
  const { motion } = document.documentElement.dataset;
  return motion === undefined ? matchMedia('(prefers-reduced-motion: reduce)').matches : motion === 'reduced';
}

interface Place {
  readonly index: number;
  readonly top: number;
}

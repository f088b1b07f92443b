'use client';
import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the focus in an element when what had it goes away, as an archived item or a disabled button does. `heirs` are selectors of what
 * takes it, the first that is there; `listHeirs` for what stood in the list.
 */
export function useKeptFocus(
  root: RefObject<HTMLElement | null>,
  heirs: readonly string[],
  listHeirs: readonly string[],
) {
  const had = useRef<'list' | 'elsewhere' | undefined>(undefined);
  useEffect(() => {
    if (!had.current || document.activeElement !== document.body) return;
    const wanted = had.current === 'list' ? listHeirs : heirs;
    const heir = wanted.map((selector) => root.current?.querySelector<HTMLElement>(selector)).find(Boolean);
    heir?.focus({ preventScroll: true });
  });
  return {
    onFocus({ target }: FocusEvent) {
      had.current = target.closest('[data-part="list"]') ? 'list' : 'elsewhere';
    },
    onBlur({ currentTarget, relatedTarget }: FocusEvent) {
      if (relatedTarget && !currentTarget.contains(relatedTarget)) had.current = undefined;
    },
  };
}

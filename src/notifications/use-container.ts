'use client';
import { type RefObject, useEffect, useState } from 'react';

/** A place in the document, or a ref to one. */
export type Container = HTMLElement | null | RefObject<HTMLElement | null>;

/**
 * The element that a portal goes to; `null` as long as it is not there. A ref is read after all of the page is mounted, because a
 * child is mounted before the parent that holds it.
 */
export function useContainer(container: Container | undefined): HTMLElement | null | undefined {
  const isRef = container !== null && container !== undefined && 'current' in container;
  const [found, setFound] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (isRef) setFound(container.current);
  }, [isRef, container]);
  return isRef ? found : (container as HTMLElement | null | undefined);
}

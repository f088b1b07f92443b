'use client';
import { useEffect, useRef, useState } from 'react';

/** What became of a value: numbers go up or down, anything else just changes. */
export interface Flash {
  readonly direction: 'up' | 'down' | 'changed' | undefined;
  /** How often the value has been seen to change; an animation starts anew when this does. */
  readonly count: number;
}

const still: Flash = { direction: undefined, count: 0 };

/**
 * Tells that a value has changed, at most once a frame, and from what people saw: of many changes within a frame only the
 * sum is told, and none when it comes back to what it was.
 */
export function useFlash(value: unknown): Flash {
  const [flash, setFlash] = useState(still);
  const latest = useRef(value);
  const seen = useRef(value);
  const frame = useRef<number>(undefined);

  useEffect(() => {
    latest.current = value;
    if (frame.current !== undefined || Object.is(seen.current, value)) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = undefined;
      const direction = directionOf(seen.current, latest.current);
      seen.current = latest.current;
      if (direction) setFlash(({ count }) => ({ direction, count: count + 1 }));
    });
  }, [value]);

  useEffect(
    () => () => {
      if (frame.current !== undefined) cancelAnimationFrame(frame.current);
      frame.current = undefined;
    },
    [],
  );
  return flash;
}

function directionOf(before: unknown, after: unknown): Flash['direction'] {
  if (Object.is(before, after)) return undefined;
  if (typeof before !== 'number' || typeof after !== 'number' || Number.isNaN(before) || Number.isNaN(after)) {
    return 'changed';
  }
  return after > before ? 'up' : 'down';
}

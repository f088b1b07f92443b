import { useSyncExternalStore } from 'react';

/** The time in ms since the epoch, by the second. Renders every second: for what shows one. */
export function useNow(): number {
  return useSyncExternalStore(everySecond, second);
}

const tickMs = 1_000;
const second = () => Math.floor(Date.now() / tickMs) * tickMs;

function everySecond(tick: () => void) {
  const timer = setInterval(tick, tickMs);
  return () => clearInterval(timer);
}

/** What the server's background work waits by. Tests bring one that they move themselves. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, after `delayMs`. Returns what cancels it. */
  setTimeout(run: () => void, delayMs: number): () => void;
}

export const machineClock: Clock = {
  now: () => Date.now(),
  setTimeout(run, delayMs) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

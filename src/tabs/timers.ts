import type { Clock } from '../utils/clock.ts';

/** Timers by name: setting one again begins it anew. */
export interface Timers {
  set(name: string, ms: number, run: () => void): void;
  clear(...names: readonly string[]): void;
  clearAll(): void;
  /** Whether it was set and not cleared since; it may have run. */
  has(name: string): boolean;
}

export function createTimers(clock: Clock): Timers {
  const timers = new Map<string, () => void>();
  function clear(...names: readonly string[]): void {
    for (const name of names) {
      timers.get(name)?.();
      timers.delete(name);
    }
  }
  return {
    set(name, ms, run) {
      timers.get(name)?.();
      timers.set(name, clock.setTimeout(run, ms));
    },
    clear,
    clearAll: () => clear(...timers.keys()),
    has: (name) => timers.has(name),
  };
}

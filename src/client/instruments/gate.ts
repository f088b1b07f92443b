import type { StreamItem } from '../../wire/notice.ts';

/** A gate between the connection and the pipeline. While it is held, what comes waits; nothing of it is lost. */
export interface Gate {
  take(items: readonly StreamItem[]): void;
  hold(): void;
  /** Lets go what waited, in its order, and all that comes after it. */
  resume(): void;
  /** Forgets what waits. */
  discard(): void;
  /** How many items wait; `undefined` when the gate is open. */
  readonly held: number | undefined;
}

export function createGate(pass: (items: readonly StreamItem[]) => void): Gate {
  let waiting: StreamItem[] | undefined;
  return {
    take(items) {
      if (waiting) for (const item of items) waiting.push(item);
      else pass(items);
    },
    hold() {
      waiting ??= [];
    },
    resume() {
      const items = waiting;
      waiting = undefined;
      if (items && items.length > 0) pass(items);
    },
    discard() {
      if (waiting) waiting = [];
    },
    get held() {
      return waiting?.length;
    },
  };
}

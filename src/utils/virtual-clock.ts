import type { Clock } from './clock.ts';

/** A clock that stands still until it is told to go on. */
export interface VirtualClock extends Clock {
  /**
   * Moves the time on by `ms` and runs the timers that come due, each at its own time and in order. Between two of
   * them, promises, async generators and messages between ports get the turns they need.
   */
  advance(ms: number): Promise<void>;
  /** Moves the time on at once and runs nothing, as when a machine sleeps. Overdue timers run at the next `advance`. */
  sleep(ms: number): void;
  /** Lets everything that waits for no timer go as far as it can. */
  settle(): Promise<void>;
  /** How many timers are set. */
  pending(): number;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** How many turns of the event loop `settle` gives: enough for a few tasks that each post the next one. */
const turnsToSettle = 5;

/** Makes a clock for tests, stories and replays; `startMs` (default 0) is its first time, in ms since the epoch. */
export function createVirtualClock(startMs = 0): VirtualClock {
  let now = startMs;
  const timers = new Set<Timer>();

  function nextDue(limit: number): Timer | undefined {
    let next: Timer | undefined;
    // Insertion order decides between timers of one time, as it does for real ones.
    for (const timer of timers) {
      if (timer.at <= limit && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < turnsToSettle; turn++) await nextTurn();
  }

  return {
    now: () => now,
    setTimeout(run, delayMs) {
      const timer: Timer = { at: now + Math.max(0, delayMs || 0), run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const target = now + ms;
      await settle();
      for (let timer = nextDue(target); timer; timer = nextDue(target)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.run();
        await settle();
      }
      now = Math.max(now, target);
      await settle();
    },
    sleep(ms) {
      now += ms;
    },
    settle,
    pending: () => timers.size,
  };
}

/** A whole turn of the event loop: all microtasks run, and tasks posted before it get theirs. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    // Not setTimeout: browsers hold nested ones back for 4 ms, and tests may have replaced it.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

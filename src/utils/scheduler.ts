import type { Clock } from './clock.ts';
import type { Page } from './page.ts';

/** The two moments at which work can be done soon: the next turn of the event loop, and the next frame. */
export interface Turns {
  /** Calls `run` in a task of its own, as soon as may be; not throttled in a hidden tab. */
  turn(run: () => void): void;
  /** Calls `run` before the next frame; returns what cancels it. A hidden tab has no frames. */
  frame(run: () => void): () => void;
}

/** Turns of the event loop and frames of the browser; without frames (a server, a worker), timers of 16 ms. */
export function systemTurns(): Turns {
  let channel: MessageChannel | undefined;
  const waiting: (() => void)[] = [];
  return {
    turn(run) {
      if (typeof MessageChannel === 'undefined') return void setTimeout(run, 0);
      if (!channel) {
        channel = new MessageChannel();
        channel.port1.onmessage = () => waiting.shift()?.();
        // In Node an open port keeps the process alive; a turn that nobody waits for must not.
        (channel.port1 as { unref?: () => void }).unref?.();
      }
      waiting.push(run);
      channel.port2.postMessage(null);
    },
    frame(run) {
      if (typeof requestAnimationFrame === 'undefined') {
        const timer = setTimeout(run, 16);
        return () => clearTimeout(timer);
      }
      const request = requestAnimationFrame(run);
      return () => cancelAnimationFrame(request);
    },
  };
}

/** Turns and frames on a clock: a turn takes no time, a frame 16 ms. For virtual clocks. */
export function clockTurns(clock: Clock): Turns {
  return {
    turn: (run) => void clock.setTimeout(run, 0),
    frame: (run) => clock.setTimeout(run, 16),
  };
}

/** Decides when queued work is done. */
export interface Scheduler {
  /** Asks for `flush` to be called once, soon. Asking again before that changes nothing. */
  request(): void;
  /** Forgets the request: the work was done otherwise, or is no longer wanted. */
  cancel(): void;
  stop(): void;
}

/**
 * The commit policy: one commit a frame. In the next turn when a frame has come since the last flush, so that a single
 * event is shown at once; otherwise with the frame that is still to come, for nobody would see more than one flush in it.
 * In a hidden tab, which has no frames: in the next turn.
 */
export function createScheduler(options: {
  readonly flush: () => void;
  readonly turns: Turns;
  readonly page: Page;
}): Scheduler {
  const { flush, turns, page } = options;
  let request = 0;
  let asked = false;
  /** Set while the frame after the last flush has not come. */
  let cancelFrame: (() => void) | undefined;

  function run(): void {
    cancel();
    dropFrame();
    cancelFrame = turns.frame(() => {
      cancelFrame = undefined;
      if (asked) run();
    });
    flush();
  }
  function inTurn(): void {
    const mine = request;
    turns.turn(() => mine === request && run());
  }
  function cancel(): void {
    request += 1;
    asked = false;
  }
  function dropFrame(): void {
    cancelFrame?.();
    cancelFrame = undefined;
  }
  // A frame that was asked for in a visible tab never comes once it is hidden.
  const off = page.onChange((change) => {
    if (change !== 'hidden' || !cancelFrame) return;
    dropFrame();
    if (asked) inTurn();
  });

  return {
    request() {
      if (asked) return;
      asked = true;
      if (page.isHidden() || !cancelFrame) inTurn();
    },
    cancel,
    stop() {
      cancel();
      dropFrame();
      off();
    },
  };
}

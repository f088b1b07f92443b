import type { Clock } from '../../utils/clock.ts';

/** Wakes one who waits. Rung while nobody waits, it ends the next wait at once. */
export interface Bell {
  ring(): void;
  /** Does not hear rings until the next wait is over. */
  mute(): void;
  /** Resolves when it rings (`true`), after `ms`, or when the signal aborts. */
  wait(ms: number): Promise<boolean>;
}

export function createBell(clock: Clock, signal: AbortSignal): Bell {
  let isRung = false;
  let isMuted = false;
  let end: ((rung: boolean) => void) | undefined;
  return {
    ring() {
      if (isMuted) return;
      isRung = true;
      end?.(true);
    },
    mute() {
      isMuted = true;
      isRung = false;
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const settle = (rung: boolean) => {
          cancel();
          signal.removeEventListener('abort', leave);
          end = undefined;
          isRung = false;
          isMuted = false;
          resolve(rung);
        };
        const leave = () => settle(false);
        const cancel = clock.setTimeout(leave, ms);
        signal.addEventListener('abort', leave);
        end = settle;
        if (isRung || signal.aborted) settle(isRung);
      }),
  };
}

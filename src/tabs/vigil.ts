import type { Clock } from '../utils/clock.ts';
import type { Page } from '../utils/page.ts';
import type { Random } from '../utils/random.ts';
import type { Timers } from './timers.ts';

/** A follower's watch over its leader. */
export interface Vigil {
  /** The leader has shown that it lives. */
  heard(): void;
  /** Begins; the timers `watch` and `answer` are its own. */
  watch(): void;
}

/** A leader that was not heard for so long is asked; a hidden tab, whose timers sleep, asks later. */
const silentMs = 8_000;
const silentHiddenMs = 60_000;
/** A leader that does not answer for so long, or up to twice that, is replaced. */
export const answerMs = 1_500;

export function createVigil(options: {
  readonly clock: Clock;
  readonly page: Page;
  readonly random: Random;
  readonly timers: Timers;
  /** Called now and then. */
  readonly onRound: () => void;
  /** Asks the leader for a sign of life. */
  readonly ping: () => void;
  /** It gave none. */
  readonly replace: () => void;
}): Vigil {
  const { clock, page, random, timers, onRound, ping, replace } = options;
  let heardAt = clock.now();

  function watch(): void {
    timers.set('watch', silentMs / 2, () => {
      const patienceMs = page.isHidden() ? silentHiddenMs : silentMs;
      onRound();
      if (clock.now() - heardAt < patienceMs) return watch();
      ping();
      const before = heardAt;
      // Not all at once: whoever is first tells the others.
      timers.set('answer', answerMs * (1 + random()), () => heardAt === before && replace());
      watch();
    });
  }

  return {
    heard() {
      heardAt = clock.now();
    },
    watch,
  };
}

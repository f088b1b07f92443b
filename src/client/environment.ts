import { type Clock, systemClock } from '../utils/clock.ts';
import { browserPage, type Page } from '../utils/page.ts';
import type { Random } from '../utils/random.ts';
import { clockTurns, systemTurns, type Turns } from '../utils/scheduler.ts';

/** The world as a client sees it. Each part has a real default; tests give their own. */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly page: Page;
  /** When queued events are committed. Default: the browser's turns and frames, or the given clock's. */
  readonly turns: Turns;
}

export function completeEnvironment(given: Partial<Environment> = {}): Environment {
  return {
    clock: given.clock ?? systemClock,
    random: given.random ?? Math.random,
    page: given.page ?? browserPage(),
    turns: given.turns ?? (given.clock ? clockTurns(given.clock) : systemTurns()),
  };
}

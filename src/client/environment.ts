import { browserLocks, type Locks } from '../tabs/locks.ts';
import { type Broadcast, browserBroadcast } from '../utils/broadcast.ts';
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
  /** What elects the tab that holds the stream. Default: the browser's, unless another clock is given. */
  readonly locks: Locks | undefined;
  /** How tabs talk. Default: the browser's, unless another clock is given. */
  readonly broadcast: Broadcast | undefined;
}

export function completeEnvironment(given: Partial<Environment> = {}): Environment {
  return {
    clock: given.clock ?? systemClock,
    random: given.random ?? Math.random,
    page: given.page ?? browserPage(),
    // Real tabs do not live by a virtual clock.
    locks: given.locks ?? (given.clock ? undefined : browserLocks()),
    broadcast: given.broadcast ?? (given.clock ? undefined : browserBroadcast()),
    turns: given.turns ?? (given.clock ? clockTurns(given.clock) : systemTurns()),
  };
}

import { describe, expect, it } from 'vitest';
import type { PageChange } from './page.ts';
import { clockTurns, createScheduler } from './scheduler.ts';
import { createVirtualClock } from './virtual-clock.ts';

function scheduled({ hidden = false } = {}) {
  const clock = createVirtualClock();
  const flushes: number[] = [];
  let isHidden = hidden;
  let tell = (_: PageChange) => {};
  const scheduler = createScheduler({
    flush: () => flushes.push(clock.now()),
    turns: clockTurns(clock),
    page: {
      isHidden: () => isHidden,
      onChange(listener) {
        tell = listener;
        return () => {};
      },
    },
  });
  return {
    clock,
    flushes,
    scheduler,
    hide() {
      isHidden = true;
      tell('hidden');
    },
  };
}

describe('a commit', () => {
  it('happens in the next turn when the page was idle', async () => {
    const { clock, flushes, scheduler } = scheduled();
    scheduler.request();
    await clock.advance(0);
    expect(flushes).toEqual([0]);
  });

  it('happens once for many requests', async () => {
    const { clock, flushes, scheduler } = scheduled();
    for (let i = 0; i < 10; i += 1) scheduler.request();
    await clock.advance(100);
    expect(flushes).toHaveLength(1);
  });

  it('waits for the frame after the last one, and no longer', async () => {
    const { clock, flushes, scheduler } = scheduled();
    scheduler.request();
    await clock.advance(4);
    scheduler.request();
    await clock.advance(100);
    expect(flushes).toEqual([0, 16]);
  });

  it('never waits for a frame in a hidden tab', async () => {
    const { clock, flushes, scheduler } = scheduled({ hidden: true });
    scheduler.request();
    await clock.advance(1);
    scheduler.request();
    await clock.advance(1);
    expect(flushes).toEqual([0, 1]);
  });

  it('does not wait for the frame that a tab lost by being hidden', async () => {
    const { clock, flushes, scheduler, hide } = scheduled();
    scheduler.request();
    await clock.advance(2);
    scheduler.request();
    hide();
    await clock.advance(1);
    expect(flushes).toEqual([0, 2]);
  });

  it('does not happen when it was cancelled', async () => {
    const { clock, flushes, scheduler } = scheduled();
    scheduler.request();
    scheduler.cancel();
    await clock.advance(100);
    expect(flushes).toEqual([]);
  });
});

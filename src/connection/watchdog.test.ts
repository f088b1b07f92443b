import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { createWatchdog } from './watchdog.ts';

function setUp(timeoutMs?: number) {
  const clock = createVirtualClock();
  const deaths: { readonly at: number; readonly silentMs: number }[] = [];
  const watchdog = createWatchdog({
    clock,
    timeoutMs,
    onSilent: (silentMs) => void deaths.push({ at: clock.now(), silentMs }),
  });
  /** Heartbeats at the given distances. */
  async function beat(...gapsMs: readonly number[]) {
    for (const gapMs of gapsMs) {
      await clock.advance(gapMs);
      watchdog.bytes();
      watchdog.heartbeat();
    }
  }
  return { clock, watchdog, deaths, beat };
}

describe('a stream is given up', () => {
  test('2.5 announced intervals and 2 s after its last byte', async () => {
    const { clock, watchdog, deaths } = setUp();
    watchdog.start();
    watchdog.announce(10_000);
    await clock.advance(20_000);
    watchdog.bytes();
    await clock.advance(26_999);
    expect(deaths).toEqual([]);
    await clock.advance(1);
    expect(deaths).toEqual([{ at: 47_000, silentMs: 27_000 }]);
    expect(clock.pending()).toBe(0);
  });

  test('after the time that was set, if the server announces nothing', async () => {
    const { clock, watchdog, deaths } = setUp(45_000);
    watchdog.start();
    await clock.advance(45_000);
    expect(deaths).toEqual([{ at: 45_000, silentMs: 45_000 }]);
  });

  test('by what the server announces, even if a time was set', async () => {
    const { clock, watchdog, deaths } = setUp(5_000);
    watchdog.start();
    watchdog.announce(10_000);
    await clock.advance(26_999);
    expect(deaths).toEqual([]);
  });

  test('by the rhythm of three heartbeats, the longest distance counting', async () => {
    const { clock, watchdog, deaths, beat } = setUp();
    watchdog.start();
    await beat(100, 15_000, 20_000);
    await clock.advance(51_999);
    expect(deaths).toEqual([]);
    await clock.advance(1);
    expect(deaths).toHaveLength(1);
  });

  test('by a rhythm learned on an earlier stream, from the start of the next', async () => {
    const { clock, watchdog, deaths, beat } = setUp();
    watchdog.start();
    await beat(0, 10_000, 10_000);
    watchdog.stop();
    await clock.advance(100_000);
    watchdog.start();
    await clock.advance(27_000);
    expect(deaths).toEqual([{ at: 147_000, silentMs: 27_000 }]);
  });
});

describe('a stream is left alone', () => {
  test('for ever, when no heartbeat was ever seen', async () => {
    const { clock, watchdog, deaths } = setUp();
    watchdog.start();
    watchdog.bytes();
    await clock.advance(86_400_000);
    watchdog.check();
    expect(deaths).toEqual([]);
    expect(clock.pending()).toBe(0);
  });

  test('when heartbeats come in one burst, which is no rhythm', async () => {
    const { clock, watchdog, deaths, beat } = setUp();
    watchdog.start();
    await beat(0, 10, 10, 10, 10);
    await clock.advance(3_600_000);
    expect(deaths).toEqual([]);
  });

  test('as long as bytes come, whatever they are', async () => {
    const { clock, watchdog, deaths } = setUp();
    watchdog.start();
    watchdog.announce(10_000);
    for (let turn = 0; turn < 100; turn++) {
      await clock.advance(26_000);
      watchdog.bytes();
    }
    expect(deaths).toEqual([]);
  });
});

describe('after the machine slept', () => {
  test('a stream has one interval to show life', async () => {
    const { clock, watchdog, deaths } = setUp();
    watchdog.start();
    watchdog.announce(10_000);
    clock.sleep(3_600_000);
    watchdog.check();
    await clock.advance(9_999);
    expect(deaths).toEqual([]);
    await clock.advance(1);
    expect(deaths).toEqual([{ at: 3_610_000, silentMs: 3_610_000 }]);
  });

  test('a timer that comes late grants it too', async () => {
    const { clock, watchdog, deaths } = setUp();
    watchdog.start();
    watchdog.announce(10_000);
    clock.sleep(3_600_000);
    await clock.advance(5_000);
    expect(deaths).toEqual([]);
    watchdog.bytes();
    await clock.advance(26_999);
    expect(deaths).toEqual([]);
    await clock.advance(1);
    expect(deaths).toHaveLength(1);
  });

  test('it has no second interval', async () => {
    const { clock, watchdog, deaths } = setUp();
    watchdog.start();
    watchdog.announce(10_000);
    clock.sleep(3_600_000);
    watchdog.check();
    clock.sleep(3_600_000);
    watchdog.check();
    expect(deaths).toHaveLength(1);
  });
});

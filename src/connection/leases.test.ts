import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { createLeases } from './leases.ts';

function setUp() {
  const clock = createVirtualClock();
  const told: string[] = [];
  const tell = (what: string) => () => void told.push(`${what} at ${clock.now()}`);
  const leases = createLeases({
    clock,
    scopes: { pins: 'pin:{pinId}' },
    onLeased: tell('leased'),
    onGrew: tell('grew'),
    onShrank: tell('shrank'),
    onReleased: tell('released'),
  });
  return { clock, told, leases };
}

describe('leases', () => {
  test('of one turn are told of once, in the next turn', async () => {
    const { clock, told, leases } = setUp();
    leases.lease({ channel: 'a' });
    leases.lease({ channel: 'b' });
    expect(told).toEqual([]);
    await clock.advance(0);
    expect(told).toEqual(['leased at 0']);
    expect(leases.spelled()).toEqual(['a', 'b']);
  });

  test('that come later are gathered for 50 ms', async () => {
    const { clock, told, leases } = setUp();
    leases.lease({ channel: 'a' });
    await clock.advance(1_000);
    leases.lease({ channel: 'b' });
    await clock.advance(40);
    leases.lease({ channel: 'c' });
    await clock.advance(1_000);
    expect(told).toEqual(['leased at 0', 'grew at 1050']);
  });

  test('that cannot wait are told of at once', async () => {
    const { clock, told, leases } = setUp();
    leases.lease({ channel: 'a' }, true);
    leases.lease({ channel: 'b' }, true);
    expect(told).toEqual(['leased at 0', 'grew at 0']);
    await clock.advance(1_000);
    expect(told).toHaveLength(2);
  });

  test('of one channel are counted, and the second is not told of', async () => {
    const { clock, told, leases } = setUp();
    const first = leases.lease({ channel: 'pins', params: { pinId: '7' } });
    const second = leases.lease({ channel: 'pins', params: { pinId: '7' } });
    await clock.advance(0);
    first();
    first();
    await clock.advance(60_000);
    expect(leases.spelled()).toEqual(['pin:7']);
    second();
    await clock.advance(4_999);
    expect(leases.spelled()).toEqual(['pin:7']);
    await clock.advance(1);
    expect(leases.spelled()).toEqual([]);
    expect(told).toEqual(['leased at 0', 'released at 65000']);
  });

  test('survive a remount', async () => {
    const { clock, told, leases } = setUp();
    leases.lease({ channel: 'a' })();
    leases.lease({ channel: 'a' });
    await clock.advance(0);
    leases.lease({ channel: 'b' })();
    await clock.advance(10_000);
    expect(told).toEqual(['leased at 0']);
    expect(leases.spelled()).toEqual(['a']);
  });

  test('of something that was gone before it could be told of leave no trace', async () => {
    const { clock, told, leases } = setUp();
    leases.lease({ channel: 'a' })();
    await clock.advance(60_000);
    expect(told).toEqual([]);
    expect(clock.pending()).toBe(0);
    leases.lease({ channel: 'a' });
    await clock.advance(0);
    expect(told).toEqual(['leased at 60000']);
  });

  test('that run out one after another are told of, and the last one as the end', async () => {
    const { clock, told, leases } = setUp();
    const a = leases.lease({ channel: 'a' });
    const b = leases.lease({ channel: 'b' });
    await clock.advance(1_000);
    a();
    await clock.advance(10_000);
    expect(leases.spelled()).toEqual(['b']);
    b();
    await clock.advance(10_000);
    expect(told).toEqual(['leased at 0', 'shrank at 6000', 'released at 16000']);
  });

  test('may be of the connection alone', async () => {
    const { clock, told, leases } = setUp();
    const release = leases.lease(undefined);
    await clock.advance(0);
    expect(leases.spelled()).toEqual([]);
    expect(leases.requests()).toEqual([]);
    release();
    await clock.advance(5_000);
    expect(told).toEqual(['leased at 0', 'released at 5000']);
  });
});

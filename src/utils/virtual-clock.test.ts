import { afterEach, describe, expect, test, vi } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a virtual clock', () => {
  test('runs timers in the order of their times, each at its own', async () => {
    const clock = createVirtualClock(1_000);
    const ran: string[] = [];
    clock.setTimeout(() => ran.push(`b ${clock.now()}`), 20);
    clock.setTimeout(() => ran.push(`a ${clock.now()}`), 10);
    clock.setTimeout(() => ran.push(`c ${clock.now()}`), 20);
    clock.setTimeout(() => ran.push(`late ${clock.now()}`), 21);
    await clock.advance(20);
    expect(ran).toEqual(['a 1010', 'b 1020', 'c 1020']);
    expect(clock.pending()).toBe(1);
  });

  test('runs timers that timers set, if they are due too', async () => {
    const clock = createVirtualClock();
    const ran: number[] = [];
    const tick = () => {
      ran.push(clock.now());
      clock.setTimeout(tick, 10);
    };
    clock.setTimeout(tick, 10);
    await clock.advance(35);
    expect(ran).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(35);
  });

  test('does not run what was cancelled', async () => {
    const clock = createVirtualClock();
    clock.setTimeout(() => expect.unreachable(), 10)();
    await clock.advance(20);
    expect(clock.pending()).toBe(0);
  });

  test.each([
    ['Node', globalThis.setImmediate],
    ['a browser', undefined],
  ])('lets promises, generators and ports go on between two timers in %s', async (_, setImmediate) => {
    vi.stubGlobal('setImmediate', setImmediate);
    const clock = createVirtualClock();
    const log: string[] = [];
    async function* count() {
      for (let n = 1; ; n++) {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
        yield n;
      }
    }
    (async () => {
      for await (const n of count()) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          log.push(`${n} at ${clock.now()}`);
          port1.close();
        };
        port2.postMessage(undefined);
        if (n === 3) return;
      }
    })();
    await clock.advance(30);
    expect(log).toEqual(['1 at 10', '2 at 20', '3 at 30']);
  });

  test('sleeps without running anything, and what is overdue runs on the next advance', async () => {
    const clock = createVirtualClock();
    const ran: number[] = [];
    clock.setTimeout(() => ran.push(clock.now()), 10);
    clock.sleep(1_000);
    await clock.settle();
    expect(ran).toEqual([]);
    await clock.advance(0);
    expect(ran).toEqual([1_000]);
  });
});

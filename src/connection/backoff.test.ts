import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seed } from '../../test/seed.ts';
import { healthyEndDelay, retryDelay } from './backoff.ts';

const window = { minMs: 500, maxMs: 30_000 };

test('the window doubles from 500 ms up to 30 s', () => {
  const longest = (failures: number) => retryDelay(failures, window, () => 0.9999999);
  expect([1, 2, 3, 4, 5, 6, 7, 8, 2_000].map(longest)).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

test('the delay lies anywhere in the window, and never under 100 ms', () => {
  expect(retryDelay(3, window, () => 0.5)).toBe(1_000);
  expect(retryDelay(3, window, () => 0, { retryMs: 0 })).toBe(100);
  expect(healthyEndDelay(() => 0, { retryMs: 0 })).toBe(100);
});

test('the server is never asked earlier than it wants', () => {
  expect(retryDelay(1, window, () => 0.5, { retryMs: 3_000 })).toBe(3_000);
  expect(retryDelay(1, window, () => 0.5, { retryMs: 3_000, retryAfterMs: 9_000 })).toBe(9_000);
  expect(healthyEndDelay(() => 0.5, { retryMs: 3_000 })).toBe(3_000);
});

test('after a healthy stream the delay is at most a second', () => {
  expect(healthyEndDelay(() => 0.5)).toBe(500);
  expect(healthyEndDelay(() => 0.9999999)).toBe(1_000);
});

test('a delay always fits a timer', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.nat(),
      (n, r, asked) => {
        const delay = retryDelay(n, window, () => r, { retryMs: asked, retryAfterMs: asked * 1_000 });
        expect(delay).toBeGreaterThanOrEqual(100);
        expect(delay).toBeLessThan(2 ** 31);
      },
    ),
    { seed },
  );
});

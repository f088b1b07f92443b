import { expect, test } from 'vitest';
import { reconnectionDelay } from './reconnection-delay.ts';

test.each([
  ['is the reconnection time after a stream that was open', 3_000, 0, 3_000],
  ['is the reconnection time after the first attempt that failed', 3_000, 1, 3_000],
  ['doubles with the second', 3_000, 2, 6_000],
  ['grows to 30 s and no further', 3_000, 50, 30_000],
  ['is never shorter than the server asks for', 90_000, 50, 90_000],
  ['has a floor under retry: 0', 0, 50, 100],
  ['stays within what a timer can hold', Number.POSITIVE_INFINITY, 0, 2_147_483_647],
])('the wait %s', (_title, reconnectionMs, failures, expected) => {
  expect(reconnectionDelay(reconnectionMs, failures)).toBe(expected);
});

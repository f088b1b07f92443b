import { expect, test } from 'vitest';
import { sparklinePath } from './sparkline.tsx';

test.each([
  ['nothing for no value', [], undefined, ''],
  ['nothing for one', [4], undefined, ''],
  [
    'the least at the bottom, the greatest at the top, the newest at the right',
    [1, 3, 2],
    undefined,
    'M1 15L30 1L59 8',
  ],
  ['a level line in the middle where nothing changed', [5, 5], undefined, 'M1 8L59 8'],
  ['a gap for what is no number', [0, 1, Number.NaN, 1, 0], undefined, 'M1 15L15.5 1M44.5 1L59 15'],
  ['the given range', [25, 50], [0, 100] as const, 'M1 11.5L59 8'],
  ['what leaves the given range at its edge', [-20, 300], [0, 100] as const, 'M1 15L59 1'],
] as const)('a sparkline is %s', (_, values, range, path) => {
  expect(sparklinePath(values, range)).toBe(path);
});

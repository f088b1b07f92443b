import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seed } from '../../test/seed.ts';
import { createTailWatch } from './tail.ts';

function endsUnfinished(...texts: readonly string[]): boolean {
  const watch = createTailWatch();
  let unfinished = false;
  for (const text of texts) unfinished = watch(text);
  return unfinished;
}

describe('a text ends in the midst of a block', () => {
  test.each(['d', 'data: x', 'data: x\n', 'data: x\r\n', 'data: x\n\nid', ': whole\n\nevent: connected\n', ': half'])(
    '%j',
    (text) => expect(endsUnfinished(text)).toBe(true),
  );
});

describe('a text does not end in the midst of a block', () => {
  test.each(['', '\n', 'data: x\n\n', 'data: x\r\r', 'data: x\r\n\r\n', ': comment\n', ':\r', 'data: x\n\n: beat\n\n'])(
    '%j',
    (text) => expect(endsUnfinished(text)).toBe(false),
  );
});

test('however a text is cut, it ends the same', () => {
  const line = fc.constantFrom('data: x', ': c', '', 'id', ':');
  const lineEnd = fc.constantFrom('\n', '\r', '\r\n', '');
  const whole = fc
    .array(fc.tuple(line, lineEnd), { maxLength: 6 })
    .map((lines) => lines.map((parts) => parts.join('')).join(''));
  fc.assert(
    fc.property(whole, fc.array(fc.nat(40), { maxLength: 8 }), (text, places) => {
      const cuts = [0, ...places.filter((place) => place < text.length).sort((a, b) => a - b), text.length];
      const texts = cuts.slice(1).map((cut, index) => text.slice(cuts[index], cut));
      expect(endsUnfinished(...texts)).toBe(endsUnfinished(text));
    }),
    { numRuns: 2_000, seed },
  );
});

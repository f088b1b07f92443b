import { describe, expect, test } from 'vitest';
import { staleAblations } from './ablate.ts';
import { converges, counterexamples } from './counterexamples.ts';
import { loadLibrary } from './library.ts';
import { play } from './world.ts';

test('each rule is switched off by a text that stands in its file exactly once', () => {
  expect(staleAblations()).toEqual([]);
});

describe.each(counterexamples)('$rule: $title', ({ rule, options, steps, holds = converges }) => {
  test('holds', async () => {
    const outcome = await play(await loadLibrary(), options, steps);
    expect(holds(outcome), JSON.stringify(outcome)).toBe(true);
  });

  test(`fails without ${rule}`, async () => {
    const outcome = await play(await loadLibrary(rule), options, steps);
    expect(holds(outcome), JSON.stringify(outcome)).toBe(false);
  });
});

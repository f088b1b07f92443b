import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seed } from '../seed.ts';
import { hearsInOrder } from './counterexamples.ts';
import { families } from './families.ts';
import { loadLibrary } from './library.ts';
import { play } from './world.ts';

/** The same plays in every run. Others: `BISSE_SEED=7 BISSE_RUNS=15000 npm run unit -- families`. */
const runs = Number(process.env['BISSE_RUNS'] ?? 400);

describe(`the cache equals the server after any interleaving (seed ${seed})`, () => {
  test.for(families)('$name', { timeout: 600_000 }, async ({ options, steps, holds }) => {
    const library = await loadLibrary();
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const outcome = await play(library, options, taken);
        expect(holds(outcome), JSON.stringify(outcome)).toBe(true);
        // Whatever is lost, or comes twice or late on the wire.
        expect(hearsInOrder(outcome), JSON.stringify(outcome)).toBe(true);
      }),
      { numRuns: runs, seed },
    );
  });
});

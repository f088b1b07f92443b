import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moves, play as playTabs } from '../../src/tabs/test/play.ts';
import { ablations } from './ablations.ts';
import { hearsInOrder } from './counterexamples.ts';
import { families } from './families.ts';
import { loadLibrary } from './library.ts';
import { play } from './world.ts';

/**
 * Switches each rule off in turn, and lets its own random families look for a play that goes wrong without it. A rule that no
 * family misses is either not needed or not tested.
 */
const runs = Number(process.env['BISSE_RUNS'] ?? 4_000);
/** What tabs do to each other is played elsewhere, with tabs. */
const isOfTabs = (rule: string) => rule.startsWith('T');
const rulesOf = (wanted: (rule: string) => boolean) => [...new Set(ablations.map(({ rule }) => rule))].filter(wanted);
const seed = Number(process.env['BISSE_SEED'] ?? 1);

test.for(rulesOf((rule) => !isOfTabs(rule)))(
  'without %s a random play goes wrong',
  { timeout: 600_000 },
  async (rule) => {
    const library = await loadLibrary(rule);
    const fallen: string[] = [];
    for (const { name, options, steps, holds, rules } of families) {
      if (!rules.includes(rule)) continue;
      const property = fc.asyncProperty(steps, async (taken) => {
        const outcome = await play(library, options, taken);
        return holds(outcome) && hearsInOrder(outcome);
      });
      const { failed, numRuns, counterexample } = await fc.check(property, { numRuns: runs, seed });
      if (failed) fallen.push(`${name} (run ${numRuns}): ${JSON.stringify(counterexample?.[0])}`);
    }
    console.log(`without ${rule}: ${fallen.join('\n  ') || 'nothing fell'}`);
    expect(fallen).not.toEqual([]);
  },
);

test.for(rulesOf(isOfTabs))('without %s a random play of tabs goes wrong', { timeout: 600_000 }, async (rule) => {
  const library = await loadLibrary(rule);
  const property = fc.asyncProperty(moves, async (taken) => (await playTabs(taken, library)).length === 0);
  const { failed, numRuns, counterexample } = await fc.check(property, { numRuns: runs, seed });
  console.log(`without ${rule}: ${failed ? `run ${numRuns}: ${JSON.stringify(counterexample?.[0])}` : 'nothing fell'}`);
  expect(failed).toBe(true);
});

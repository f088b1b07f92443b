import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, type Pace, paceAfter } from './time-left.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

type Sample = readonly [percent: number, at: number];

/** What people are told after each of these. */
function told(samples: readonly Sample[]): (number | undefined)[] {
  let pace: Pace | undefined;
  return samples.map(([percent, at]) => {
    pace = paceAfter(pace, percent, at);
    return pace.leftMs;
  });
}

/** A step of so much every so often. */
const steady = (step: number, everyMs: number, until = 100): Sample[] =>
  Array.from({ length: Math.floor(until / step) + 1 }, (_, index) => [index * step, index * everyMs]);

describe('the time left', () => {
  test('is not known before three steps and two seconds, and not at a hundred percent', () => {
    expect(told(steady(25, second))).toEqual([undefined, undefined, undefined, 5 * second, undefined]);
    expect(told([...steady(1, 600, 4)]).findIndex((ms) => ms !== undefined)).toBe(4);
  });

  test('of steady work runs down to what is true, and never up', () => {
    const samples = steady(1, second);
    const all = told(samples);
    for (const [index, ms] of all.entries()) {
      if (ms === undefined) continue;
      const trueMs = (100 - index) * second;
      expect(Math.abs(ms - trueMs)).toBeLessThanOrEqual(trueMs > minute ? 30 * second : 5 * second);
      expect(ms).toBeLessThanOrEqual(all[index - 1] ?? ms);
    }
    expect(all[98]).toBe(5 * second);
  });

  test('of work whose steps are uneven does not go to and fro, but for the first guess', () => {
    // 1.2 % and 0.8 % in turn, and now late, now early.
    const samples = Array.from(
      { length: 90 },
      (_, index): Sample => [index + (index % 2) * 0.2, index * 3 * second + (index % 3) * 400],
    );
    const all = told(samples).slice(10).map(Number);
    expect(all.filter((ms, index) => ms > (all[index - 1] ?? ms))).toEqual([]);
  });

  test('goes up when the work becomes slow, step by step', () => {
    const fast = steady(1, second, 50);
    const slow = Array.from({ length: 20 }, (_, index): Sample => [51 + index, 50 * second + (index + 1) * 6 * second]);
    const all = told([...fast, ...slow]);
    expect(all[50]).toBe(50 * second);
    const ups = all.slice(51).map((ms, index) => (ms ?? 0) - (all[50 + index] ?? 0));
    expect(Math.max(...ups)).toBeLessThanOrEqual(minute);
    // 30 % at 6 s each are three minutes.
    expect(all.at(-1)).toBe(3 * minute);
  });

  test('begins anew when the number falls back, or the clock does', () => {
    expect(told([...steady(10, second, 50), [5, 6 * second]]).slice(-2)).toEqual([5 * second, undefined]);
    expect(told([...steady(10, second, 50), [60, second]]).at(-1)).toBeUndefined();
  });

  test('takes what was replayed at the beginning for no pace', () => {
    const replayed: Sample[] = [0, 10, 20, 30, 40].map((percent, index) => [percent, index]);
    const after = Array.from({ length: 6 }, (_, index): Sample => [41 + index, (index + 1) * second]);
    expect(told([...replayed, ...after]).at(-1)).toBe(55 * second);
  });

  test('goes on from what came in one breath later', () => {
    const all = told([...steady(1, second, 20), [40, 40 * second], [40.5, 40 * second], [41, 41 * second]]);
    expect(all.at(-1)).toBe(minute);
  });

  test('is longer while the number stands still', () => {
    const standing = Array.from({ length: 30 }, (_, index): Sample => [50, (51 + index) * second]);
    const all = told([...steady(1, second, 50), ...standing]);
    expect(all.at(-1)).toBeGreaterThan(50 * second);
  });

  test('is a whole number of seconds and positive, whatever comes', () => {
    const anySample = fc.tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.integer({ min: 0, max: hour }));
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 40 }), (samples) => {
        for (const ms of told(samples)) {
          if (ms !== undefined) expect(Number.isFinite(ms) && ms > 0 && ms % second === 0).toBe(true);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

describe('a duration', () => {
  test.each([
    ['5 sec', 5 * second, 'en'],
    ['55 sec', 55 * second, 'en'],
    ['1 min', minute, 'en'],
    ['45 min', 45 * minute, 'en'],
    ['1 hr', hour, 'en'],
    ['1 hr 30 min', 1.5 * hour, 'en'],
    ['1 day', 24 * hour, 'en'],
    ['3 days', 72 * hour, 'en'],
    ['1 Std., 30 Min.', 1.5 * hour, 'de'],
  ])('is written as %s', (text, ms, locale) => {
    expect(formatDuration(ms, locale).replace(/\s/g, ' ')).toBe(text);
  });
});

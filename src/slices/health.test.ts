import { expect, test } from 'vitest';
import { addHealthSample, type Health, health, healthHistory } from './health.ts';

const sample = (at: number) => ({ cpu: 1, memory: 2, uptime: 3, activeConnections: 4, at });

test('there is no health before the first measurement', () => {
  expect(health.initial).toBeNull();
});

test('the newest measurement is the health, and those before it are kept', () => {
  const state = addHealthSample(addHealthSample(null, sample(1)), { ...sample(2), cpu: 50 });
  expect(state).toMatchObject({ cpu: 50, at: 2 });
  expect(state.recent.map(({ at }) => at)).toEqual([1, 2]);
});

test('only so many measurements are kept', () => {
  let state: Health | null = null;
  for (let at = 0; at < healthHistory + 10; at++) state = addHealthSample(state, sample(at));
  expect(state?.recent).toHaveLength(healthHistory);
  expect(state?.recent[0]?.at).toBe(10);
});

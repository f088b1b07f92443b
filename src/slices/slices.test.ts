import { describe, expect, test } from 'vitest';
import { addApiStatus, newestAnswer } from './integrations.ts';
import { entryOf, type Keyed, put } from './keyed.ts';
import { addVars, livePinLimit, liveVarLimit, type PinVars } from './live-vars.ts';
import { addPresence } from './presence.ts';
import { addProgress, type Progress, progressLimit } from './progress.ts';
import { addRateLimit } from './rate-limits.ts';

const heard = (receivedAt: number) => ({ at: receivedAt - 5, receivedAt });

describe('a bounded slice', () => {
  test('lets the entry go that was heard of the longest ago, also when ids are numbers', () => {
    let state: Keyed<{ receivedAt: number }> = {};
    for (const [id, receivedAt] of [
      ['9', 1],
      ['10', 2],
      ['1', 3],
      ['9', 4],
      ['2', 5],
    ] as const) {
      state = put(state, id, { receivedAt }, 3);
    }
    expect(Object.keys(state).sort()).toEqual(['1', '2', '9']);
  });

  test('keeps the newcomer, even one that was heard of before all others', () => {
    const state = put({ a: { receivedAt: 10 } }, 'b', { receivedAt: 1 }, 1);
    expect(state).toEqual({ b: { receivedAt: 1 } });
  });

  test('never changes the state that it was given', () => {
    const before = Object.freeze({ a: { receivedAt: 1 } });
    put(before, 'b', { receivedAt: 2 }, 1);
    expect(before).toEqual({ a: { receivedAt: 1 } });
  });

  test.each(['__proto__', 'constructor', 'toString'])('takes "%s" for an id like any other', (id) => {
    expect(entryOf({}, id)).toBeUndefined();
    const state = put({}, id, { receivedAt: 1 }, 10);
    expect(entryOf(state, id)).toEqual({ receivedAt: 1 });
    expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['receivedAt']).toBeUndefined();
  });
});

describe('progress', () => {
  const step = (state: Keyed<Progress>, given: Parameters<typeof addProgress>[3], at = 10) =>
    addProgress(state, 'a', heard(at), given);

  test('keeps percent and stage when a step does not say them, and forgets the message', () => {
    const first = step({}, { status: 'running', percent: 40, stage: 'reading', message: 'Half way' });
    expect(step(first, { status: 'failed' }).a).toEqual({
      ...{ status: 'failed', percent: 40, stage: 'reading', message: undefined, at: 5, receivedAt: 10 },
    });
  });

  test('is at 100 when it is done, whatever the server counts, and never outside of 0 and 100', () => {
    expect(step({}, { status: 'done', percent: 99 }).a?.percent).toBe(100);
    expect(step({}, { status: 'running', percent: 140 }).a?.percent).toBe(100);
    expect(step({}, { status: 'running', percent: -3 }).a?.percent).toBe(0);
  });

  test(`is kept of ${progressLimit} at most`, () => {
    let state: Keyed<Progress> = {};
    for (let n = 0; n < progressLimit + 20; n++)
      state = addProgress(state, `job_${n}`, heard(n), { status: 'running' });
    expect(Object.keys(state)).toHaveLength(progressLimit);
    expect(entryOf(state, 'job_19')).toBeUndefined();
    expect(entryOf(state, 'job_20')).toBeDefined();
  });
});

describe('live variables', () => {
  test('keep their values until they are named again, each pin for itself', () => {
    let state = addVars({}, 'a', { x: 1, y: 1 }, 1);
    state = addVars(state, 'b', { x: 9 }, 2);
    state = addVars(state, 'a', { y: 2 }, 3);
    expect(state).toEqual({
      a: { values: { x: 1, y: 2 }, receivedAt: 3 },
      b: { values: { x: 9 }, receivedAt: 2 },
    });
  });

  test(`are ${liveVarLimit} of one pin at most, and the oldest leave first`, () => {
    const many = Object.fromEntries(Array.from({ length: liveVarLimit }, (_, n) => [`v${n}`, n]));
    const state = addVars(addVars({}, 'a', many, 1), 'a', { v0: 'again', late: 1 }, 2);
    const values = state['a']?.values ?? {};
    expect(Object.keys(values)).toHaveLength(liveVarLimit);
    expect(values).toMatchObject({ v0: 'again', late: 1, v2: 2 });
    expect(values).not.toHaveProperty('v1');
  });

  test(`are kept of ${livePinLimit} pins at most`, () => {
    let state: Keyed<PinVars> = {};
    for (let n = 0; n <= livePinLimit; n++) state = addVars(state, `pin_${n}`, { n }, n);
    expect(Object.keys(state)).toHaveLength(livePinLimit);
    expect(entryOf(state, 'pin_0')).toBeUndefined();
  });
});

test('somebody who is said to be there again is there since the first time', () => {
  const first = addPresence({}, 'ana', true, heard(10));
  const again = addPresence(first, 'ana', true, heard(20));
  expect(again['ana']).toEqual({ isOnline: true, since: 5, receivedAt: 20 });
  expect(addPresence(again, 'ana', false, heard(30))['ana']).toEqual({ isOnline: false, since: 25, receivedAt: 30 });
});

test('a user has one warning for each endpoint', () => {
  const warning = { userId: 'u', endpoint: '/a', remaining: 5, resetAt: 99, receivedAt: 1 };
  let state = addRateLimit({}, warning);
  state = addRateLimit(state, { ...warning, remaining: 4 });
  state = addRateLimit(state, { ...warning, endpoint: '/b' });
  expect(Object.values(state).map(({ endpoint, remaining }) => [endpoint, remaining])).toEqual([
    ['/a', 4],
    ['/b', 5],
  ]);
});

test('the newest answer of an API is that of its endpoint, or of any', () => {
  const answer = { provider: 'openai', status: 'success', responseTime: 1, creditsUsed: 0 } as const;
  let state = addApiStatus({}, { ...answer, endpoint: '/a', ...heard(20) });
  state = addApiStatus(state, { ...answer, endpoint: '/b', ...heard(10) });
  expect(newestAnswer(state, 'openai', '/b')?.endpoint).toBe('/b');
  expect(newestAnswer(state, 'openai', undefined)?.endpoint).toBe('/a');
  expect(newestAnswer(state, 'stripe', undefined)).toBeUndefined();
});

import { describe, expect, test } from 'vitest';
import { addApiStatus, newestAnswer } from './integrations.ts';
import { entriesOf, entryOf, type Keyed, noEntries, put, recentLimit } from './keyed.ts';
import { addVars, livePinLimit, liveVarLimit, type Vars } from './live-vars.ts';
import { addPresence } from './presence.ts';
import { addProgress, type Progress, progressLimit } from './progress.ts';
import { addRateLimit } from './rate-limits.ts';

const heard = (receivedAt: number) => ({ at: receivedAt - 5, receivedAt });

describe('a bounded slice', () => {
  const limit = 100;
  const filled = (count: number) => {
    let state: Keyed<number> = noEntries;
    for (let n = 0; n < count; n++) state = put(state, String(n), n, limit);
    return state;
  };

  test('holds what was put last, and each id once', () => {
    let state = filled(60);
    for (let n = 0; n < 60; n += 2) state = put(state, String(n), n + 1_000, limit);
    expect(entriesOf(state)).toHaveLength(60);
    for (let n = 0; n < 60; n++) expect(entryOf(state, String(n))).toBe(n % 2 ? n : n + 1_000);
  });

  test('lists what was heard of last at the end', () => {
    const ids = entriesOf(put(filled(60), '7', 0, limit)).map(([id]) => id);
    expect(ids.at(-1)).toBe('7');
    expect(ids.slice(0, 3)).toEqual(['0', '1', '2']);
  });

  test('never holds more than its limit, and lets the one go that was heard of the longest ago', () => {
    let state = filled(limit - recentLimit);
    for (let n = 0; n < 3; n++) state = put(state, String(n), n, limit);
    for (let n = 0; n < 500; n++) {
      state = put(state, `later ${n}`, n, limit);
      const ids = entriesOf(state).map(([id]) => id);
      expect(ids.length).toBeLessThanOrEqual(limit);
      if (ids.includes('3')) expect(ids).toEqual(expect.arrayContaining(['0', '1', '2']));
      expect(ids.at(-1)).toBe(`later ${n}`);
    }
    expect(entriesOf(state).length).toBeGreaterThanOrEqual(limit - recentLimit);
    expect(entryOf(state, '0')).toBeUndefined();
  });

  test('never changes the state that it was given', () => {
    const states = Array.from({ length: 120 }, (_, count) => filled(count));
    const before = states.map(entriesOf);
    for (const state of states) for (let n = 0; n < 50; n++) put(put(state, String(n), -1, limit), 'x', -1, limit);
    expect(states.map(entriesOf)).toEqual(before);
  });

  test('takes 10,000 events of as many ids in less than half a second', () => {
    const start = performance.now();
    let state: Keyed<number> = noEntries;
    for (let n = 0; n < 10_000; n++) state = put(state, String(n), n, 1_000);
    expect(performance.now() - start).toBeLessThan(500);
  });

  test.each(['__proto__', 'constructor', 'toString', '7'])('takes "%s" for an id like any other', (id) => {
    expect(entryOf(noEntries, id)).toBeUndefined();
    expect(entryOf(put(noEntries as Keyed<number>, id, 1, limit), id)).toBe(1);
  });
});

describe('progress', () => {
  const step = (state: Keyed<Progress>, given: Parameters<typeof addProgress>[3], at = 10) =>
    addProgress(state, 'a', heard(at), given);
  const alone = (given: Parameters<typeof addProgress>[3]) => entryOf(step(noEntries, given), 'a');

  test('keeps percent and stage when a step does not say them, and forgets the message', () => {
    const first = step(noEntries, { status: 'running', percent: 40, stage: 'reading', message: 'Half way' });
    expect(entryOf(step(first, { status: 'failed' }), 'a')).toEqual({
      ...{ status: 'failed', percent: 40, stage: 'reading', message: undefined, at: 5, receivedAt: 10 },
    });
  });

  test('is at 100 when it is done, whatever the server counts, and never outside of 0 and 100', () => {
    expect(alone({ status: 'done', percent: 99 })?.percent).toBe(100);
    expect(alone({ status: 'running', percent: 140 })?.percent).toBe(100);
    expect(alone({ status: 'running', percent: -3 })?.percent).toBe(0);
  });

  test(`is kept of ${progressLimit} at most`, () => {
    let state: Keyed<Progress> = noEntries;
    for (let n = 0; n < 2 * progressLimit; n++) state = addProgress(state, `${n}`, heard(n), { status: 'running' });
    expect(entriesOf(state).length).toBeLessThanOrEqual(progressLimit);
    expect(entryOf(state, `${2 * progressLimit - 1}`)).toBeDefined();
  });
});

describe('live variables', () => {
  test('keep their values until they are named again, each pin for itself', () => {
    let state = addVars(noEntries, 'a', { x: 1, y: 1 });
    state = addVars(state, 'b', { x: 9 });
    state = addVars(state, 'a', { y: 2 });
    expect(entryOf(state, 'a')).toEqual({ x: 1, y: 2 });
    expect(entryOf(state, 'b')).toEqual({ x: 9 });
  });

  test(`are ${liveVarLimit} of one pin at most, and the oldest leave first`, () => {
    const many = Object.fromEntries(Array.from({ length: liveVarLimit }, (_, n) => [`v${n}`, n]));
    const vars = entryOf(addVars(addVars(noEntries, 'a', many), 'a', { v0: 'again', late: 1 }), 'a') ?? {};
    expect(Object.keys(vars)).toHaveLength(liveVarLimit);
    expect(vars).toMatchObject({ v0: 'again', late: 1, v2: 2 });
    expect(vars).not.toHaveProperty('v1');
  });

  test(`are kept of ${livePinLimit} pins at most`, () => {
    let state: Keyed<Vars> = noEntries;
    for (let n = 0; n < 2 * livePinLimit; n++) state = addVars(state, `pin_${n}`, { n });
    expect(entriesOf(state).length).toBeLessThanOrEqual(livePinLimit);
    expect(entryOf(state, 'pin_0')).toBeUndefined();
  });
});

test('somebody who is said to be there again is there since the first time', () => {
  const first = addPresence(noEntries, 'ana', true, 5);
  const again = addPresence(first, 'ana', true, 15);
  expect(entryOf(again, 'ana')).toEqual({ isOnline: true, since: 5 });
  expect(entryOf(addPresence(again, 'ana', false, 25), 'ana')).toEqual({ isOnline: false, since: 25 });
});

test('a user has one warning for each endpoint', () => {
  const warning = { userId: 'u', endpoint: '/a', remaining: 5, resetAt: 99 };
  let state = addRateLimit(noEntries, warning);
  state = addRateLimit(state, { ...warning, endpoint: '/b' });
  state = addRateLimit(state, { ...warning, remaining: 4 });
  expect(entriesOf(state).map(([, { endpoint, remaining }]) => [endpoint, remaining])).toEqual([
    ['/b', 5],
    ['/a', 4],
  ]);
});

test('the newest answer of an API is that of its endpoint, or the last heard of any', () => {
  const answer = { provider: 'openai', status: 'success', responseTime: 1, creditsUsed: 0, at: 7 } as const;
  let state = addApiStatus(noEntries, { ...answer, endpoint: '/a' });
  state = addApiStatus(state, { ...answer, endpoint: '/b' });
  state = addApiStatus(state, { ...answer, endpoint: '/a', responseTime: 2 });
  expect(newestAnswer(state, 'openai', '/b')).toMatchObject({ endpoint: '/b', responseTime: 1 });
  expect(newestAnswer(state, 'openai', undefined)).toMatchObject({ endpoint: '/a', responseTime: 2 });
  expect(newestAnswer(state, 'stripe', undefined)).toBeUndefined();
  expect(newestAnswer(state, 'stripe', '/a')).toBeUndefined();
});

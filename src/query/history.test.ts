import { describe, expect, test } from 'vitest';
import { compareLogIds } from '../wire/log-id.ts';
import { createHistory } from './history.ts';
import { cursor } from './test/tickets.ts';

const entry = (n: number, size = 1) => ({ stamp: n, cursor: cursor(n), at: n * 10, size, patches: [] });
const stamps = (entries: readonly { readonly stamp: number }[]) => entries.map(({ stamp }) => stamp);

describe('a history', () => {
  test('gives what came after a stamp, a time or a position', () => {
    const history = createHistory(compareLogIds);
    for (const n of [1, 2, 3, 4]) history.push(entry(n));
    expect(stamps(history.since(2))).toEqual([3, 4]);
    expect(stamps(history.sinceTime(20, 3))).toEqual([2, 3, 4]);
    expect(stamps(history.above(cursor(3), 0))).toEqual([4]);
  });

  test('lets the oldest go beyond its number, and says which was the last to go', () => {
    const history = createHistory(compareLogIds, { events: 2 });
    for (const n of [1, 2, 3, 4]) history.push(entry(n));
    expect(stamps(history.since(0))).toEqual([3, 4]);
    expect(history.forgotten?.stamp).toBe(2);
  });

  test('lets the oldest go beyond its size', () => {
    const history = createHistory(compareLogIds, { chars: 10 });
    for (const [n, size] of [
      [1, 4],
      [2, 4],
      [3, 4],
    ] as const) {
      history.push(entry(n, size));
    }
    expect(stamps(history.since(0))).toEqual([2, 3]);
    history.push(entry(4, 50));
    expect(stamps(history.since(0))).toEqual([]);
    expect(history.forgotten?.stamp).toBe(4);
    history.push(entry(5, 10));
    expect(stamps(history.since(0))).toEqual([5]);
  });

  test('begins anew where events were lost', () => {
    const history = createHistory(compareLogIds, { chars: 10 });
    history.push(entry(1, 8));
    history.cut();
    history.push(entry(2, 8));
    expect(stamps(history.since(0))).toEqual([2]);
    expect(history.forgotten).toBeUndefined();
  });
});

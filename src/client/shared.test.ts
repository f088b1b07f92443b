import { afterEach, describe, expect, test } from 'vitest';
import { resetShared, share } from './shared.ts';

afterEach(resetShared);

function thing() {
  return {
    ended: false,
    closed: 0,
    close() {
      this.closed += 1;
    },
  };
}

describe('what is shared', () => {
  test('is made once for all who ask with an equal key', () => {
    const one = share(['a', 1, thing], thing);
    const two = share(['a', 1, thing], thing);
    expect(two.value).toBe(one.value);
  });

  test.each([[['a', 2, thing]], [['a', 1]], [['a', 1, () => {}]], [[]]])('is another for the key %j', (key) => {
    expect(share(key, thing).value).not.toBe(share(['a', 1, thing], thing).value);
  });

  test('is closed once, when the last holder has let go', () => {
    const [one, two] = [share(['a'], thing), share(['a'], thing)];
    one.release();
    one.release();
    expect(one.value.closed).toBe(0);
    two.release();
    two.release();
    expect(one.value.closed).toBe(1);
  });

  test('is made anew after it was closed', () => {
    const one = share(['a'], thing);
    one.release();
    expect(share(['a'], thing).value).not.toBe(one.value);
  });

  test('is made anew after it ended by itself, though somebody still holds it', () => {
    const one = share(['a'], thing);
    one.value.ended = true;
    const two = share(['a'], thing);
    expect(two.value).not.toBe(one.value);
    one.release();
    expect(share(['a'], thing).value).toBe(two.value);
  });

  test('is closed and forgotten by a reset, once', () => {
    const one = share(['a'], thing);
    resetShared();
    expect(one.value.closed).toBe(1);
    expect(share(['a'], thing).value).not.toBe(one.value);
    one.release();
    expect(one.value.closed).toBe(1);
  });
});

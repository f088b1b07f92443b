import { expect, test } from 'vitest';
import { fetchTransport } from './fetch.ts';

test('connections are few where answers of the origin came over HTTP/1.1, and many where nothing is known', () => {
  const { isScarce } = fetchTransport();
  // The server of this page speaks HTTP/1.1.
  expect(isScarce?.('/events')).toBe(true);
  expect(isScarce?.(`${location.origin}/events`)).toBe(true);
  expect(isScarce?.('https://elsewhere.test/events')).toBe(false);
});

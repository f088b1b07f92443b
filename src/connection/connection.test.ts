import { describe, expect, test } from 'vitest';
import { createHarness } from './test/harness.ts';

describe('a connection', () => {
  test('starts nothing when it is made', async () => {
    const { connection, clock, stream, page } = createHarness();
    await clock.advance(60_000);
    expect(connection.getState()).toEqual({ status: 'idle' });
    expect(stream.requests).toHaveLength(0);
    expect(clock.pending()).toBe(0);
    expect(page.listeners()).toBe(0);
  });
  test('opens one stream for all leases of one turn', async () => {
    const { connection, clock, stream } = createHarness();
    connection.lease({ channel: 'a' });
    connection.lease({ channel: 'b' });
    await clock.advance(0);
    expect(stream.requests.map(({ url }) => url)).toEqual(['https://app.test/events?channels=a,b']);
    expect(connection.getState()).toEqual({ status: 'open', since: 0, transport: 'sse', role: 'solo' });
  });
});

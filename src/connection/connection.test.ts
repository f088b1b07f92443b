import { describe, expect, test } from 'vitest';
import { HandlerError } from '../errors.ts';
import { createHarness, event, openHarness } from './test/harness.ts';

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

  test('goes idle 5 s after its last lease and leaves nothing behind', async () => {
    const { connection, clock, stream, page, told } = createHarness();
    const release = connection.lease({ channel: 'a' });
    await clock.advance(1_000);
    release();
    await clock.advance(4_999);
    expect(connection.getState().status).toBe('open');
    await clock.advance(1);
    expect(connection.getState()).toEqual({ status: 'idle' });
    expect(stream.openStreams).toBe(0);
    expect(clock.pending()).toBe(0);
    expect(page.listeners()).toBe(0);
    expect(told()).toEqual(['opened fresh', 'ended']);
  });

  test('tells its listeners of a change of state, and of nothing else', async () => {
    const { connection, clock, stream, states } = await openHarness();
    const { length } = states;
    const before = connection.getState();
    for (let n = 0; n < 100; n++) stream.emit(event(`${n}`, `${n}`));
    await clock.advance(1_000);
    expect(states).toHaveLength(length);
    expect(connection.getState()).toBe(before);
  });

  test('can be closed and connected again, and continues where it was', async () => {
    const { connection, clock, stream, told } = await openHarness();
    stream.emit(event('one', '1'));
    await clock.settle();
    connection.close();
    expect(connection.getState()).toEqual({ status: 'closed', since: 0 });
    expect(stream.openStreams).toBe(0);
    await clock.advance(60_000);
    connection.connect();
    await clock.advance(0);
    expect(stream.requests.map(({ cursor }) => cursor)).toEqual([undefined, '1']);
    expect(told()).toEqual(['opened fresh', '"one"', 'ended', 'opened resumed']);
  });

  test('may be closed by whoever takes its items', async () => {
    const harness = createHarness({
      onItems: (items) => {
        harness.onItems(items);
        harness.connection.close();
      },
    });
    harness.connection.connect();
    await harness.clock.advance(1_000);
    expect(harness.connection.getState().status).toBe('closed');
    expect(harness.told()).toEqual(['opened fresh', 'ended']);
    expect(harness.clock.pending()).toBe(0);
  });

  test('asks for url and headers at every attempt', async () => {
    let token = 0;
    const asked: unknown[] = [];
    const { clock, stream } = await openHarness({
      url: async ({ signal, ...context }) => {
        asked.push(context);
        return new URL(`https://app.test/p/${context.channels[0]?.channel}`);
      },
      headers: async () => ({ authorization: `Bearer ${++token}` }),
      cursor: 'start',
    });
    stream.fail();
    await clock.advance(1_000);
    expect(asked).toEqual([
      { channels: [{ channel: 'a' }], cursor: 'start', attempt: 1 },
      { channels: [{ channel: 'a' }], cursor: 'start', attempt: 2 },
    ]);
    expect(stream.requests.map(({ url, headers }) => [url, headers['authorization']])).toEqual([
      ['https://app.test/p/a', 'Bearer 1'],
      ['https://app.test/p/a', 'Bearer 2'],
    ]);
  });

  test('waits no shorter than the reconnection time it was given', async () => {
    const { clock, stream, records } = await openHarness({ reconnect: { maxMs: 10, retryMs: '3s' } });
    stream.fail();
    await clock.advance(0);
    expect(records.flatMap((record) => (record.type === 'retry' ? record.delayMs : []))).toEqual([3_000]);
  });

  test('tries again when the function for its url throws', async () => {
    const { clock, connection, errors } = await openHarness({
      url: () => {
        throw new Error('no session');
      },
    });
    expect(errors).toEqual([expect.any(HandlerError)]);
    expect(connection.getState()).toMatchObject({ status: 'reconnecting', attempt: 2 });
    await clock.advance(10_000);
    expect(errors.length).toBeGreaterThan(2);
  });

  test.each([
    ['https://app.test/s?x=%20y&channels=z#top', 'https://app.test/s?x=%20y&channels=z,a#top'],
    [new URL('https://app.test/s'), 'https://app.test/s?channels=a'],
    ['/s', '/s?channels=a'],
  ])('adds the channels to %s', async (url, expected) => {
    const { stream } = await openHarness({ url });
    expect(stream.requests.map((request) => request.url)).toEqual([expected]);
  });

  test('adds no parameter when there are no channels', async () => {
    const { connection, clock, stream } = createHarness({ url: 'https://app.test/s' });
    connection.lease();
    await clock.advance(0);
    expect(stream.requests.map(({ url }) => url)).toEqual(['https://app.test/s']);
  });

  test('waits for beforeFirstOpen once a session and starts from its cursor', async () => {
    const harness = createHarness({
      cursor: 'page',
      beforeFirstOpen: async () => {
        asked += 1;
        await new Promise<void>((resolve) => harness.clock.setTimeout(resolve, 500));
        return 'read';
      },
    });
    const { connection, clock, stream } = harness;
    let asked = 0;
    connection.connect();
    await clock.advance(499);
    expect(stream.requests).toHaveLength(0);
    await clock.advance(1);
    stream.fail();
    await clock.advance(1_000);
    expect(stream.requests.map(({ cursor }) => cursor)).toEqual(['read', 'read']);
    expect(asked).toBe(1);
    connection.close();
    connection.connect();
    await clock.advance(500);
    expect(asked).toBe(2);
  });
});

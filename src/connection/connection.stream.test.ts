import { describe, expect, test } from 'vitest';
import { ContentTypeError, HandlerError, HttpError, NetworkError, OversizeError } from '../errors.ts';
import { createHarness, event, openHarness } from './test/harness.ts';

describe('what a connection tells', () => {
  test('is what `connected` said, before the first message, in one call a chunk', async () => {
    const { clock, stream, batches, notices } = await openHarness(
      { cursor: '0' },
      { connected: { id: '5', resume: 'gap', reason: 'trimmed', channels: ['a', 'b'] } },
    );
    stream.emit(event('one', '6'), event('two', '7'));
    await clock.settle();
    expect(batches.map((batch) => batch.length)).toEqual([1, 2]);
    expect(notices()).toEqual([
      {
        type: 'opened',
        resume: 'gap',
        reason: 'trimmed',
        cursor: '5',
        requestedCursor: '0',
        head: undefined,
        channels: ['a', 'b'],
        first: true,
      },
    ]);
  });

  test('is `opened` without a word of continuity when the first message is an event', async () => {
    const { clock, stream, told } = await openHarness({}, { connected: false });
    stream.emit(event('one'));
    await clock.settle();
    expect(told()).toEqual(['opened', '"one"']);
  });

  test('is `opened` 1 s after bytes that hold no message, and again when `connected` comes later', async () => {
    const { clock, connection, stream, told } = await openHarness({}, { connected: false });
    stream.bytes(2_048);
    await clock.advance(999);
    expect(connection.getState().status).toBe('open');
    expect(told()).toEqual([]);
    await clock.advance(1);
    stream.connected({ id: '3' });
    await clock.settle();
    expect(told()).toEqual(['opened', 'opened fresh']);
    expect(connection.cursor()).toBe('3');
  });

  test('is nothing while only the head has come', async () => {
    const { clock, connection, told } = await openHarness({}, { connected: false });
    await clock.advance(3_600_000);
    expect(connection.getState().status).toBe('connecting');
    expect(told()).toEqual([]);
  });

  test('holds gaps and new channels where they came, and no control frame', async () => {
    const { clock, stream, told, notices, connection } = await openHarness();
    stream.emit(
      event('one', '1'),
      { event: 'gap', data: { reason: 'overflow' }, id: '9' },
      event('two', '10'),
      { event: 'channels', data: { channels: ['a', 'b'] }, id: '11' },
      { event: 'heartbeat', data: {}, id: '12' },
      { event: 'bye', data: {} },
    );
    await clock.settle();
    expect(told()).toEqual(['opened fresh', '"one"', 'gap overflow', '"two"', 'channels']);
    expect(notices().slice(1)).toEqual([
      { type: 'gap', reason: 'overflow', channels: undefined, cursor: '9' },
      { type: 'channels', channels: ['a', 'b'], cursor: '11' },
    ]);
    expect(connection.cursor()).toBe('12');
  });

  test('is a gap where a message was too large', async () => {
    const { clock, stream, told, errors, records, connection } = await openHarness({ maxEventBytes: 100 });
    stream.emit(event('x'.repeat(200), '1'), event('small', '2'));
    await clock.settle();
    expect(told()).toEqual(['opened fresh', '"small"', 'gap oversize']);
    expect(errors).toEqual([expect.any(OversizeError)]);
    expect(records).toContainEqual({ at: 0, type: 'oversize', generation: 1, count: 1, limitBytes: 100 });
    expect(connection.cursor()).toBe('2');
  });

  test('is not stopped by an onItems that throws', async () => {
    const uncaught: unknown[] = [];
    const catchIt = (error: unknown) => void uncaught.push(error);
    process.once('uncaughtException', catchIt);
    let calls = 0;
    const { clock, stream, connection } = await openHarness({
      onItems: () => {
        calls += 1;
        if (calls === 1) throw new Error('mine');
      },
    });
    stream.emit(event('one'));
    await clock.settle();
    expect(calls).toBe(2);
    expect(connection.getState().status).toBe('open');
    expect(uncaught).toHaveLength(1);
  });
});

describe('a stream that breaks', () => {
  test('is opened again from the cursor, after half a window', async () => {
    const { clock, stream, connection, told, records } = await openHarness();
    stream.emit(event('one', '1'));
    await clock.advance(1_000);
    stream.fail();
    await clock.settle();
    expect(connection.getState()).toMatchObject({
      status: 'reconnecting',
      attempt: 2,
      retryAt: 1_250,
      error: expect.any(NetworkError),
    });
    await clock.advance(250);
    expect(connection.getState().status).toBe('open');
    expect(stream.requests[1]?.cursor).toBe('1');
    expect(told()).toEqual(['opened fresh', '"one"', 'ended', 'opened resumed']);
    expect(records.filter(({ type }) => type !== 'state' && type !== 'chunk').map(({ type }) => type)).toEqual([
      'attempt',
      'head',
      'opened',
      'control',
      'cursor',
      'ended',
      'retry',
      'attempt',
      'head',
      'opened',
      'control',
    ]);
  });

  test('is asked for no earlier than Retry-After says', async () => {
    const { clock, stream } = await openHarness();
    stream.respondNext({ status: 503, retryAfterMs: 5_000 });
    stream.fail();
    await clock.advance(250);
    expect(stream.requests).toHaveLength(2);
    await clock.advance(4_999);
    expect(stream.requests).toHaveLength(2);
    await clock.advance(1);
    expect(stream.requests).toHaveLength(3);
  });

  test('and was silent for too long is given up and resumed', async () => {
    const { clock, stream, connection, told, errors } = await openHarness(
      {},
      { connected: { heartbeatMs: 10_000, id: '4' } },
    );
    stream.stall(Number.POSITIVE_INFINITY);
    stream.emit(event('lost', '5'));
    await clock.advance(26_999);
    expect(connection.getState().status).toBe('open');
    await clock.advance(1);
    expect(connection.getState()).toMatchObject({ status: 'reconnecting', error: { name: 'SilenceError' } });
    await clock.advance(250);
    expect(stream.requests[1]?.cursor).toBe('4');
    expect(told()).toEqual(['opened fresh', 'ended', 'opened resumed']);
    expect(errors.map(({ name }) => name)).toEqual(['SilenceError']);
  });
});

describe('an answer', () => {
  test('of 401 is followed by a refresh and an attempt at once', async () => {
    let refreshed = 0;
    const harness = createHarness({
      onUnauthorized() {
        refreshed += 1;
      },
    });
    harness.stream.respondNext({ status: 401 });
    harness.connection.connect();
    await harness.clock.settle();
    expect(refreshed).toBe(1);
    expect(harness.connection.getState().status).toBe('open');
  });

  test('of 401 blocks when the refresh fails, and reconnect() leaves the block', async () => {
    const harness = createHarness({ onUnauthorized: () => Promise.reject(new Error('signed out')) });
    harness.stream.respondNext({ status: 401 });
    harness.connection.connect();
    await harness.clock.settle();
    expect(harness.connection.getState()).toMatchObject({ status: 'blocked', reason: 'auth', error: { status: 401 } });
    expect(harness.errors).toEqual([expect.any(HandlerError), expect.any(HttpError)]);
    harness.connection.reconnect();
    await harness.clock.settle();
    expect(harness.connection.getState().status).toBe('open');
  });

  test('of 410 drops the cursor and tells a gap', async () => {
    const { connection, clock, stream, told } = createHarness({ cursor: 'old' });
    stream.respondNext({ status: 410 });
    connection.connect();
    await clock.settle();
    expect(connection.getState()).toMatchObject({ status: 'blocked', reason: 'protocol' });
    expect(told()).toEqual(['gap cursor']);
    connection.reconnect();
    await clock.settle();
    expect(stream.requests.map(({ cursor }) => cursor)).toEqual(['old', undefined]);
  });

  test('of another type blocks with a message that says what to check', async () => {
    const { connection, clock, stream, errors } = createHarness();
    stream.respondNext({ contentType: 'text/html; charset=utf-8' });
    connection.connect();
    await clock.settle();
    expect(errors).toEqual([expect.any(ContentTypeError)]);
    expect(errors[0]?.message).toBe(
      "bisse: the server answered text/html; charset=utf-8, so no event can be read. Check that the url is the stream's and that no proxy or login page answers for it.",
    );
    expect(stream.openStreams).toBe(0);
  });
});

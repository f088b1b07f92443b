import { describe, expect, test } from 'vitest';
import { createHarness, event, openHarness } from './test/harness.ts';

describe('channels that come later', () => {
  test('come with a second stream from the cursor, which takes over without a break', async () => {
    const { connection, clock, stream, states, told } = await openHarness();
    stream.emit(event('one', '1'));
    await clock.advance(1_000);
    const shown = states.length;
    connection.lease({ channel: 'b' });
    connection.lease({ channel: 'c' });
    await clock.advance(50);
    expect(stream.requests.map(({ url, cursor }) => [url, cursor])).toEqual([
      ['https://app.test/events?channels=a', undefined],
      ['https://app.test/events?channels=a,b,c', '1'],
    ]);
    expect(stream.openStreams).toBe(1);
    expect(states).toHaveLength(shown);
    expect(told()).toEqual(['opened fresh', '"one"', 'opened resumed']);
  });

  test('reopen nothing when the stream still carries them', async () => {
    const { connection, clock, stream } = await openHarness();
    const release = connection.lease({ channel: 'b' });
    await clock.advance(1_000);
    release();
    await clock.advance(10_000);
    expect(connection.leases()).toEqual(['a']);
    connection.lease({ channel: 'b' });
    await clock.advance(1_000);
    expect(stream.requests).toHaveLength(2);
  });

  test('are carried by a connection that was open without any', async () => {
    const { connection, clock, stream } = createHarness();
    connection.connect();
    await clock.advance(1_000);
    connection.lease({ channel: 'a' });
    await clock.advance(50);
    expect(stream.requests.map(({ channels }) => channels)).toEqual([[], ['a']]);
  });
});

describe('the page', () => {
  test('hidden for 5 minutes lets the stream go, and visible takes it up again', async () => {
    const { clock, page, stream, connection } = await openHarness();
    page.change('hidden');
    await clock.advance(299_999);
    expect(stream.openStreams).toBe(1);
    await clock.advance(1);
    expect(connection.getState()).toMatchObject({ status: 'paused', reasons: ['hidden'] });
    expect(stream.openStreams).toBe(0);
    page.change('visible');
    await clock.settle();
    expect(connection.getState().status).toBe('open');
  });

  test('that freezes keeps its stream: what came meanwhile is read when it resumes', async () => {
    const { clock, page, stream, connection } = await openHarness();
    page.change('freeze');
    await clock.advance(1_000);
    page.change('resume');
    expect([stream.openStreams, stream.requests.length, connection.getState().status]).toEqual([1, 1, 'open']);
  });

  test('hidden for less changes nothing', async () => {
    const { clock, page, stream } = await openHarness();
    page.change('hidden');
    await clock.advance(299_000);
    page.change('visible');
    await clock.advance(600_000);
    expect(stream.requests).toHaveLength(1);
  });

  test('offline pauses, online resumes', async () => {
    const { clock, page, connection } = await openHarness();
    page.change('offline');
    expect(connection.getState()).toMatchObject({ status: 'paused', reasons: ['offline'] });
    page.change('online');
    await clock.settle();
    expect(connection.getState().status).toBe('open');
  });

  test('that leaves for the back/forward cache aborts its request at once, and resumes when it is back', async () => {
    const { clock, page, stream } = await openHarness();
    stream.emit(event('one', '1'));
    await clock.settle();
    page.change('pagehide');
    expect(stream.requests[0]?.signal.aborted).toBe(true);
    page.change('pageshow');
    await clock.settle();
    expect(stream.requests[1]?.cursor).toBe('1');
  });

  test('that is paused leaves no timer running, however long it stays so', async () => {
    const { clock, page } = await openHarness({}, { connected: { heartbeatMs: 10_000 } });
    expect(clock.pending()).toBe(1);
    page.change('offline');
    expect(clock.pending()).toBe(0);
  });

  test('keeps no reason to pause beyond the session', async () => {
    const { clock, page, connection } = await openHarness();
    page.change('offline');
    connection.close();
    connection.connect();
    await clock.settle();
    expect(connection.getState().status).toBe('open');
  });

  test('that wakes from a long sleep gives the stream one interval before it is given up', async () => {
    const { clock, page, stream, connection } = await openHarness({}, { connected: { heartbeatMs: 10_000 } });
    clock.sleep(3_600_000);
    page.change('visible');
    await clock.advance(5_000);
    stream.bytes(1);
    await clock.advance(20_000);
    expect(connection.getState().status).toBe('open');
    expect(stream.requests).toHaveLength(1);
  });

  test('that wakes to a dead stream opens another one after that interval, from the cursor', async () => {
    const { clock, page, stream, connection } = await openHarness({}, { connected: { heartbeatMs: 10_000, id: '4' } });
    stream.stall(Number.POSITIVE_INFINITY);
    clock.sleep(3_600_000);
    page.change('visible');
    await clock.advance(9_999);
    expect([connection.getState().status, stream.requests.length]).toEqual(['open', 1]);
    await clock.advance(1);
    expect(connection.getState()).toMatchObject({ status: 'reconnecting', error: { name: 'SilenceError' } });
    await clock.advance(500);
    expect(stream.requests.map(({ cursor }) => cursor)).toEqual([undefined, '4']);
    expect(connection.getState().status).toBe('open');
  });

  test('that slept through the wait for an attempt makes it when it wakes, once', async () => {
    const { clock, stream, connection } = await openHarness();
    stream.respondNext({ status: 503, retryAfterMs: 60_000 });
    stream.fail();
    await clock.advance(1_000);
    clock.sleep(3_600_000);
    await clock.advance(1);
    expect([stream.requests.length, connection.getState().status]).toEqual([3, 'open']);
  });

  test('that is put away twice in one moment resumes once', async () => {
    const { clock, page, stream } = await openHarness();
    page.change('hidden');
    page.change('pagehide');
    page.change('offline');
    page.change('pageshow');
    await clock.settle();
    expect(stream.requests).toHaveLength(1);
    page.change('online');
    page.change('visible');
    await clock.settle();
    expect(stream.requests).toHaveLength(2);
  });
});

import { describe, expect, test, vi } from 'vitest';
import { openScriptedStream } from '../transport/scripted-stream.ts';
import { event, openHarness } from './test/harness.ts';

const controlled = { connected: { control: true, id: '1' } };

/** A connection whose server changes its streams, with a second channel leased 50 ms ago. */
async function openControlled(...answers: readonly number[]) {
  const harness = await openHarness({}, controlled);
  for (const status of answers) harness.stream.answerNext({ status });
  const release = harness.connection.lease({ channel: 'b' });
  await harness.clock.advance(50);
  return { ...harness, release };
}

const outcomes = (records: readonly { type: string }[]) =>
  records.flatMap((record) => (record.type === 'change' && 'outcome' in record ? record.outcome : []));

describe('a change of channels that the server makes', () => {
  test('is posted to the url of the stream, and done when the stream says so', async () => {
    const { stream, clock, records, connection, told } = await openControlled(202);
    expect(stream.asked.map(({ url, body }) => [url, JSON.parse(body ?? '')])).toEqual([
      ['https://app.test/events?channels=a', { connectionId: 'scripted-1', add: ['b'], remove: [] }],
    ]);
    expect(outcomes(records)).toEqual(['asked']);
    stream.emit({ event: 'channels', data: { channels: ['a', 'b'] }, id: '2' });
    await clock.advance(60_000);
    expect(outcomes(records)).toEqual(['asked', 'done']);
    expect(told()).toEqual(['opened fresh', 'channels']);
    expect([stream.requests.length, connection.getState().status]).toEqual([1, 'open']);
  });

  test('takes a channel away 5 s after its last lease', async () => {
    const { stream, clock, release } = await openControlled(202, 202);
    stream.emit({ event: 'channels', data: { channels: ['a', 'b'] }, id: '2' });
    release();
    await clock.advance(5_000);
    expect(JSON.parse(stream.asked[1]?.body ?? '')).toMatchObject({ add: [], remove: ['b'] });
  });

  test('waits for the one before it', async () => {
    const { stream, clock, connection } = await openControlled(202, 202);
    connection.lease({ channel: 'c' });
    await clock.advance(1_000);
    expect(stream.asked).toHaveLength(1);
    stream.emit({ event: 'channels', data: { channels: ['a', 'b'] }, id: '2' });
    await clock.settle();
    expect(JSON.parse(stream.asked[1]?.body ?? '')).toMatchObject({ add: ['c'] });
  });

  test('is not asked for again for a channel that the stream may not carry', async () => {
    const { stream, clock, connection } = await openControlled(202);
    stream.emit({ event: 'channels', data: { channels: ['a'] }, id: '2' });
    await clock.settle();
    connection.lease({ channel: 'b' });
    await clock.advance(60_000);
    expect([stream.asked.length, stream.requests.length]).toEqual([1, 1]);
  });

  test.each([403, 404, 400, 500])('and is answered %i comes with a second stream', async (status) => {
    const { stream, told } = await openControlled(status);
    expect(stream.requests.map(({ channels, cursor }) => [channels, cursor])).toEqual([
      [['a'], undefined],
      [['a', 'b'], '1'],
    ]);
    expect(stream.openStreams).toBe(1);
    expect(told()).toEqual(['opened fresh', 'opened resumed']);
  });

  test('and is not acknowledged within 5 s comes with a second stream', async () => {
    const { stream, clock } = await openControlled(202);
    await clock.advance(4_999);
    expect(stream.requests).toHaveLength(1);
    await clock.advance(1);
    expect(stream.requests).toHaveLength(2);
  });

  test('is no longer asked for where it was refused twice', async () => {
    const { stream, clock, connection } = await openControlled(404, 404);
    connection.lease({ channel: 'c' });
    await clock.advance(50);
    connection.lease({ channel: 'd' });
    await clock.advance(50);
    expect([stream.asked.length, stream.requests.length]).toEqual([2, 4]);
    expect(stream.requests.at(-1)?.channels).toEqual(['a', 'b', 'c', 'd']);
  });

  test('is forgotten when the stream breaks, and comes with the next one', async () => {
    const { stream, clock } = await openControlled(202);
    stream.fail();
    await clock.advance(1_000);
    stream.emit({ event: 'channels', data: { channels: ['a'] }, id: '2' });
    await clock.advance(60_000);
    expect(stream.requests.map(({ channels }) => channels)).toEqual([['a'], ['a', 'b']]);
  });
});

describe('a second stream', () => {
  const withIds = { connected: { id: '1' } };

  test('runs beside the first until it speaks, and what the first brings is heard meanwhile', async () => {
    const { stream, clock, connection, told } = await openHarness({}, withIds);
    stream.respondNext({ connected: false });
    connection.lease({ channel: 'b' });
    await clock.advance(50);
    expect([stream.openStreams, connection.getState().status]).toEqual([2, 'open']);
    stream.emit(event('both', '2'));
    await clock.settle();
    // It said no word of its own, so it is the event that opens it: and it brings the event again, with its id.
    expect(told()).toEqual(['opened fresh', '"both"', 'opened', '"both"']);
    expect(stream.openStreams).toBe(1);
  });

  test('that is refused for good leaves the first as it is', async () => {
    const { stream, clock, connection, errors } = await openHarness({}, withIds);
    stream.respondNext({ status: 403 });
    connection.lease({ channel: 'b' });
    await clock.advance(600_000);
    expect([stream.requests.length, stream.openStreams]).toEqual([2, 1]);
    expect([connection.getState().status, errors.map(({ name }) => name)]).toEqual(['open', ['HttpError']]);
  });

  test('that cannot be had now is tried again, and the first goes on', async () => {
    const { stream, clock, connection, told } = await openHarness({}, withIds);
    stream.respondNext({ status: 503 });
    stream.respondNext({ unreachable: true });
    connection.lease({ channel: 'b' });
    await clock.advance(50);
    stream.emit(event('one', '2'));
    await clock.advance(5_000);
    expect(stream.requests.map(({ channels }) => channels.join())).toEqual(['a', 'a,b', 'a,b', 'a,b']);
    expect(told()).toEqual(['opened fresh', '"one"', 'opened resumed']);
    expect([connection.getState().status, stream.openStreams]).toEqual(['open', 1]);
  });

  test('is tried again no earlier than Retry-After says', async () => {
    const { stream, clock, connection } = await openHarness({}, withIds);
    stream.respondNext({ status: 503, retryAfterMs: 20_000 });
    connection.lease({ channel: 'b' });
    await clock.advance(50 + 19_999);
    expect(stream.requests).toHaveLength(2);
    await clock.advance(1);
    expect(stream.requests).toHaveLength(3);
  });

  test.each([429, 401])('that is answered %i comes after the first instead, which makes place', async (status) => {
    const { stream, clock, connection, told } = await openHarness({ onUnauthorized: () => {} }, withIds);
    stream.respondNext({ status });
    connection.lease({ channel: 'b' });
    await clock.advance(50);
    expect(stream.requests).toHaveLength(3);
    expect(told()).toEqual(['opened fresh', 'ended', 'opened resumed']);
    expect(connection.getState().status).toBe('open');
  });

  test('that brings no byte in 10 s comes after the first instead', async () => {
    const { stream, clock, connection } = await openHarness({}, withIds);
    stream.respondNext({ connected: false });
    connection.lease({ channel: 'b' });
    await clock.advance(50 + 9_999);
    expect([stream.requests.length, stream.openStreams]).toEqual([2, 2]);
    await clock.advance(1);
    expect([stream.requests.length, stream.openStreams]).toEqual([3, 1]);
  });

  test('that has said nothing whole in 10 s comes after the first instead', async () => {
    const { stream, clock, connection, told } = await openHarness({}, withIds);
    vi.spyOn(stream, 'open').mockImplementationOnce(async ({ signal }) => {
      const body = openScriptedStream(clock, signal, () => {});
      body.push({ bytes: 20, messages: [], retryMs: undefined, oversize: 0, unfinished: true });
      return { head: { status: 200, contentType: 'text/event-stream', retryAfterMs: undefined }, chunks: body.chunks };
    });
    connection.lease({ channel: 'b' });
    await clock.advance(50 + 9_999);
    expect(told()).toEqual(['opened fresh']);
    await clock.advance(1);
    expect(told()).toEqual(['opened fresh', 'ended', 'opened resumed']);
  });

  test('comes after the first instead, when more came meanwhile than is remembered', async () => {
    const { stream, clock, connection, told } = await openHarness({}, withIds);
    stream.respondNext({ connected: false });
    connection.lease({ channel: 'b' });
    await clock.advance(50);
    stream.emit(...Array.from({ length: 2_049 }, (_, n) => event('x', `${n + 2}`)));
    await clock.settle();
    expect(told().filter((one) => one !== '"x"')).toEqual(['opened fresh', 'ended', 'opened resumed']);
    expect(stream.requests.map(({ cursor }) => cursor)).toEqual([undefined, '1', '2050']);
    expect(told().filter((one) => one === '"x"')).toHaveLength(2_049);
  });

  test('is not opened where connections are few, nor where nothing can be resumed', async () => {
    const scarce = await openHarness({ overlap: false }, withIds);
    scarce.connection.lease({ channel: 'b' });
    await scarce.clock.advance(50);
    expect(scarce.told()).toEqual(['opened fresh', 'ended', 'opened resumed']);
    const withoutIds = await openHarness();
    withoutIds.connection.lease({ channel: 'b' });
    await withoutIds.clock.advance(50);
    expect(withoutIds.told()).toEqual(['opened fresh', 'ended', 'opened fresh']);
  });

  test('is ended with the first when the connection pauses', async () => {
    const { stream, clock, connection, page } = await openHarness({}, withIds);
    stream.respondNext({ connected: false });
    connection.lease({ channel: 'b' });
    await clock.advance(50);
    page.change('pagehide');
    expect(stream.requests.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    expect(clock.pending()).toBe(0);
  });

  test('is watched for silence as the first was', async () => {
    const { stream, clock, connection } = await openHarness({}, { connected: { id: '1', heartbeatMs: 10_000 } });
    connection.lease({ channel: 'b' });
    await clock.advance(50);
    await clock.advance(27_000);
    expect(connection.getState()).toMatchObject({ status: 'reconnecting', error: { name: 'SilenceError' } });
    expect(stream.openStreams).toBe(0);
  });
});

import { describe, expect, test } from 'vitest';
import { createHarness, type openHarness } from './test/harness.ts';

type Harness = Awaited<ReturnType<typeof openHarness>>;
const silent = { connected: false } as const;
const block = (id: string) => ({ event: 'e', id, data: id });
const answer = (from: string, ...ids: readonly string[]) => ({
  status: 200,
  body: { resume: 'resumed', from, cursor: ids.at(-1) ?? from, channels: ['a'], events: ids.map(block) },
});

/** A connection behind a proxy that holds streams back: heads come, and no byte. */
async function openBehindProxy(polls: Parameters<Harness['stream']['answerNext']>[0][], attempts = 2) {
  const harness = createHarness({ polling: {} });
  const { stream, connection, clock } = harness;
  for (let n = 0; n < attempts; n += 1) stream.respondNext(silent);
  for (const poll of polls) stream.answerNext(poll);
  connection.lease({ channel: 'a' });
  await clock.advance(0);
  return harness;
}

describe('a connection whose attempts bring no first byte', () => {
  test('gives each up after 10 s, and polls after two, with the same cursor and channels', async () => {
    const { clock, stream, connection, told } = await openBehindProxy([answer('1', '2', '3'), answer('3', '4')]);
    await clock.advance(9_999);
    expect(stream.requests).toHaveLength(1);
    await clock.advance(1);
    expect(connection.getState()).toMatchObject({ status: 'reconnecting', error: { name: 'SilenceError' } });
    await clock.advance(250 + 10_000);
    expect(connection.getState()).toMatchObject({ status: 'open', transport: 'poll' });
    await clock.advance(5_000);
    expect(told()).toEqual(['opened resumed', '"2"', '"3"', '"4"']);
    expect(stream.asked.map(({ url, cursor }) => [url, cursor])).toEqual([
      ['https://app.test/events?channels=a', undefined],
      ['https://app.test/events?channels=a', '3'],
    ]);
    expect(connection.cursor()).toBe('4');
    expect(stream.openStreams).toBe(0);
  });

  test('asks again at once when there is more, and for the channels that are leased then', async () => {
    const more = { ...answer('1', '2'), body: { ...answer('1', '2').body, more: true } };
    const grown = { ...answer('2', '3'), body: { ...answer('2', '3').body, channels: ['a', 'b'] } };
    const { clock, stream, connection, told } = await openBehindProxy([more, answer('2'), grown, answer('3')]);
    await clock.advance(20_250);
    expect(stream.asked).toHaveLength(2);
    connection.lease({ channel: 'b' });
    await clock.advance(5_000);
    expect(stream.asked.map(({ url }) => new URL(url).search)).toEqual(['?channels=a', '?channels=a', '?channels=a,b']);
    expect(told()).toEqual(['opened resumed', '"2"', 'channels', '"3"']);
  });

  test('is told of a gap between two polls', async () => {
    const gap = {
      status: 200,
      body: { resume: 'gap', reason: 'trimmed', from: '8', cursor: '9', events: [block('9')] },
    };
    const { clock, told, notices } = await openBehindProxy([answer('1'), gap]);
    await clock.advance(20_250 + 5_000);
    expect(told()).toEqual(['opened resumed', 'gap trimmed', '"9"']);
    expect(notices()[1]).toMatchObject({ cursor: '8' });
  });

  test('looks for a stream again, which takes over from the polls when it speaks', async () => {
    const polls = Array.from({ length: 100 }, () => answer('3'));
    const { clock, stream, connection, told } = await openBehindProxy(polls, 3);
    await clock.advance(20_250);
    // The first look, after 15 to 30 s, brings no byte either; the polls go on.
    await clock.advance(22_500 + 10_000);
    expect([stream.requests.length, connection.getState()]).toMatchObject([3, { status: 'open', transport: 'poll' }]);
    await clock.advance(45_000);
    expect(connection.getState()).toMatchObject({ status: 'open', transport: 'sse' });
    expect(told()).toEqual(['opened resumed', 'opened resumed']);
    const asked = stream.asked.length;
    await clock.advance(60_000);
    expect([stream.asked.length - asked, stream.openStreams]).toEqual([0, 1]);
  });

  test('goes on trying for a stream where the server answers no polls', async () => {
    const { clock, stream, connection } = await openBehindProxy([{ status: 406 }], 20);
    await clock.advance(120_000);
    expect(stream.asked).toHaveLength(1);
    expect(stream.requests.length).toBeGreaterThan(5);
    expect(connection.getState()).toMatchObject({ status: 'reconnecting', error: { name: 'SilenceError' } });
  });

  test('waits and polls again after an answer that is none', async () => {
    const { clock, connection, told, errors } = await openBehindProxy([answer('1'), { status: 503 }, answer('1', '2')]);
    await clock.advance(20_250 + 5_000);
    expect(connection.getState()).toMatchObject({ status: 'reconnecting', error: { status: 503 } });
    await clock.advance(1_000);
    expect(connection.getState()).toMatchObject({ status: 'open', transport: 'poll' });
    expect(told()).toEqual(['opened resumed', 'ended', 'opened resumed', '"2"']);
    expect(errors.map(({ name }) => name)).toEqual(['SilenceError', 'HttpError']);
  });

  test('refreshes its credentials as a stream does', async () => {
    let refreshes = 0;
    const { stream, connection, clock } = createHarness({
      polling: { url: '/polls' },
      onUnauthorized() {
        refreshes += 1;
      },
    });
    for (let n = 0; n < 2; n += 1) stream.respondNext(silent);
    for (const poll of [{ status: 401 }, answer('1')]) stream.answerNext(poll);
    connection.lease({ channel: 'a' });
    await clock.advance(20_250);
    expect(refreshes).toBe(1);
    expect(stream.asked.map(({ url }) => url)).toEqual(['/polls?channels=a', '/polls?channels=a']);
    expect(connection.getState().status).toBe('open');
  });

  test('leaves no timer and no request when it is paused', async () => {
    const { clock, page, stream } = await openBehindProxy([answer('1')]);
    await clock.advance(20_250);
    page.change('pagehide');
    await clock.settle();
    expect(clock.pending()).toBe(0);
    expect(stream.asked[0]?.signal.aborted).toBe(true);
  });

  test('waits for ever where no polls were asked for: a plain server may have nothing to say', async () => {
    const { clock, stream, connection } = createHarness();
    stream.respondNext(silent);
    connection.lease({ channel: 'a' });
    await clock.advance(3_600_000);
    expect([stream.requests.length, stream.asked.length]).toEqual([1, 0]);
  });
});

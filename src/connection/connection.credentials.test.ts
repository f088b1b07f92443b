import { describe, expect, test } from 'vitest';
import type { ConnectedFields } from '../transport/script.ts';
import { createHarness } from './test/harness.ts';

/** A connection whose token ends at `endsAt`. It can be had anew, for an hour, in 200 ms. */
async function openWithToken(endsAt: number, connected: ConnectedFields = { id: '1' }) {
  const token = { name: 1, endsAt, refreshes: 0, fails: false };
  const harness = createHarness(
    {
      headers: () => ({ authorization: `${token.name}` }),
      tokenExpiresAt: () => token.endsAt,
      async onUnauthorized() {
        token.refreshes += 1;
        await new Promise<void>((resolve) => harness.clock.setTimeout(resolve, 200));
        if (token.fails) throw new Error('signed out');
        token.name += 1;
        token.endsAt = harness.clock.now() + 3_600_000;
      },
    },
    { connected },
  );
  harness.connection.lease({ channel: 'a' });
  await harness.clock.advance(0);
  const sent = () => harness.stream.requests.map(({ headers }) => headers['authorization']);
  return { ...harness, token, sent };
}

describe('a token that ends', () => {
  test('is refreshed up to a minute before, and the stream goes over to the new one without a break', async () => {
    const { clock, token, sent, told, connection, stream } = await openWithToken(600_000);
    await clock.advance(540_000 - 1);
    expect(token.refreshes).toBe(0);
    await clock.advance(60_000);
    expect([token.refreshes, sent()]).toEqual([1, ['1', '2']]);
    expect(told()).toEqual(['opened fresh', 'opened resumed']);
    expect([connection.getState().status, stream.openStreams]).toEqual(['open', 1]);
    // The new one is refreshed in its turn.
    await clock.advance(3_600_000);
    expect(token.refreshes).toBe(2);
  });

  test('is refreshed before an attempt that would begin after its end', async () => {
    const { clock, token, sent, stream } = await openWithToken(1_000);
    token.endsAt = clock.now();
    stream.fail();
    await clock.advance(1_000);
    expect([token.refreshes, sent()]).toEqual([1, ['1', '2']]);
  });

  test('and cannot be refreshed is used on, until the server says 401', async () => {
    const { clock, token, sent, connection, errors, stream } = await openWithToken(600_000);
    token.fails = true;
    await clock.advance(700_000);
    expect([token.refreshes, connection.getState().status]).toEqual([1, 'open']);
    expect(errors.map(({ name }) => name)).toEqual(['HandlerError']);
    stream.respondNext({ status: 401 });
    stream.fail();
    await clock.advance(1_000);
    expect([token.refreshes, sent()]).toEqual([2, ['1', '1']]);
    expect(connection.getState()).toMatchObject({ status: 'blocked', reason: 'auth' });
  });

  test('is not watched while no stream is open', async () => {
    const { clock, token, connection } = await openWithToken(600_000);
    connection.pause();
    await clock.advance(3_600_000);
    expect([token.refreshes, clock.pending()]).toEqual([0, 0]);
  });

  test('in seconds is told of once, and never refreshed for', async () => {
    const { clock, token, errors } = await openWithToken(600_000);
    // It is 2026 there.
    clock.sleep(1.77e12);
    token.endsAt = 1.77e9;
    await clock.advance(1);
    await clock.advance(600_000);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('multiply it by 1,000')]);
    expect(token.refreshes).toBe(0);
  });
});

describe('several who are refused', () => {
  test('wait for one refresh: a stream and a change of channels', async () => {
    const { clock, token, stream, connection } = await openWithToken(3_600_000, { id: '1', control: true });
    stream.answerNext({ status: 401 });
    stream.answerNext({ status: 202 });
    connection.lease({ channel: 'b' });
    await clock.advance(50);
    expect(token.refreshes).toBe(1);
    // The stream breaks while the refresh runs, and its next attempt waits for the same.
    stream.fail();
    await clock.advance(1_000);
    expect(token.refreshes).toBe(1);
    expect(stream.requests.at(-1)?.headers).toEqual({ authorization: '2' });
  });

  test('with a token that was refreshed since, take the new one without asking for another', async () => {
    const { clock, token, stream, connection } = await openWithToken(3_600_000, { id: '1', control: true });
    stream.answerNext({ status: 401 });
    stream.answerNext({ status: 202 });
    connection.lease({ channel: 'b' });
    await clock.advance(1_000);
    expect(stream.asked.map(({ headers }) => headers['authorization'])).toEqual(['1', '2']);
    expect(token.refreshes).toBe(1);
  });
});

import { describe, expect, test } from 'vitest';
import { createHarness, event, openHarness } from './test/harness.ts';

describe('another user', () => {
  test('gets a stream of his own, from no cursor, and what came before is said to be not his', async () => {
    const { clock, stream, connection, told, notices } = await openHarness(
      { scope: 'ann' },
      { connected: { id: '1' } },
    );
    stream.emit(event('one', '2'));
    await clock.settle();
    connection.setScope('bob');
    expect([connection.scope(), connection.cursor()]).toEqual(['bob', undefined]);
    expect(connection.getState()).toMatchObject({ status: 'connecting', attempt: 1 });
    await clock.settle();
    expect(stream.requests.map(({ cursor, signal }) => [cursor, signal.aborted])).toEqual([
      [undefined, true],
      [undefined, false],
    ]);
    expect(told()).toEqual(['opened fresh', '"one"', 'ended', 'scope', 'opened fresh']);
    expect(notices().at(-1)).toMatchObject({ first: true });
  });

  test('is let in where the one before was not', async () => {
    const { clock, stream, connection } = createHarness({ scope: 'ann' });
    stream.respondNext({ status: 403 });
    connection.lease({ channel: 'a' });
    await clock.advance(0);
    expect(connection.getState().status).toBe('blocked');
    connection.setScope('bob');
    await clock.settle();
    expect(connection.getState().status).toBe('open');
  });

  test('connects nothing that is closed, paused or held by nobody', async () => {
    const { clock, stream, connection, page } = await openHarness({ scope: 'ann' }, { connected: { id: '1' } });
    page.change('offline');
    connection.setScope('bob');
    expect([connection.getState().status, connection.cursor()]).toEqual(['paused', undefined]);
    connection.close();
    connection.setScope('cid');
    const idle = createHarness();
    idle.connection.setScope('dan');
    await clock.advance(60_000);
    await idle.clock.advance(60_000);
    expect([stream.requests.length, connection.getState().status]).toEqual([1, 'closed']);
    expect([idle.stream.requests.length, idle.connection.getState().status]).toEqual([0, 'idle']);
  });

  test('is the same one when his name is', async () => {
    const { clock, stream, connection } = await openHarness({ scope: 'ann' });
    connection.setScope('ann');
    await clock.settle();
    expect(stream.requests).toHaveLength(1);
  });
});

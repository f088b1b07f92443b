import { expect, test } from 'vitest';
import type { TabRecord } from './record.ts';
import { openBrowser } from './test/play.ts';

type Told = Extract<TabRecord, { type: 'role' }>;

/** The roles that a tab tells of itself, from now on. */
function follow({ client }: ReturnType<ReturnType<typeof openBrowser>['openTab']>) {
  const records: TabRecord[] = [];
  client.inspect((record) => record.kind === 'tabs' && records.push(record.record), { replay: true });
  return {
    roles: () =>
      records.filter((record): record is Told => record.type === 'role').map(({ role, why }) => `${role}: ${why}`),
    of: <Type extends TabRecord['type']>(type: Type) =>
      records.filter((record): record is Extract<TabRecord, { type: Type }> => record.type === type),
  };
}

test('tabs tell who leads and why, who is there, and how far they are', async () => {
  const { clock, server, openTab } = openBrowser();
  const first = openTab('a');
  const ofFirst = follow(first);
  await clock.advance(2_000);
  const second = openTab('b');
  const ofSecond = follow(second);
  await clock.advance(2_000);
  expect(ofFirst.roles()).toEqual(['follower: joined', 'leader: elected']);
  expect(ofSecond.roles()).toEqual(['follower: joined', 'follower: told']);
  expect(ofFirst.of('members').at(-1)?.members).toMatchObject([{ isVisible: true, channels: ['b'] }]);
  expect(ofSecond.of('role').at(-1)?.leader).toBe(ofFirst.of('role').at(-1)?.tab);

  server.publish('b');
  server.publish('b');
  await clock.advance(100);
  const lags = ofSecond.of('lag').slice(-2);
  expect(lags.map(({ sent, heard }) => sent - heard)).toEqual([1, 1]);
  expect(lags.map(({ ms }) => ms)).toEqual([1, 1]);

  first.crash();
  await clock.advance(2_000);
  expect(ofSecond.roles()).toEqual(['follower: joined', 'follower: told', 'leader: elected']);
});

test('a tab hands the stream over when it is told to, and one that has none takes it', async () => {
  const { clock, server, openTab } = openBrowser();
  const first = openTab();
  await clock.advance(2_000);
  const second = openTab();
  await clock.advance(2_000);
  const [ofFirst, ofSecond] = [follow(first), follow(second)];
  first.client.intervene({ type: 'hand-over' });
  server.publish('a');
  await clock.advance(3_000);
  expect([first.role(), second.role()]).toEqual(['follower', 'leader']);
  expect(ofFirst.roles().slice(-2)).toEqual(['follower: robbed', 'follower: told']);
  expect(ofSecond.roles().at(-1)).toBe('leader: yielded');
  first.client.intervene({ type: 'hand-over' });
  server.publish('a');
  await clock.advance(3_000);
  expect([first.role(), second.role()]).toEqual(['leader', 'follower']);
  expect(ofFirst.roles().at(-1)).toBe('leader: took');
  expect([first.numbers(), second.numbers(), first.gaps, second.gaps]).toEqual([[1, 2], [1, 2], [], []]);
});

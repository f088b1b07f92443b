import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seed } from '../../test/seed.ts';
import { type Move, moves, openBrowser, play } from './test/play.ts';

describe('tabs of one app', () => {
  test('share one stream, and each hears every event', async () => {
    const { clock, server, openTab } = openBrowser();
    const tabs = [openTab(), openTab(), openTab()];
    await clock.advance(2_000);
    server.publish('a');
    server.publish('a');
    await clock.advance(100);
    expect(server.mostOpen()).toBe(1);
    expect(tabs.map(({ numbers }) => numbers())).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(tabs.map(({ role }) => role()).sort()).toEqual(['follower', 'follower', 'leader']);
  });

  test('that come later are live within a moment, and miss nothing from then on', async () => {
    const { clock, server, openTab } = openBrowser();
    openTab();
    await clock.advance(2_000);
    server.publish('a');
    await clock.advance(100);
    const late = openTab();
    await clock.advance(20);
    expect(late.role()).toBe('follower');
    server.publish('a');
    await clock.advance(100);
    expect(late.numbers()).toEqual([2]);
    expect(late.gaps).toEqual([]);
    expect(server.opened()).toBe(1);
  });

  test('T2: lose nothing when the leader closes, and double nothing', async () => {
    const { clock, server, openTab } = openBrowser();
    const first = openTab();
    await clock.advance(2_000);
    const second = openTab();
    await clock.advance(100);
    server.publish('a');
    await clock.advance(100);
    first.client.close();
    server.publish('a');
    await clock.advance(100);
    server.publish('a');
    await clock.advance(1_000);
    expect(second.numbers()).toEqual([1, 2, 3]);
    expect(second.gaps).toEqual([]);
    expect(second.role()).toBe('leader');
  });

  test('T2, number 21: lose nothing when the leader crashes', async () => {
    const { clock, server, openTab } = openBrowser();
    const first = openTab();
    await clock.advance(2_000);
    const second = openTab();
    await clock.advance(100);
    first.crash();
    server.publish('a');
    await clock.advance(1_000);
    expect(second.numbers()).toEqual([1]);
  });

  test('replace a leader that is frozen, which follows when it thaws', async () => {
    const { clock, server, openTab } = openBrowser();
    const first = openTab();
    await clock.advance(2_000);
    const second = openTab();
    await clock.advance(100);
    first.tab.freeze();
    server.publish('a');
    await clock.advance(20_000);
    expect(second.role()).toBe('leader');
    expect(second.numbers()).toEqual([1]);
    first.tab.thaw();
    await clock.advance(10_000);
    server.publish('a');
    await clock.advance(100);
    expect(first.role()).toBe('follower');
    expect(first.numbers()).toEqual([1, 2]);
    expect(second.numbers()).toEqual([1, 2]);
    expect([first.gaps, second.gaps]).toEqual([[], []]);
  });

  test('hand the stream over before they freeze, and come back where they left', async () => {
    const { clock, server, openTab } = openBrowser();
    const first = openTab();
    await clock.advance(2_000);
    const second = openTab();
    await clock.advance(100);
    first.tab.freeze({ isTold: true });
    server.publish('a');
    await clock.advance(500);
    expect([second.role(), second.numbers()]).toEqual(['leader', [1]]);
    first.tab.thaw();
    await clock.advance(500);
    expect([first.role(), first.numbers(), first.gaps]).toEqual(['follower', [1], []]);
    expect(server.mostOpen()).toBe(1);
  });

  test('T1: ask for what did not reach them', async () => {
    const { clock, server, openTab } = openBrowser();
    openTab();
    await clock.advance(2_000);
    const second = openTab();
    await clock.advance(100);
    second.tab.loseNext();
    server.publish('a');
    server.publish('a');
    await clock.advance(100);
    expect(second.numbers()).toEqual([1, 2]);
  });

  test('T4, number 22: miss the last event for no longer than a beat', async () => {
    const { clock, server, openTab } = openBrowser();
    openTab();
    await clock.advance(2_000);
    const second = openTab();
    await clock.advance(100);
    second.tab.loseNext();
    server.publish('a');
    await clock.advance(11_000);
    expect(second.numbers()).toEqual([1]);
  });

  test('T5: each get the channels that they lease, on a stream that carries the union', async () => {
    const { clock, server, openTab } = openBrowser();
    const first = openTab('a');
    await clock.advance(2_000);
    const second = openTab('b');
    await clock.advance(1_000);
    server.publish('a');
    server.publish('b');
    await clock.advance(100);
    expect(first.numbers()).toEqual([1].map(() => server.log.findIndex(({ channel }) => channel === 'a') + 1));
    expect(second.numbers()).toEqual([server.log.findIndex(({ channel }) => channel === 'b') + 1]);
    first.client.close();
    server.publish('b');
    await clock.advance(1_000);
    expect(second.numbers()).toHaveLength(2);
    expect(server.mostOpen()).toBe(1);
  });

  test('T2, number 21: get from the next leader what they lacked when the last one died', async () => {
    const { clock, server, openTab } = openBrowser();
    const first = openTab();
    await clock.advance(2_000);
    const [second, third] = [openTab(), openTab()];
    await clock.advance(100);
    server.publish('a');
    await clock.advance(100);
    third.tab.loseNext();
    server.publish('a');
    await clock.advance(50);
    const late = openTab();
    await clock.advance(20);
    first.crash();
    server.publish('a');
    await clock.advance(10_000);
    expect([second.numbers(), third.numbers(), late.numbers()]).toEqual([[1, 2, 3], [1, 2, 3], [3]]);
    expect([second.gaps, third.gaps, late.gaps]).toEqual([[], [], []]);
  });

  test('T5, number 23: hear of their channels on the next leader’s stream from its first event on', async () => {
    const { clock, server, openTab } = openBrowser();
    const first = openTab('a');
    await clock.advance(2_000);
    openTab('a');
    await clock.advance(100);
    const third = openTab('b');
    await clock.advance(1_000);
    server.publish('b');
    await clock.advance(100);
    first.crash();
    server.publish('b');
    await clock.advance(10_000);
    expect(third.numbers()).toEqual(server.log.filter(({ channel }) => channel === 'b').map(({ n }) => n));
    expect(third.gaps).toEqual([]);
    expect(server.mostOpen()).toBe(1);
  });

  test('C2: are told when a channel of theirs went on without them while they were away', async () => {
    const { clock, server, openTab } = openBrowser();
    openTab('a');
    await clock.advance(2_000);
    const second = openTab('b');
    await clock.advance(1_000);
    second.tab.tell('pagehide');
    await clock.advance(12_000);
    server.publish('b');
    await clock.advance(100);
    second.tab.tell('pageshow');
    await clock.advance(1_000);
    expect([second.numbers(), second.gaps]).toEqual([[], ['missed']]);
  });

  test('of two users share nothing', async () => {
    const { clock, server, openTab } = openBrowser();
    const ann = openTab('a', 'ann');
    const bob = openTab('a', 'bob');
    await clock.advance(2_000);
    expect(server.mostOpen()).toBe(2);
    expect([ann.role(), bob.role()]).toEqual(['leader', 'leader']);
  });

  test('all end when the user leaves in one of them', async () => {
    const { clock, openTab } = openBrowser();
    const tabs = [openTab('a', 'ann'), openTab('a', 'ann')];
    await clock.advance(2_000);
    tabs[0]?.client.setScope(undefined);
    await clock.advance(100);
    expect(tabs[1]?.status()).toBe('closed');
  });

  test('leave nothing behind when nobody needs the stream any more', async () => {
    const { clock, openTab } = openBrowser();
    const tabs = [openTab(), openTab()];
    await clock.advance(2_000);
    for (const { release } of tabs) release();
    await clock.advance(20_000);
    expect(tabs.map(({ status }) => status())).toEqual(['idle', 'idle']);
    expect(clock.pending()).toBe(0);
  });

  test('hand the stream from a hidden tab to one that is looked at', async () => {
    const { clock, server, openTab } = openBrowser();
    const first = openTab();
    await clock.advance(2_000);
    const second = openTab();
    await clock.advance(100);
    first.tab.tell('hidden');
    server.publish('a');
    await clock.advance(8_000);
    server.publish('a');
    await clock.advance(1_000);
    expect([first.role(), second.role()]).toEqual(['follower', 'leader']);
    expect([first.numbers(), second.numbers()]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test('pause for being hidden only when all of them are', async () => {
    const { clock, openTab } = openBrowser();
    const tabs = [openTab(), openTab()];
    await clock.advance(2_000);
    tabs[0]?.tab.tell('hidden');
    await clock.advance(10 * 60_000);
    expect(tabs.map(({ status }) => status())).toEqual(['open', 'open']);
    tabs[1]?.tab.tell('hidden');
    await clock.advance(10 * 60_000);
    expect(tabs.map(({ status }) => status())).toEqual(['paused', 'paused']);
    tabs[1]?.tab.tell('visible');
    await clock.advance(1_000);
    expect(tabs.map(({ status }) => status())).toEqual(['open', 'open']);
  });

  test('rejoin from the back/forward cache where they left', async () => {
    const { clock, server, openTab } = openBrowser();
    const first = openTab();
    await clock.advance(2_000);
    const second = openTab();
    await clock.advance(100);
    first.tab.tell('pagehide');
    await clock.advance(500);
    server.publish('a');
    await clock.advance(500);
    first.tab.tell('pageshow');
    await clock.advance(500);
    server.publish('a');
    await clock.advance(500);
    expect([first.numbers(), second.numbers()]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(first.gaps).toEqual([]);
  });
});

test('T3: the welcome of a leader that thaws keeps nobody from the one that leads', async () => {
  const moves: readonly Move[] = [
    { do: 'pagehide', at: 0 },
    { do: 'open', channel: 'a' },
    { do: 'wait', ms: 1 },
    { do: 'pageshow', at: 0 },
    { do: 'open', channel: 'a' },
    { do: 'open', channel: 'a' },
    { do: 'freeze', at: 1 },
    { do: 'wait', ms: 12_000 },
    { do: 'pagehide', at: 0 },
    { do: 'publish', channel: 'a' },
  ];
  expect(await play(moves)).toEqual([]);
});

test('T3: a leader that did not hear of a newer generation hears of it from those who did', async () => {
  const moves: readonly Move[] = [
    { do: 'open', channel: 'a' },
    { do: 'wait', ms: 1 },
    { do: 'close', at: 0 },
    { do: 'open', channel: 'a' },
    { do: 'open', channel: 'a' },
    { do: 'freeze', at: 0 },
    { do: 'wait', ms: 12_000 },
    { do: 'lose', at: 4 },
  ];
  expect(await play(moves)).toEqual([]);
});

const runs = Number(process.env['BISSE_RUNS'] ?? 400);

test('whatever becomes of tabs, each that lives hears every event of its channel once, in order', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(moves, async (taken) => {
      expect(await play(taken)).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
});

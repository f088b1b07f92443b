import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStreamClient } from '../client/create-stream-client.ts';
import { createModelLog } from '../connection/test/model-log.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { createModelBrowser, type ModelTab } from './test/model-browser.ts';

const dialect = defineDialect({
  name: 'model',
  framing: 'named',
  events: [defineEvent('e', { schema: type<number>() })],
});

/** A browser with tabs of one app, and a server that loses nothing. */
function openBrowser({ control = true } = {}) {
  const clock = createVirtualClock(1_000_000);
  const server = createModelLog({ clock, control, latency: () => 5, fate: () => 'done' });
  const browser = createModelBrowser(clock, () => 1);

  function openTab(channel: 'a' | 'b' = 'a', scope?: string) {
    const tab = browser.createTab();
    const heard: { readonly n: number; readonly channel: string | undefined }[] = [];
    const gaps: string[] = [];
    const client = createStreamClient({
      url: 'http://model.test/events',
      dialect,
      scope,
      transport: whileAlive(server.transport, tab),
      environment: {
        clock: tab.clock,
        random: Math.random,
        page: tab.page,
        locks: tab.locks,
        broadcast: tab.broadcast,
      },
    });
    client.on('e', (event) => heard.push({ n: event.data, channel: event.channel }));
    client.onGap(({ reason }) => gaps.push(reason));
    const release = client.lease({ channel: channel as never });
    return {
      tab,
      client,
      heard,
      gaps,
      channel,
      release,
      numbers: () => heard.filter((one) => one.channel === channel).map(({ n }) => n),
      status: () => client.store.getState().connection.status,
      role: () => {
        const state = client.store.getState().connection;
        return state.status === 'open' ? state.role : state.status;
      },
      crash() {
        tab.crash();
        // What the browser does with its requests.
        client.close();
      },
    };
  }
  return { clock, server, openTab };
}

/** A frozen tab reads nothing; the server's side of its stream stays open. */
function whileAlive(transport: ReturnType<typeof createModelLog>['transport'], tab: ModelTab): typeof transport {
  return {
    ...transport,
    async open(request) {
      const { head, chunks } = await transport.open(request);
      async function* read() {
        for await (const chunk of chunks) {
          while (tab.isFrozen) await new Promise((resolve) => setImmediate(resolve));
          yield chunk;
        }
      }
      return { head, chunks: read() };
    },
  };
}

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

  test('T2: lose nothing when the leader crashes', async () => {
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

  test('T4: miss the last event for no longer than a beat', async () => {
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

type Move =
  | { readonly do: 'open'; readonly channel: 'a' | 'b' }
  | { readonly do: 'publish'; readonly channel: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'cut' }
  | {
      readonly do: 'close' | 'crash' | 'freeze' | 'chill' | 'thaw' | 'lose' | 'hide' | 'show' | 'pagehide' | 'pageshow';
      readonly at: number;
    };

const channel = fc.constantFrom('a' as const, 'b' as const);
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), channel }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('publish' as const), channel }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 3, 40, 700, 12_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('close', 'crash', 'freeze', 'chill', 'thaw', 'lose', 'hide', 'show', 'pagehide', 'pageshow'),
      at: fc.nat(4),
    }) as fc.Arbitrary<Move>,
  },
);

/** Plays moves; says what each tab that lived to the end heard wrongly. */
async function play(moves: readonly Move[]): Promise<readonly string[]> {
  const { clock, server, openTab } = openBrowser();
  const tabs: ReturnType<typeof openTab>[] = [openTab('a')];
  const slept = new Set<ModelTab>();
  const living = () => tabs.filter(({ tab, status }) => !tab.isGone && status() !== 'closed');
  await clock.advance(100);
  for (const one of moves) {
    if (one.do === 'open') tabs.length < 5 && tabs.push(openTab(one.channel));
    else if (one.do === 'publish') server.publish(one.channel);
    else if (one.do === 'wait') await clock.advance(one.ms);
    else if (one.do === 'cut') server.cut();
    else {
      const chosen = living()[one.at % Math.max(1, living().length)];
      if (!chosen) continue;
      if (one.do === 'pagehide' || one.do === 'freeze' || one.do === 'chill') slept.add(chosen.tab);
      if (one.do === 'close') chosen.client.close();
      else if (one.do === 'crash') chosen.crash();
      else if (one.do === 'freeze' || one.do === 'thaw') chosen.tab[one.do]();
      else if (one.do === 'chill') chosen.tab.freeze({ isTold: true });
      else if (one.do === 'pagehide') chosen.tab.tell(one.do);
      else if (one.do === 'lose') chosen.tab.loseNext();
      else chosen.tab.tell(one.do === 'hide' ? 'hidden' : one.do === 'show' ? 'visible' : one.do);
    }
    await clock.settle();
  }
  for (const { tab } of living()) {
    tab.thaw();
    tab.tell('pageshow');
    tab.tell('visible');
  }
  await clock.advance(60_000);
  server.publish('a');
  server.publish('b');
  await clock.advance(60_000);

  const wrongs: string[] = [];
  for (const { tab, numbers, channel, gaps, role } of living()) {
    const all = server.log.filter((entry) => entry.channel === channel).map(({ n }) => n);
    const own = numbers();
    const expected = own.length > 0 ? all.slice(all.indexOf(own[0] as number)) : all.slice(-1);
    // Who was away may have missed more than the others still have, and is told so.
    const isRight = slept.has(tab) && gaps.length > 0 ? isPart(own, expected) : `${own}` === `${expected}`;
    if (!isRight) wrongs.push(`${channel} (${role()}): ${own} of ${expected}`);
    if (gaps.length > 0 && !slept.has(tab)) wrongs.push(`${channel}: gaps ${gaps}`);
  }
  const leaders = living().filter(({ role }) => role() === 'leader').length;
  if (living().length > 0 && leaders !== 1) wrongs.push(`${leaders} leaders: ${living().map(({ role }) => role())}`);
  for (const { client } of living()) client.close();
  return wrongs;
}

/** Whether these are some of all, in order, and the last. */
function isPart(some: readonly number[], all: readonly number[]): boolean {
  return `${some}` === `${all.filter((n) => some.includes(n))}` && some.at(-1) === all.at(-1);
}

const runs = Number(process.env['BISSE_RUNS'] ?? 400);

test('whatever becomes of tabs, each that lives hears every event of its channel once, in order', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 30 }), async (moves) => {
      expect(await play(moves)).toEqual([]);
    }),
    { numRuns: runs, seed: Number(process.env['BISSE_SEED'] ?? 2_026) },
  );
});

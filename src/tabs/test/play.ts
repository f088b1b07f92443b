import fc from 'fast-check';
import { createStreamClient } from '../../client/create-stream-client.ts';
import { createModelLog } from '../../connection/test/model-log.ts';
import { defineDialect } from '../../events/dialect.ts';
import { defineEvent } from '../../events/event.ts';
import { type } from '../../events/schema.ts';
import { createVirtualClock } from '../../utils/virtual-clock.ts';
import { createModelBrowser, type ModelTab } from './model-browser.ts';

const dialect = defineDialect({
  name: 'model',
  framing: 'named',
  events: [defineEvent('e', { schema: type<number>() })],
});

/** The library, or a copy of it in which rules are switched off. */
export interface TabsLibrary {
  readonly createStreamClient: typeof createStreamClient;
}

export interface BrowserOptions {
  /** Whether the server lets channels change while a stream is open. */
  readonly control?: boolean;
  readonly library?: TabsLibrary;
}

/** A browser with tabs of one app, and a server that loses nothing. */
export function openBrowser({ control = true, library = { createStreamClient } }: BrowserOptions = {}) {
  const clock = createVirtualClock(1_000_000);
  const server = createModelLog({ clock, control, latency: () => 5, fate: () => 'done' });
  const browser = createModelBrowser(clock, () => 1);

  // The same play throws the same dice (Park and Miller's).
  let dice = 2_026;
  function random(): number {
    dice = (dice * 16_807) % 2_147_483_647;
    return (dice - 1) / 2_147_483_646;
  }

  function openTab(channel: 'a' | 'b' = 'a', scope?: string) {
    const tab = browser.createTab();
    const heard: { readonly n: number; readonly channel: string | undefined }[] = [];
    const gaps: string[] = [];
    const client = library.createStreamClient({
      url: 'http://model.test/events',
      dialect,
      scope,
      transport: whileAlive(server.transport, tab),
      environment: {
        clock: tab.clock,
        random,
        page: tab.page,
        locks: tab.locks,
        broadcast: tab.broadcast,
      },
    });
    client.on('e', (event) => heard.push({ n: event.data, channel: event.channel }));
    client.onGap(({ reason }) => gaps.push(reason));
    let liveFrom: number | undefined;
    client.store.subscribe(() => {
      if (client.isLive({ channel: channel as never })) liveFrom ??= server.log.length + 1;
    });
    const release = client.lease({ channel: channel as never });
    return {
      tab,
      client,
      heard,
      gaps,
      channel,
      release,
      /** The first number that was published after the channel was live here. */
      liveFrom: () => liveFrom,
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

/** What a random play does. `at` chooses among the tabs that live. */
export type Move =
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

export const moves = fc.array(move, { minLength: 1, maxLength: 30, size: 'max' });

/** Plays moves; says what each tab that lived to the end heard wrongly. */
export async function play(moves: readonly Move[], library?: TabsLibrary): Promise<readonly string[]> {
  const { clock, server, openTab } = openBrowser(library && { library });
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
  const lasts = new Map(living().map((one) => [one, one.numbers().at(-1)]));
  const published = server.log.length;
  server.publish('a');
  server.publish('b');
  await clock.advance(60_000);

  const wrongs: string[] = [];
  for (const one of living()) {
    const { tab, numbers, channel, gaps, role, liveFrom } = one;
    const all = server.log.filter((entry) => entry.channel === channel).map(({ n }) => n);
    const own = numbers();
    const from = Math.min(own[0] ?? Number.POSITIVE_INFINITY, liveFrom() ?? all.at(-1) ?? 0);
    const expected = all.filter((n) => n >= from);
    // Who was away may have missed more than the others still have, and is told so.
    const wasLast = expected.filter((n) => n <= published).at(-1);
    if (gaps.length === 0 && lasts.get(one) !== wasLast) wrongs.push(`${channel}: ${lasts.get(one)}, not ${wasLast}`);
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

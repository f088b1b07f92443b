import {
  createTestClient,
  createVirtualClock,
  type Script,
  type ScriptedEvent,
  type TestClient,
  type TestClientOptions,
} from 'bisse/testing';
import type { Dialect } from 'bisse/vanilla';
import { createModelBrowser, type ModelTab } from '../src/tabs/test/model-browser.ts';

/** What a story has around it: a client, the server that the story plays, its clock, and its page. */
export interface Stage extends TestClient<Dialect> {
  /** What befalls the page: `page.tell('offline')`. */
  readonly page: ModelTab;
  /** Lets time pass, and the page paint what came of it. */
  readonly advance: (ms?: number) => Promise<void>;
  /** Sends as many events at once as `burst` of the story's parameters makes; none without it. */
  readonly burst: (count: number) => void;
}

export interface StageParameters extends Omit<TestClientOptions<Dialect>, 'clock' | 'environment' | 'tabs'> {
  /** What the server does by itself, step by step. */
  readonly script?: Script;
  /** How much time has passed when the story is first shown, in ms. Default 1,000: the stream is open. */
  readonly startMs?: number;
  /** Runs on the stage after that, before the story is shown. */
  readonly setUp?: (stage: Stage) => void | Promise<void>;
  /** The event that "Burst" of the toolbar sends, by its number from 0. */
  readonly burst?: (index: number) => ScriptedEvent;
  /** Whether the client connects by itself. Default true. */
  readonly connect?: boolean;
  /** Who holds the stream. Default `solo`. */
  readonly role?: 'solo' | 'leader' | 'follower';
}

/** When every story begins: a Saturday morning. What is shown of dates is the same on every machine and day. */
export const storyTime = Date.UTC(2026, 10, 21, 8, 0);

/** Makes a stage and lets it come to where the story begins. */
export async function createStage(parameters: StageParameters = {}): Promise<Stage> {
  const { startMs = 1_000, setUp, burst, connect = true, role = 'solo', ...options } = parameters;
  const clock = createVirtualClock(storyTime);
  const browser = createModelBrowser(clock, () => 1);

  function openTab() {
    const tab = browser.createTab();
    const { page, locks, broadcast } = tab;
    const environment = role === 'solo' ? { page } : { page, locks, broadcast };
    return { tab, test: createTestClient<Dialect>({ ...options, clock, environment }) };
  }

  const own = openTab();
  const other = role === 'solo' ? own : openTab();
  const [first, second] = role === 'follower' ? [other, own] : [own, other];
  if (connect) first.test.client.connect();
  await clock.advance(20);
  if (connect && second !== first) second.test.client.connect();
  await clock.advance(startMs - 20);

  const { stream } = first.test;
  const stage: Stage = {
    ...own.test,
    stream,
    page: own.tab,
    async advance(ms = 0) {
      await clock.advance(ms);
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
    },
    burst(count) {
      if (burst) stream.emit(...Array.from({ length: count }, (_, index) => burst(index)));
    },
  };
  await setUp?.(stage);
  return stage;
}

/** The stage of a running story: `play: async (context) => { const { stream, advance } = stageOf(context); … }`. */
export function stageOf({ loaded }: { readonly loaded: Record<string, unknown> }): Stage {
  return loaded['stage'] as Stage;
}

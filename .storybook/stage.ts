import {
  createTestClient,
  createVirtualClock,
  type Script,
  type ScriptedEvent,
  type TestClient,
  type TestClientOptions,
} from 'bisse/testing';
import type { Dialect } from 'bisse/vanilla';
import type { Page, PageChange } from '../src/utils/page.ts';

/** What a story has around it: a client, the server that the story plays, its clock, and its page. */
export interface Stage extends TestClient<Dialect> {
  /** Tells the client what befalls the page: `stage.page.tell('offline')`. */
  readonly page: StagePage;
  /** Sends as many events at once as `burst` of the story's parameters makes; none without it. */
  readonly burst: (count: number) => void;
}

export interface StageParameters extends Omit<TestClientOptions<Dialect>, 'clock' | 'environment'> {
  /** What the server does by itself, step by step. */
  readonly script?: Script;
  /** How much time has passed when the story is first shown, in ms. Default 1,000: the stream is open. */
  readonly startMs?: number;
  /** Runs on the stage before the story is shown. Time that it lets pass comes after `startMs`. */
  readonly setUp?: (stage: Stage) => void | Promise<void>;
  /** The event that "Burst" of the toolbar sends, by its number from 0. */
  readonly burst?: (index: number) => ScriptedEvent;
  /** Whether the client connects by itself. Default true. */
  readonly connect?: boolean;
}

/** When every story begins: a Saturday morning. What is shown of dates is the same on every machine and day. */
export const storyTime = Date.UTC(2026, 10, 21, 8, 0);

/** Makes a stage and lets it come to where the story begins. */
export async function createStage(parameters: StageParameters = {}): Promise<Stage> {
  const { startMs = 1_000, setUp, burst, connect = true, ...options } = parameters;
  const page = createStagePage();
  const clock = createVirtualClock(storyTime);
  const test = createTestClient<Dialect>({ ...options, clock, environment: { page } });
  const stage: Stage = {
    ...test,
    page,
    burst(count) {
      if (burst) test.stream.emit(...Array.from({ length: count }, (_, index) => burst(index)));
    },
  };
  if (connect) test.client.connect();
  await clock.advance(startMs);
  await setUp?.(stage);
  return stage;
}

/** The stage of a running story: `play: async (context) => { const { stream, clock } = stageOf(context); … }`. */
export function stageOf({ loaded }: { readonly loaded: Record<string, unknown> }): Stage {
  return loaded['stage'] as Stage;
}

interface StagePage extends Page {
  tell(change: PageChange): void;
}

function createStagePage(): StagePage {
  const listeners = new Set<(change: PageChange) => void>();
  let isHidden = false;
  return {
    isHidden: () => isHidden,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(change) {
      if (change === 'hidden' || change === 'visible') isHidden = change === 'hidden';
      for (const listener of listeners) listener(change);
    },
  };
}

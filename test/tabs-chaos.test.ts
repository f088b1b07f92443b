import type { CDPSession, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isReady, openPlainBrowser, openSite, roleOf, type Site } from './tabs/site.ts';

const seed = Number(process.env['BISSE_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const eventCount = 10_000;
const everyMs = 4;
const tabCount = 6;
const fateCount = 50;
const fates = ['close', 'crash', 'freeze', 'reload', 'leave'] as const;
type Fate = (typeof fates)[number];

let site: Site;
beforeAll(async () => {
  site = await openSite();
}, 60_000);
afterAll(() => site?.close());

interface Tab {
  readonly page: Page;
  readonly devtools: CDPSession;
  /** The last number that was published before the tab was ready. */
  readonly readyAt: number;
  /** Whether it was ever frozen or in the back/forward cache. */
  slept: boolean;
  /** Brings it back, while it is frozen or gone elsewhere. */
  wake?: (() => Promise<unknown>) | undefined;
}

test(`10,000 events reach every tab that lives once and in order, while 50 leaders go (seed ${seed})`, {
  timeout: 180_000,
}, async () => {
  const random = randomOf(seed);
  const { context, close } = await openPlainBrowser();
  const tabs = new Set<Tab>();
  const silences: number[] = [];
  let published = 0;

  async function take(page: Page): Promise<void> {
    tabs.add({ page, devtools: await context.newCDPSession(page), readyAt: published, slept: false });
  }
  const open = async () => take(await site.openTab(context));

  async function leaderOtherThan(gone?: Tab): Promise<Tab> {
    for (const until = Date.now() + 30_000; Date.now() < until; ) {
      for (const tab of tabs) if (tab !== gone && (await roleOf(tab.page)) === 'leader') return tab;
    }
    throw new Error('nobody leads');
  }

  function sleep(tab: Tab, wake: () => Promise<unknown>): void {
    tab.slept = true;
    tab.wake = wake;
  }

  const befall: Readonly<Record<Fate, (tab: Tab) => Promise<unknown>>> = {
    async close(tab) {
      tabs.delete(tab);
      await tab.page.close();
    },
    async crash(tab) {
      tabs.delete(tab);
      const gone = tab.page.waitForEvent('crash');
      tab.devtools.send('Page.crash').catch(() => {});
      await gone;
      await tab.page.close();
    },
    async freeze(tab) {
      sleep(tab, () => tab.devtools.send('Page.setWebLifecycleState', { state: 'active' }));
      await tab.devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    },
    async reload(tab) {
      tabs.delete(tab);
      await tab.page.reload();
      await isReady(tab.page);
      await take(tab.page);
    },
    async leave(tab) {
      sleep(tab, () => tab.page.goBack({ waitUntil: 'commit' }));
      await tab.page.goto(`${site.origin}/elsewhere`);
    },
  };

  /** Those that have slept longest come back, until only so many sleep. */
  async function wakeUntil(count: number): Promise<void> {
    const asleep = [...tabs].filter(({ wake }) => wake);
    for (const tab of asleep.slice(0, Math.max(0, asleep.length - count))) {
      await tab.wake?.();
      tab.wake = undefined;
      await isReady(tab.page);
    }
  }

  async function publishUntil(count: number): Promise<void> {
    const startedAt = Date.now() - published * everyMs;
    while (published < count) {
      const due = Math.min(count, Math.floor((Date.now() - startedAt) / everyMs));
      while (published < due) published = await site.count();
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  await Promise.all(Array.from({ length: tabCount }, open));
  const allPublished = publishUntil(eventCount - 1);
  for (let turn = 0; turn < fateCount; turn += 1) {
    while (published < (turn * eventCount) / fateCount) await new Promise((resolve) => setTimeout(resolve, everyMs));
    const leader = await leaderOtherThan();
    const survivors = [...tabs].filter((tab) => tab !== leader && !tab.wake);
    const fate = fates[Math.floor(random() * fates.length)] as Fate;
    const at = Date.now();
    await Promise.all([befall[fate](leader), leaderOtherThan(leader)]);
    for (const { page } of survivors) silences.push(await longestSilence(page, at));
    await wakeUntil(2);
    while (tabs.size < tabCount) await open();
  }
  await allPublished;
  await wakeUntil(0);
  // Who came back last has something to hear.
  await publishUntil(eventCount);

  for (const { page, readyAt, slept } of tabs) {
    await expect.poll(() => lastIn(page), { timeout: 15_000 }).toBe(eventCount);
    const { heard, gaps } = await page.evaluate(() => ({ heard: window.tab.counted[0] ?? [], gaps: window.tab.gaps }));
    const first = heard[0] as number;
    expect(first).toBeLessThanOrEqual(readyAt + 1);
    const all = Array.from({ length: eventCount - first + 1 }, (_, place) => first + place);
    // Who slept may have missed more than the others keep, and is told so.
    const missed = new Set(slept && gaps.length > 0 ? all : []);
    for (const n of heard) missed.delete(n);
    if (!slept) expect(gaps).toEqual([]);
    expect(heard).toEqual(all.filter((n) => !missed.has(n)));
  }

  silences.sort((a, b) => a - b);
  const percentile = (share: number) => silences[Math.floor(share * (silences.length - 1))];
  console.log(
    `longest silence of ${silences.length} survivors of ${fateCount} leaders: p50 ${percentile(0.5)} ms, ` +
      `p95 ${percentile(0.95)} ms, at most ${silences.at(-1)} ms (seed ${seed})`,
  );
  await close();
});

const lastIn = (page: Page) => page.evaluate(() => window.tab.counted[0]?.at(-1));

/** The longest time without an event, since shortly before `at`. */
function longestSilence(page: Page, at: number): Promise<number> {
  return page.evaluate((since) => {
    const times = Object.values(window.tab.heardAt).filter((time) => time >= since);
    return times.reduce((longest, time, place) => Math.max(longest, time - (times[place - 1] ?? since)), 0);
  }, at);
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomOf(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

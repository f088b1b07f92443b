import type { CDPSession, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isReady, openSite, roleOf, type Site } from './tabs/site.ts';

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
  /** Whether it was frozen or in the back/forward cache. */
  slept: boolean;
}

test(`10,000 events reach every tab that lives once and in order, while 50 leaders die (seed ${seed})`, {
  timeout: 180_000,
}, async () => {
  const random = randomOf(seed);
  const context = await site.browser.newContext();
  let published = 0;
  let tabs: Tab[] = [];
  /** Frozen, or gone elsewhere; each comes back after a while. */
  const asleep: { readonly tab: Tab; readonly wake: () => Promise<unknown> }[] = [];
  const silences: number[] = [];

  async function take(page: Page): Promise<Tab> {
    return { page, devtools: await context.newCDPSession(page), readyAt: published, slept: false };
  }
  const open = async () => tabs.push(await take(await site.openTab(context)));

  async function leaderOf(): Promise<Tab> {
    for (const until = Date.now() + 20_000; Date.now() < until; ) {
      for (const tab of tabs) if ((await roleOf(tab.page)) === 'leader') return tab;
    }
    throw new Error('nobody leads');
  }

  /** What becomes of the leader. It is out of `tabs` already. */
  const befall: Readonly<Record<Fate, (tab: Tab) => Promise<unknown>>> = {
    close: async ({ page }) => page.close(),
    async crash({ page, devtools }) {
      const gone = page.waitForEvent('crash');
      devtools.send('Page.crash').catch(() => {});
      await gone;
      await page.close();
    },
    async freeze(tab) {
      await tab.devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
      asleep.push({ tab, wake: () => tab.devtools.send('Page.setWebLifecycleState', { state: 'active' }) });
    },
    async reload({ page }) {
      await page.reload();
      await isReady(page);
      tabs.push(await take(page));
    },
    async leave(tab) {
      await tab.page.goto(`${site.origin}/elsewhere`);
      asleep.push({ tab, wake: () => tab.page.goBack({ waitUntil: 'commit' }) });
    },
  };

  async function wakeOne(): Promise<void> {
    const next = asleep.shift();
    if (!next) return;
    await next.wake();
    await isReady(next.tab.page);
    const isSame = await next.tab.page.evaluate(() => window.tab.heardAt !== undefined && performance.now() > 0);
    expect(isSame).toBe(true);
    next.tab.slept = true;
    tabs.push(next.tab);
  }

  async function publishAll(): Promise<void> {
    const startedAt = Date.now();
    while (published < eventCount) {
      const due = Math.min(eventCount, Math.ceil((Date.now() - startedAt) / everyMs));
      while (published < due) published = await site.count();
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  await Promise.all(Array.from({ length: tabCount }, open));
  const allPublished = publishAll();

  for (let turn = 0; turn < fateCount; turn += 1) {
    const leader = await leaderOf();
    const survivors = tabs.filter((tab) => tab !== leader);
    tabs = survivors.slice();
    const fate = fates[Math.floor(random() * fates.length)] as Fate;
    const at = Date.now();
    const [dead] = await Promise.all([befall[fate](leader), leaderOf()]);
    void dead;
    for (const { page } of survivors) silences.push(await longestSilence(page, at));
    while (asleep.length > 2) await wakeOne();
    while (tabs.length + asleep.length < tabCount) await open();
  }
  await allPublished;
  while (asleep.length > 0) await wakeOne();

  for (const { page, readyAt, slept } of tabs) {
    await expect.poll(() => lastIn(page), { timeout: 15_000 }).toBe(eventCount);
    const { heard, gaps } = await page.evaluate(() => ({ heard: window.tab.counted[0] ?? [], gaps: window.tab.gaps }));
    const first = heard[0] as number;
    expect(first).toBeLessThanOrEqual(readyAt + 1);
    const all = Array.from({ length: eventCount - first + 1 }, (_, place) => first + place);
    if (slept && gaps.length > 0) {
      const set = new Set(heard);
      expect(heard).toEqual(all.filter((n) => set.has(n)));
    } else {
      expect(gaps).toEqual([]);
      expect(heard).toEqual(all);
    }
  }
  silences.sort((a, b) => a - b);
  const percentile = (share: number) => silences[Math.floor(share * (silences.length - 1))];
  console.log(
    `${silences.length} survivors of ${fateCount} leaders heard the next event after p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms, at most ${silences.at(-1)} ms (seed ${seed})`,
  );
  await context.close();
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

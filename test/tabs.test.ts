import type { BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rowCount } from './tabs/dialect.ts';
import { openSite, roleOf, type Site } from './tabs/site.ts';

let site: Site;
let browser: BrowserContext;

beforeAll(async () => {
  site = await openSite();
}, 60_000);
afterAll(() => site?.close());

// Each test has a browser of its own: locks and channels of the others do not reach it.
beforeEach(async () => {
  browser = await site.browser.newContext();
});
afterEach(async () => {
  await browser.close();
  await eventually(() => site.streams.open).toBe(0);
  site.streams.most = 0;
  site.streams.urls.length = 0;
});

/** Waits for what is so in a moment; longer where the machine is busy. */
const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 10_000 });

const openTab = (search?: string): Promise<Page> => site.openTab(browser, search);

const openTabs = (count: number, search = '') => Promise.all(Array.from({ length: count }, () => openTab(search)));
const rolesOf = async (tabs: readonly Page[]) => (await Promise.all(tabs.map(roleOf))).sort();
const countedIn = (tab: Page) => tab.evaluate(() => window.tab.counted[0] ?? []);
const notedIn = (tab: Page) => tab.evaluate(() => window.tab.noted);
const gapsIn = (tab: Page) => tab.evaluate(() => window.tab.gaps);
const shown = (tab: Page) => tab.locator('li').allTextContents();
const note = (n: number, to = 'channel:notes' as const) => site.hub.publish({ type: 'noted', data: { n }, to });

describe('tabs of one browser', () => {
  test('20 of them with 50 components each need one stream, and every component hears every event', {
    timeout: 120_000,
  }, async () => {
    const tabs = await openTabs(20, `?components=${rowCount}`);
    expect(await rolesOf(tabs)).toEqual([...Array(19).fill('follower'), 'leader']);

    const numbers: number[] = [];
    for (let turn = 0; turn < 3 * rowCount; turn += 1) numbers.push(await site.count());

    const inOrder = Object.fromEntries(Array.from({ length: rowCount }, (_, id) => [id, numbers]));
    for (const tab of tabs) {
      await eventually(() => countedIn(tab)).toEqual(numbers);
      expect(await tab.evaluate(() => window.tab.counted)).toEqual(inOrder);
      expect((await shown(tab)).map(Number).sort(ascending)).toEqual(numbers.slice(-rowCount));
      expect(await gapsIn(tab)).toEqual([]);
    }
    expect(site.streams).toMatchObject({ open: 1, most: 1, urls: [expect.any(String)] });
  });

  test('with different channels each hear theirs, on one stream that carries all', { timeout: 30_000 }, async () => {
    const counts = await openTab('?on=counts');
    const notes = await openTab('?on=notes');
    await eventually(() => site.hub.stats().connectionsByChannel).toEqual({ counts: 1, notes: 1 });
    const n = await site.count();
    await note(1);
    await eventually(() => countedIn(counts)).toEqual([n]);
    await eventually(() => notedIn(notes)).toEqual([1]);
    expect(await notedIn(counts)).toEqual([]);
    expect(await countedIn(notes)).toEqual([]);

    await counts.close();
    await note(2);
    await eventually(() => notedIn(notes)).toEqual([1, 2]);
    expect(await roleOf(notes)).toBe('leader');
    await eventually(() => [site.streams.open, site.streams.urls.length]).toEqual([1, 2]);
  });

  test('of two users have two streams, and hear nothing of each other', { timeout: 30_000 }, async () => {
    const ann = await openTabs(2, '?on=notes&scope=ann');
    const bob = await openTabs(2, '?on=notes&scope=bob');
    expect(await rolesOf(ann)).toEqual(['follower', 'leader']);
    expect(await rolesOf(bob)).toEqual(['follower', 'leader']);
    expect(site.streams.open).toBe(2);
    // One that follows says nothing of its own to those of the other user, whoever leads them.
    await Promise.all(ann.map((tab) => tab.evaluate(() => window.tab.close())));
    await eventually(() => site.streams.open).toBe(1);
    await note(1);
    for (const tab of bob) await eventually(() => notedIn(tab)).toEqual([1]);
    for (const tab of ann) expect(await notedIn(tab)).toEqual([]);
  });

  test('all end when the user leaves in one of them, and those of another user go on', {
    timeout: 30_000,
  }, async () => {
    const ann = await openTabs(3, '?scope=ann');
    const bob = await openTab('?on=notes&scope=bob');
    const [first, ...others] = ann as [Page, ...Page[]];
    await first.evaluate(() => window.tab.setScope(undefined));
    for (const tab of others) await eventually(() => roleOf(tab)).toBe('closed');
    // The first has a stream of its own now, which is nobody's.
    await eventually(() => roleOf(first)).toBe('leader');
    await eventually(() => site.streams.open).toBe(2);
    await note(1);
    await eventually(() => notedIn(bob)).toEqual([1]);
  });

  test('come out of the back/forward cache where they left', { timeout: 60_000 }, async () => {
    const [one, two] = (await openTabs(2)) as [Page, Page];
    const [away, stays] = (await roleOf(one)) === 'leader' ? [one, two] : [two, one];
    const numbers = [await site.count()];
    await eventually(() => countedIn(away)).toEqual(numbers);

    await away.goto(`${site.origin}/elsewhere`);
    await eventually(() => roleOf(stays)).toBe('leader');
    numbers.push(await site.count());
    await eventually(() => countedIn(stays)).toEqual(numbers);

    await away.goBack({ waitUntil: 'commit' });
    // A page that was loaded anew would have forgotten what it had heard.
    await eventually(() => away.evaluate(() => window.tab.isRestored)).toBe(true);
    await eventually(() => roleOf(away)).toBe('follower');
    numbers.push(await site.count());
    await eventually(() => countedIn(away)).toEqual(numbers);
    await eventually(() => countedIn(stays)).toEqual(numbers);
    expect(await gapsIn(away)).toEqual([]);
    await eventually(() => [site.streams.open, site.streams.urls.length]).toEqual([1, 2]);
  });

  test('have a stream each where the browser has no locks', { timeout: 30_000 }, async () => {
    await browser.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
    });
    const tabs = await openTabs(2);
    expect(await rolesOf(tabs)).toEqual(['solo', 'solo']);
    expect(site.streams.open).toBe(2);
    const n = await site.count();
    for (const tab of tabs) await eventually(() => countedIn(tab)).toEqual([n]);
  });
});

const ascending = (a: number, b: number) => a - b;

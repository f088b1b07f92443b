import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { openPlainBrowser, openSite, roleOf } from '../../test/tabs/site.ts';

const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '5000' },
    perSecond: { type: 'string', default: '500' },
    followers: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    handovers: { type: 'string', default: '40' },
    idle: { type: 'string', default: '20' },
  },
});
const eventCount = Number(options.events);
const perSecond = Number(options.perSecond);

const site = await openSite();
console.log(`Chromium ${site.browser.version()}, load average ${loadavg()[0]?.toFixed(1)}\n`);
await fanOut();
await handOver();
await idle();
await site.close();

/** What a page's main thread has computed so far, in ms. */
async function createMeter(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN);
  };
}

/** Publishes at a steady rate; each event falls into a flush of its own where the machine keeps up. */
async function publish(count: number): Promise<number> {
  const startedAt = Date.now();
  let last = 0;
  for (let sent = 0; sent < count; ) {
    const due = Math.min(count, Math.floor(((Date.now() - startedAt) * perSecond) / 1_000));
    for (; sent < due; sent += 1) last = await site.count();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return last;
}

async function hasHeard(page: Page, n: number): Promise<void> {
  await page.waitForFunction((wanted) => window.tab.counted[0]?.at(-1) === wanted, n, { polling: 50 });
}

async function measure(pages: readonly Page[], wantedRole: (role: string) => boolean): Promise<number[]> {
  const chosen: Page[] = [];
  for (const page of pages) if (wantedRole(await roleOf(page))) chosen.push(page);
  const meters = await Promise.all(chosen.map(createMeter));
  const before = await Promise.all(meters.map((meter) => meter()));
  const last = await publish(eventCount);
  await Promise.all(pages.map((page) => hasHeard(page, last)));
  const after = await Promise.all(meters.map((meter) => meter()));
  return after.map((ms, place) => ((ms - (before[place] as number)) * 1_000) / eventCount);
}

/** CPU of the main threads, in µs for each event: a tab with a stream of its own, and a leader and its followers. */
async function fanOut(): Promise<void> {
  const found: Record<string, number[]> = { solo: [], leader: [], 'leader alone': [], follower: [] };
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const [kind, tabs] of [
      ['solo', 1],
      ['leader alone', 1],
      ['leader', 1 + Number(options.followers)],
      ['follower', 1 + Number(options.followers)],
    ] as const) {
      const context = await site.browser.newContext();
      const search = kind === 'solo' ? '?tabs=solo' : '';
      const pages = await Promise.all(Array.from({ length: tabs }, () => site.openTab(context, search)));
      const role = kind === 'leader alone' ? 'leader' : kind;
      found[kind]?.push(...(await measure(pages, (one) => one === role)));
      await context.close();
    }
  }
  console.log(`CPU for each of ${eventCount} events, ${perSecond} a second, ${options.followers} followers:\n`);
  console.log('| tab | µs an event, median | lowest to highest |\n| --- | --- | --- |');
  for (const [kind, times] of Object.entries(found)) {
    const sorted = times.sort((a, b) => a - b);
    const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    console.log(`| ${kind} | ${median(sorted).toFixed(0)} | ${low.toFixed(0)} to ${high.toFixed(0)} |`);
  }
}

/** From the moment in which a leader is told to close, or crashes, to the next event in the tab that remains. */
async function handOver(): Promise<void> {
  console.log('\n| the leader | hand-overs | p50 | p95 | longest |\n| --- | --- | --- | --- | --- |');
  for (const fate of ['closes', 'crashes', 'freezes'] as const) {
    const { context, close } = await openPlainBrowser();
    const times: number[] = [];
    for (let turn = 0; turn < Number(options.handovers) / 3; turn += 1) {
      const leader = await site.openTab(context);
      const follower = await site.openTab(context);
      const devtools = await context.newCDPSession(leader);
      const publishing = publish(perSecond / 2);
      await new Promise((resolve) => setTimeout(resolve, 150));
      if (fate === 'closes') await leader.close();
      else if (fate === 'crashes') devtools.send('Page.crash').catch(() => {});
      else await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
      await hasHeard(follower, await publishing);
      times.push(await follower.evaluate(longestSilence));
      await Promise.all([follower.close(), leader.close()]);
    }
    await close();
    const sorted = times.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
    console.log(`| ${fate} | ${sorted.length} | ${at(0.5)} ms | ${at(0.95)} ms | ${sorted.at(-1)} ms |`);
  }
}

/** Runs in the page: the longest time between two events. */
function longestSilence(): number {
  const times = Object.values(window.tab.heardAt);
  return times.reduce((longest, time, place) => Math.max(longest, time - (times[place - 1] ?? time)), 0);
}

/** What 20 tabs that hear nothing compute. */
async function idle(): Promise<void> {
  const seconds = Number(options.idle);
  const context = await site.browser.newContext();
  const pages: Page[] = [];
  for (let tab = 0; tab < 20; tab += 1) pages.push(await site.openTab(context));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const meters = await Promise.all(pages.map(createMeter));
  const before = await Promise.all(meters.map((meter) => meter()));
  await new Promise((resolve) => setTimeout(resolve, 1_000 * seconds));
  const after = await Promise.all(meters.map((meter) => meter()));
  const spent = after.map((ms, place) => ms - (before[place] as number));
  const sum = spent.reduce((all, ms) => all + ms, 0);
  console.log(
    `\n20 idle tabs in ${seconds} s: ${sum.toFixed(0)} ms together (${((100 * sum) / (1_000 * seconds)).toFixed(2)} % of a core), ` +
      `the busiest ${Math.max(...spent).toFixed(0)} ms`,
  );
  await context.close();
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

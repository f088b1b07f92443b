import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../demo/server/start.ts';
import { chromiumArguments, findChromium } from '../scripts/chromium.ts';

let demo: Demo;
let browser: Browser;

beforeAll(async () => {
  await build({ root: fileURLToPath(new URL('../demo', import.meta.url)), logLevel: 'error' });
  const executablePath = findChromium();
  browser = await chromium.launch({ args: chromiumArguments, ...(executablePath && { executablePath }) });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

/** Opens the demo in a window of its own, and counts what it asks the server for. */
async function openWindow() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const page = await context.newPage();
  const asked: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(demo.url);
  await page.locator('[data-face="live"]').waitFor();
  return { page, errors, asked: (path: string) => asked.filter((one) => one === path).length };
}

const firstOpen = '[data-question-id]:has(button:enabled [data-field="upvotes"])';
const votesOf = (page: Page, id: string) =>
  page.locator(`[data-question-id="${id}"] [data-field="upvotes"]`).first().innerText();

async function activeConnections(): Promise<number> {
  const response = await fetch(`${demo.url}/api/health`);
  return ((await response.json()) as { activeConnections: number }).activeConnections;
}

describe('two windows with the demo', () => {
  it('hold one stream each for all their components, read each list once, and show what either does', {
    timeout: 60_000,
  }, async () => {
    demo = await startDemo();
    const [one, two] = await Promise.all([openWindow(), openWindow()]);
    for (const window of [one, two]) {
      const rows = window.page.locator('[data-question-id], [data-pin-id], [data-activity-id]');
      expect(await rows.count()).toBeGreaterThanOrEqual(50);
      expect(window.asked('/events')).toBe(1);
    }
    expect(await activeConnections()).toBe(2);

    const row = one.page.locator(firstOpen).first();
    const id = (await row.getAttribute('data-question-id')) as string;
    const before = Number(await votesOf(two.page, id));
    await row
      .getByRole('button', { name: /upvote|vote/i })
      .first()
      .click();
    await expect.poll(() => votesOf(two.page, id)).toBe(`${before + 1}`);
    await expect.poll(() => votesOf(one.page, id)).toBe(`${before + 1}`);

    for (const window of [one, two]) {
      for (const list of ['/api/questions', '/api/pins', '/api/activities']) expect(window.asked(list)).toBe(1);
      expect(window.errors).toEqual([]);
    }
    expect(await activeConnections()).toBe(2);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { chromiumArguments, findChromium } from '../../scripts/chromium.ts';
import { runDemo } from './running.ts';

// Each test opens a page, and some wait for work of many steps.
vi.setConfig({ testTimeout: 90_000 });

let folder: string;
let demo: Awaited<ReturnType<typeof runDemo>>;
let browser: Browser;
let page: Page;
let asked: string[];
let errors: string[];

beforeAll(async () => {
  // Not where `npm start` has it: another test may be building there.
  folder = await mkdtemp(join(tmpdir(), 'bisse-page-'));
  const root = fileURLToPath(new URL('../../demo', import.meta.url));
  await build({ root, logLevel: 'error', build: { outDir: folder } });
  demo = await runDemo({ page: folder });
  const executablePath = findChromium();
  browser = await chromium.launch({ args: chromiumArguments, ...(executablePath && { executablePath }) });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await demo?.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  page = await context.newPage();
  [asked, errors] = [[], []];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  page.on('pageerror', (error) => errors.push(error.message));
  return async () => {
    expect(errors).toEqual([]);
    await context.close();
  };
});

async function open(view: string) {
  await page.goto(`${demo.url}/#/${view}`);
  await page.locator('[data-face="live"]').waitFor();
}

const times = (request: string) => asked.filter((one) => one === request).length;
const post = (path: string, body?: unknown) => demo.ask('POST', path, body);
const put = (path: string, body?: unknown) => demo.ask('PUT', path, body);

/** Lets the server's background work go on until this is seen. */
async function workUntil(wanted: Locator) {
  const look = async () => {
    await demo.clock.advance(700);
    return wanted.isVisible();
  };
  await expect.poll(look, { timeout: 40_000 }).toBe(true);
}

test('PinDown shows a pipeline that somebody started, how far it is, and its end', async () => {
  await open('pindown');
  const row = page.locator('[data-pipeline-id="pipe_2"]');
  await row.getByText('Has not run yet').waitFor();
  await post('/api/pipelines/pipe_2/start');
  await row.getByText('Running').waitFor();
  await demo.clock.advance(700);
  await row.getByText('6%', { exact: true }).waitFor();
  expect(await row.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('6');
  await row.getByRole('button', { name: 'Let fail' }).click();
  await workUntil(row.locator('[data-field="status"]', { hasText: 'Failed' }));

  await page.getByLabel('What shall it say?').fill('A line for the test');
  await page.keyboard.press('Enter');
  const text = page.locator('[data-generation-id]', { hasText: 'A line for the test' });
  await text.getByText('Analyzing').waitFor();
  await workUntil(text.getByText('tokens'));
  await workUntil(page.locator('[data-trending]').first());
});

test('LabsOS shows how an added source is read, and makes nodes of what it proposes', async () => {
  await open('labsos');
  await page.getByLabel('Name of a document').fill('Seen.pdf');
  await page.keyboard.press('Enter');
  const source = page.locator('[data-lab-source-id]', { hasText: 'Seen.pdf' });
  await source.getByText('Pending').waitFor();
  await workUntil(source.getByText('Completed'));
  await page.locator('[data-job-id]', { hasText: 'Seen.pdf' }).getByText('2 proposals').waitFor();
  await expect.poll(() => page.locator('[data-proposal-id]').count()).toBe(5);
  const [newest] = await demo.rows('/api/projects/lab/proposals');
  const title = newest?.['title'] as string;
  await page.locator(`[data-proposal-id="${newest?.id}"]`).getByRole('button', { name: 'Accept' }).click();
  await page.locator('[data-node-id]', { hasText: title }).first().waitFor();
  await expect.poll(() => page.locator('[data-proposal-id]').count()).toBe(4);
});

test('Workload Insights shows who comes and goes, and whose work it is', async () => {
  await open('workload');
  const row = page.locator('[data-person-id="luca"]');
  await row.getByText('Away').waitFor();
  await put('/api/people/luca/presence', { isOnline: true });
  await row.getByText('Here').waitFor();
  await row.getByRole('button', { name: 'Check out Luca Favre' }).click();
  await row.getByText('Away').waitFor();
  const openWork = row.locator('[data-field="open"]');
  const before = Number(await openWork.innerText());
  const [free] = (await demo.rows('/api/activities')).filter((one) => one['assignedTo'] === null);
  await put(`/api/activities/${free?.id}`, { assignedTo: 'Luca Favre' });
  await expect.poll(() => openWork.innerText()).toBe(`${before + 1}`);
});

test('PulseStage shows a question that was asked, and moves it on when it is answered and frozen', async () => {
  await open('pulsestage');
  const body = 'Will this be seen at once?';
  const { body: question } = await post('/questions', { body });
  const row = page.locator(`[data-question-id="${question.id}"]`);
  await row.getByText(body).waitFor();
  await row.getByRole('button', { name: 'Vote, 0' }).click();
  await row.getByRole('button', { name: 'Vote, 1' }).waitFor();
  await post(`/questions/${question.id}/answer`, { responseText: 'It is.' });
  await page.locator(`[data-answered-id="${question.id}"]`).getByText('It is.').waitFor();
  await post(`/questions/${question.id}/freeze`, { isFrozen: true });
  const frozen = page.locator(`[data-frozen-id="${question.id}"]`);
  await frozen.getByRole('button', { name: 'Unfreeze' }).click();
  await frozen.waitFor({ state: 'detached' });
});

test('Reels shows a film from its first bytes until it is ready, and what is said meanwhile', async () => {
  await open('reels');
  await page.getByRole('button', { name: 'Send a sample' }).click();
  const row = page.locator('[data-reel-id]', { hasText: 'A sample of 6 MB' });
  await row.getByText('Processing').waitFor();
  await workUntil(row.getByText('Ready'));
  await row.getByRole('link', { name: 'Play' }).waitFor();
  await page.locator('[data-notice-id]', { hasText: 'Your reel is ready' }).waitFor();
  await post('/api/alerts', { message: 'We move tonight', type: 'maintenance', duration: 3_600_000 });
  await page.locator('[data-alert-id]', { hasText: 'We move tonight' }).waitFor();
  await put('/api/user', { displayName: 'Ana Test' });
  await page.getByText('Ana Test').waitFor();
});

test('all views hold one stream, which no change of views touches', async () => {
  await open('overview');
  for (const name of ['PinDown', 'LabsOS', 'Workload Insights', 'PulseStage', 'Reels', 'Overview']) {
    const link = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });
    await link.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => link.getAttribute('aria-current')).toBe('page');
    await page.locator('.panels .row').first().waitFor();
  }
  // What another view was told of is there when one comes back to it, without a second read.
  await page.getByRole('link', { name: 'LabsOS' }).click();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.locator('#questions .row').first().waitFor();
  await post('/api/projects/lab/sources', { source_name: 'While away.md', pages: 1 });
  await page.goBack();
  await page.locator('[data-lab-source-id]', { hasText: 'While away.md' }).waitFor();
  expect(times('GET /api/projects/lab/sources')).toBe(1);
  expect(times('GET /events') + times('POST /events')).toBe(1);
});

test('Events shows what comes, and holds still while somebody reads', async () => {
  await open('overview');
  await page.getByRole('link', { name: 'Events' }).last().click();
  await post('/questions', { body: 'Which door is open at night?' });
  const feed = page.getByRole('feed', { name: 'Events' });
  const row = feed.getByRole('article', { name: 'Which door is open at night?' });
  await row.waitFor();
  await row.focus();
  await post('/questions', { body: 'And which one by day?' });
  const pill = page.getByRole('button', { name: /^\d+ new$/ });
  await pill.waitFor();
  expect(await feed.getByText('And which one by day?').count()).toBe(0);
  await pill.press('Enter');
  await feed.getByText('And which one by day?').waitFor();
});

test('The bell counts what people hear of, toasts show it, and both lead to the same list', async () => {
  await open('reels');
  const bell = page.locator('[data-part="bell"]');
  await bell.waitFor();
  const title = `A word of ${Date.now()}`;
  await post('/api/notifications', { title, message: 'The train leaves from platform 4.' });
  const toast = page.getByRole('dialog', { name: title });
  await toast.getByText('The train leaves from platform 4.').waitFor();
  await toast.getByRole('button', { name: 'Dismiss' }).click();
  await toast.waitFor({ state: 'detached' });
  expect(await bell.getAttribute('aria-label')).toMatch(/^Notifications, \d+ unread$/);

  await bell.click();
  const item = page.getByRole('article', { name: title });
  await item.hover();
  await item.getByRole('button', { name: `Mark as read: ${title}` }).click();
  await item.getByRole('button', { name: `Mark as unread: ${title}` }).waitFor();

  await page.reload();
  await bell.click();
  await item.getByRole('button', { name: `Mark as unread: ${title}` }).waitFor();
});

test('A banner says that the page is offline, and goes when it is not', async () => {
  await open('reels');
  const banner = page.locator('[data-part="banner"]');
  await page.context().setOffline(true);
  await banner.getByText('You are offline.').waitFor();
  await page.context().setOffline(false);
  await banner.waitFor({ state: 'detached' });
  await page.locator('[data-face="live"]').waitFor();
});

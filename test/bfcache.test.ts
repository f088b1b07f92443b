import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createHub } from 'bisse/server';
import { toNode } from 'bisse/server/node';
import { defineDialect, defineEvent, type } from 'bisse/vanilla';
import { type Browser, chromium, type Page } from 'playwright';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumArguments, findChromium } from '../scripts/chromium.ts';
import { listen } from './servers/listen.ts';

const counts = defineDialect({
  name: 'counts',
  framing: 'named',
  events: [defineEvent('count', { schema: type<{ n: number }>(), channel: 'counts' })],
});

/** A page with a client, which remembers what it heard and how it came back. */
const html = `<!doctype html><title>counts</title><script type="module">
import { createStreamClient } from '/bisse.js';
const client = createStreamClient({ url: '/events' });
window.heard = [];
window.gaps = [];
window.statusOf = () => client.store.getState().connection.status;
client.on('*', ({ data }) => heard.push(data.n));
client.onGap(({ reason }) => gaps.push(reason));
client.lease({ channel: 'counts' });
addEventListener('pageshow', ({ persisted }) => { window.restored = persisted; });
</script>`;

const hub = createHub({ events: counts });
let bundle = '';
let browser: Browser;
const server = createServer((request, response) => {
  const handle = toNode(hub);
  if (request.url?.startsWith('/events')) return handle(request, response);
  const isScript = request.url === '/bisse.js';
  response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? bundle : request.url === '/' ? html : '<!doctype html><title>elsewhere</title>');
});

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL('../src/vanilla.ts', import.meta.url)), formats: ['es'], fileName: 'bisse' },
    },
  });
  const [output] = [built].flat() as Rolldown.RolldownOutput[];
  bundle = output?.output[0].code ?? '';
  const executablePath = findChromium();
  browser = await chromium.launch({
    args: chromiumArguments,
    // Playwright turns the back/forward cache off.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    ...(executablePath && { executablePath }),
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await hub.close();
  server.closeAllConnections();
  server.close();
});

/** Reads a global of the page. */
const read = (page: Page, expression: string) => page.evaluate(expression);

it('a page with a stream enters the back/forward cache, and goes on where it was when it comes back', {
  timeout: 60_000,
}, async () => {
  const origin = await listen(server);
  const publish = (n: number) => hub.publish({ type: 'count', data: { n }, to: 'channel:counts' });
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  await expect.poll(() => read(page, 'statusOf()')).toBe('open');
  await publish(1);
  await expect.poll(() => read(page, 'heard')).toEqual([1]);

  await page.goto(`${origin}/elsewhere`);
  await expect.poll(() => hub.health().activeConnections).toBe(0);
  await publish(2);

  await page.goBack({ waitUntil: 'commit' });
  // A page that was loaded anew would have forgotten what it had heard.
  await expect.poll(() => read(page, 'window.restored')).toBe(true);
  await expect.poll(() => read(page, 'heard')).toEqual([1, 2]);
  await publish(3);
  await expect.poll(() => read(page, 'heard')).toEqual([1, 2, 3]);
  expect(await read(page, '[statusOf(), gaps]')).toEqual(['open', []]);
  expect(hub.stats()).toMatchObject({ opened: 2, connections: 1 });
});

import { createServer } from 'node:http';
import { join } from 'node:path';
import { createHub } from 'bisse/server';
import { toNode } from 'bisse/server/node';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { build, defaultClientConditions, type Rolldown } from 'vite';
import { chromiumArguments, findChromium } from '../../scripts/chromium.ts';
import { listen } from '../servers/listen.ts';
import { dialect, type Row, rowCount } from './dialect.ts';

/** A site whose tabs share a stream, on one HTTP/1.1 server, and a browser to open it in. */
export interface Site {
  readonly origin: string;
  readonly browser: Browser;
  readonly hub: ReturnType<typeof createSiteHub>;
  /** Opens a tab, and waits until its components listen. */
  openTab(context: BrowserContext, search?: string): Promise<Page>;
  /** Publishes the next number to the components of all tabs; gives the number. */
  count(): Promise<number>;
  /** Streams that are open, the most that ever were at a time, and what they were asked for. */
  readonly streams: { open: number; most: number; readonly urls: string[] };
  close(): Promise<void>;
}

const createSiteHub = () => createHub({ events: dialect });

export async function openSite(): Promise<Site> {
  const [script, browser] = await Promise.all([bundle(), launch()]);
  const hub = createSiteHub();
  const handle = toNode(hub);
  const shown: Row[] = Array.from({ length: rowCount }, (_, id) => ({ id, n: 0 }));
  const streams: Site['streams'] = { open: 0, most: 0, urls: [] };
  let last = 0;

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (pathname === '/events') {
      if (request.method === 'GET') {
        streams.urls.push(request.url ?? '');
        streams.open += 1;
        streams.most = Math.max(streams.most, streams.open);
        response.on('close', () => {
          streams.open -= 1;
        });
      }
      return handle(request, response);
    }
    if (pathname === '/rows') {
      response.setHeader('Stream-Cursor', `${hub.cursor()}; exact`);
      response.setHeader('Content-Type', 'application/json');
      return response.end(JSON.stringify(shown));
    }
    const isScript = pathname === '/page.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : pathname === '/' ? page : '<!doctype html><title>elsewhere</title>');
  });
  const origin = await listen(server);

  return {
    origin,
    browser,
    hub,
    streams,
    async openTab(context, search = '') {
      const tab = await context.newPage();
      await tab.goto(`${origin}/${search}`);
      await isReady(tab);
      return tab;
    },
    async count() {
      last += 1;
      const n = last;
      shown[n % rowCount] = { id: n % rowCount, n };
      await hub.publish({ type: 'counted', data: { n, row: n % rowCount }, to: 'channel:counts' });
      return n;
    },
    async close() {
      await browser.close();
      await hub.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

const page = '<!doctype html><title>tab</title><body><script type="module" src="/page.js"></script>';

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['bisse-source', ...defaultClientConditions] },
    // The test runner's own NODE_ENV asks for development builds.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'page.tsx'), formats: ['es'], fileName: 'page' },
    },
  });
  const [output] = [built].flat() as Rolldown.RolldownOutput[];
  return output?.output[0].code ?? '';
}

function launch(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    args: [...chromiumArguments, ...args],
    // Playwright turns the back/forward cache off.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    ...(executablePath && { executablePath }),
  });
}

/**
 * A browser of which Playwright makes nothing better than it is: only the tab in front is visible, and tabs can be frozen.
 * Elsewhere it has each page believe that it is looked at.
 */
export async function openPlainBrowser(): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const port = await freePort();
  const browser = await launch([`--remote-debugging-port=${port}`]);
  const plain = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  return {
    context: plain.contexts()[0] as BrowserContext,
    async close() {
      await plain.close();
      await browser.close();
    },
  };
}

async function freePort(): Promise<string> {
  const server = createServer();
  const { port } = new URL(await listen(server));
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Waits until the tab's components listen. A tab in the background has no frames to wait for. */
export async function isReady(tab: Page): Promise<void> {
  await tab.waitForFunction(() => window.tab?.isReady(), undefined, { polling: 50, timeout: 20_000 });
}

/** The tab's role; `connecting`, `closed` and so on while it has none, `gone` when it shows another page. */
export async function roleOf(tab: Page): Promise<string> {
  return tab.evaluate(() => window.tab?.role() ?? 'gone').catch(() => 'gone');
}

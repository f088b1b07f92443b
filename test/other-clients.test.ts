import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { createHub, type HubOptions } from 'bisse/server';
import { toNode } from 'bisse/server/node';
import { EventSource } from 'eventsource';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { chromiumArguments, findChromium } from '../scripts/chromium.ts';
import { counts } from './servers/counts-dialect.ts';
import { listen } from './servers/listen.ts';

vi.setConfig({ testTimeout: 60_000 });
const patience = { timeout: 30_000, interval: 10 };

/** A hub at an origin of its own, that ends streams when the test says so. */
async function startHub(options: Partial<HubOptions<typeof counts>> = {}) {
  const seen: (string | null)[] = [];
  const hub = createHub({
    ...{ events: counts, logger: { warn() {}, error() {} }, limits: { perUser: 1, onLimit: 'evict' } },
    random: () => 0.1,
    authorize(request) {
      seen.push(request.headers.get('last-event-id'));
      return { user: request.headers.get('x-user') ?? 'ann', scopes: ['channel:*'] };
    },
    ...options,
  });
  const server = createServer(toNode(hub));
  const origin = await listen(server);
  onTestFinished(async () => {
    await hub.close();
    server.closeAllConnections();
    server.close();
  });
  let last = 0;
  const publish = async () => {
    last += 1;
    await hub.publish({ type: 'counted', data: last, to: 'channel:counts' });
  };
  /** Cuts every socket in the midst, as a network does. */
  return { hub, server, url: `${origin}/events`, publish, seen, cut: () => server.closeAllConnections() };
}

describe('npm eventsource', () => {
  test('reads the stream, and resumes it with the id of a heartbeat', async () => {
    const { hub, url, publish, seen, cut } = await startHub({ heartbeat: 100 });
    const source = new EventSource(url);
    onTestFinished(() => source.close());
    const heard: number[] = [];
    const connected: string[] = [];
    source.addEventListener('counted', ({ data }) => heard.push(JSON.parse(data)));
    source.addEventListener('connected', ({ data }) => connected.push(JSON.parse(data).resume));
    await vi.waitFor(() => expect(connected).toEqual(['fresh']), patience);
    await publish();
    // Not for it, so only a heartbeat moves its cursor.
    await hub.publish({ type: 'counted', data: 0, to: 'user:bob' });
    const quiet = hub.cursor();
    let lastId = '';
    source.addEventListener('heartbeat', ({ lastEventId }) => {
      lastId = lastEventId;
    });
    await vi.waitFor(() => expect(lastId).toBe(quiet), patience);
    cut();
    await publish();
    await vi.waitFor(() => expect(connected).toEqual(['fresh', 'resumed']), patience);
    await publish();
    await vi.waitFor(() => expect(heard).toEqual([1, 2, 3]), patience);
    expect(seen).toEqual([null, quiet]);
  });
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;

test.runIf(hasCurl)('curl -N shows every event as it is published', async () => {
  const { hub, url, publish } = await startHub();
  const curl = spawn('curl', ['-sSN', '-i', `${url}?channels=counts`]);
  onTestFinished(() => void curl.kill());
  let shown = '';
  curl.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  await vi.waitFor(() => expect(shown).toContain('event: connected'), patience);
  for (const n of [1, 2, 3]) {
    await publish();
    await vi.waitFor(() => expect(shown).toContain(`\ndata: ${n}\n`), patience);
  }
  const [head, ...blocks] = shown.split(/\r?\n\r?\n/);
  expect(head).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(head?.toLowerCase()).toContain('x-accel-buffering: no');
  const events = blocks.filter((block) => block.startsWith('event: counted'));
  expect(events).toEqual([1, 2, 3].map((n) => expect.stringMatching(`^event: counted\nid: [^\n]+-${n}\ndata: ${n}$`)));
  await hub.close();
  await vi.waitFor(() => expect(curl.exitCode).toBe(0), patience);
  expect(shown).toMatch(/retry: \d+\n\nevent: bye\ndata: \{"reason":"shutdown","timestamp":\d+\}\n\n$/);
});

describe("Chromium's own EventSource and fetch, on a page of another origin", () => {
  let browser: Browser;
  beforeAll(async () => {
    const executablePath = findChromium();
    browser = await chromium.launch({ args: chromiumArguments, ...(executablePath && { executablePath }) });
  }, 60_000);
  afterAll(() => browser?.close());

  async function openPage(options: Partial<HubOptions<typeof counts>> = {}) {
    const page = createServer((_, response) => void response.end('<!doctype html><title>app</title>'));
    const origin = await listen(page);
    const started = await startHub({ cors: { origins: [origin], credentials: true }, ...options });
    const context = await browser.newContext();
    onTestFinished(async () => {
      await context.close();
      page.closeAllConnections();
      page.close();
    });
    const tab = await context.newPage();
    await tab.goto(origin);
    return { ...started, tab };
  }

  test('read the stream with cookies, and resume after a cut', async () => {
    const { url, publish, seen, cut, tab } = await openPage();
    await tab.evaluate((from) => {
      const source = new globalThis.EventSource(from, { withCredentials: true });
      const [heard, resumes]: [unknown[], unknown[]] = [[], []];
      source.addEventListener('counted', ({ data }) => heard.push(JSON.parse(data)));
      source.addEventListener('connected', ({ data }) => resumes.push(JSON.parse(data).resume));
      Object.assign(globalThis, { heard, resumes });
    }, url);
    const read = (name: string) => tab.evaluate(`globalThis.${name}`);
    await vi.waitFor(async () => expect(await read('resumes')).toEqual(['fresh']), patience);
    await publish();
    await vi.waitFor(async () => expect(await read('heard')).toEqual([1]), patience);
    cut();
    await publish();
    await vi.waitFor(async () => expect(await read('resumes')).toEqual(['fresh', 'resumed']), patience);
    await publish();
    await vi.waitFor(async () => expect(await read('heard')).toEqual([1, 2, 3]), patience);
    expect(seen[1]).toMatch(/-1$/);
  });

  test('send a token and a cursor, change channels and read why they were refused, by leave of the preflight', async () => {
    const { hub, url, tab } = await openPage({
      limits: {},
      authorize: ({ headers }) => (headers.get('authorization') === 'Bearer good' ? { scopes: ['channel:*'] } : null),
    });
    const statuses = await tab.evaluate(
      async ({ from, cursor }) => {
        const headers = { Authorization: 'Bearer good', 'Last-Event-ID': cursor, Accept: 'text/event-stream' };
        const stream = await fetch(from, { headers, credentials: 'include' });
        const reader = stream.body?.getReader();
        const { value } = (await reader?.read()) ?? {};
        const connectionId = /"connectionId":"([^"]+)"/.exec(new TextDecoder().decode(value))?.[1];
        const change = await fetch(from, {
          method: 'POST',
          credentials: 'include',
          headers: { Authorization: 'Bearer good', 'Content-Type': 'application/json', 'Mutation-Id': 'm1' },
          body: JSON.stringify({ connectionId, add: ['counts'] }),
        });
        const refused = await fetch(from, { headers: { Authorization: 'Bearer bad' }, credentials: 'include' });
        return [
          stream.status,
          change.status,
          refused.status,
          (await refused.text()).slice(0, 6),
          refused.headers.get('date') !== null,
        ];
      },
      { from: url, cursor: hub.cursor() },
    );
    expect(statuses).toEqual([200, 202, 401, 'bisse:', true]);
  });

  test('of an origin that is not allowed read nothing', async () => {
    const { url, tab } = await openPage({ cors: { origins: ['https://app.example'] } });
    const outcome = await tab.evaluate(
      (from) =>
        new Promise((resolve) => {
          const source = new globalThis.EventSource(from);
          source.onerror = () => resolve(['error', source.readyState]);
          source.addEventListener('connected', () => resolve(['connected']));
        }),
      url,
    );
    expect(outcome).toEqual(['error', 2]);
  });
});

import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import react from '@vitejs/plugin-react';
import { type Browser, chromium } from 'playwright';
import { build, defaultClientConditions, preview } from 'vite';
import { chromiumArguments, findChromium } from '../../scripts/chromium.ts';
import type { Result } from './page/main.tsx';

interface Measurement extends Result {
  /** What the page's main thread computed, in ms, however many other programs wanted the cores. */
  readonly cpuMs: number;
}

const { values: options } = parseArgs({
  options: { count: { type: 'string', default: '500' }, rounds: { type: 'string', default: '5' } },
});
const contenders = ['bisse', 'bisse, sonner', 'sonner', 'Base UI'];
const root = join(import.meta.dirname, 'page');
const outDir = join(import.meta.dirname, 'dist');

await build({
  root,
  configFile: false,
  logLevel: 'error',
  plugins: [react()],
  resolve: { conditions: ['bisse-source', ...defaultClientConditions] },
  build: { outDir, emptyOutDir: true },
});
const server = await preview({ root, configFile: false, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
const executablePath = findChromium();
const browser = await chromium.launch({ args: chromiumArguments, ...(executablePath && { executablePath }) });
const origin = server.resolvedUrls?.local[0] as string;
const rounds = await compare(browser);
console.log(
  `${options.count} notifications in one tick, ${rounds.length} rounds, Chromium ${browser.version()}, load average ${loadavg()[0]?.toFixed(1)}\n`,
);
console.log(report(rounds));
await browser.close();
await server.close();

/** All contenders in each round, each on a page of its own; the first round warms up and is thrown away. */
async function compare(browser: Browser): Promise<readonly Record<string, Measurement>[]> {
  const rounds: Record<string, Measurement>[] = [];
  for (let round = -1; round < Number(options.rounds); round += 1) {
    const measured: Record<string, Measurement> = {};
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(Math.max(0, round) + turn) % contenders.length] as string;
      measured[contender] = await runOnce(browser, contender);
    }
    if (round >= 0) rounds.push(measured);
  }
  return rounds;
}

async function runOnce(browser: Browser, contender: string): Promise<Measurement> {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`${contender}: ${error.message}`));
  const query = new URLSearchParams({ contender, count: options.count });
  await page.goto(`${origin}?${query}`);
  const handle = await page.evaluateHandle(() => window.toastBench);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const cpuMs = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN);
  };
  const before = await cpuMs();
  const result = await handle.evaluate((bench) => bench.run());
  const after = await cpuMs();
  await page.close();
  return { ...result, cpuMs: after - before };
}

/** A Markdown table: median [min..max] over the rounds. */
function report(rounds: readonly Record<string, Measurement>[]): string {
  const columns: readonly (readonly [title: string, of: (result: Measurement) => number])[] = [
    ['longest frame, ms', ({ longestFrameMs }) => longestFrameMs],
    ['main thread, ms', ({ cpuMs }) => cpuMs],
    ['frames late for, ms', ({ troubleMs }) => troubleMs],
    ['toasts mounted', ({ mounted }) => mounted],
    ['kept for later', ({ kept }) => kept],
  ];
  const rows = contenders.map((contender) => [
    contender,
    ...columns.map(([, of]) => {
      const values = rounds.map((round) => of(round[contender] as Measurement)).sort((a, b) => a - b);
      const [least, most] = [values[0] ?? 0, values.at(-1) ?? 0].map(Math.round) as [number, number];
      const median = Math.round(values[Math.floor(values.length / 2)] ?? 0);
      return least === most ? `${median}` : `${median} [${least}..${most}]`;
    }),
  ]);
  const titles = ['', ...columns.map(([title]) => title)];
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

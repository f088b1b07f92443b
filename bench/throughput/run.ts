import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright';
import { build, defaultClientConditions } from 'vite';
import { chromiumArguments, findChromium } from '../../scripts/chromium.ts';
import type { Result } from './page/measure.ts';
import { hotSpots } from './profile.ts';
import { type Measurement, report } from './report.ts';
import { startServer } from './server.ts';

const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '4' },
    /** Takes a CPU profile of this contender instead of measuring. */
    profile: { type: 'string' },
  },
});
const eventCount = Number(options.events);
const contenders = ['bisse', 'bisse-checked', 'native', 'parse-only'];

const folder = join(import.meta.dirname, 'dist', options.profile ? 'profile' : 'page');
await buildPage(options.profile !== undefined);
const { origin, server } = await startServer(folder, eventCount);
const executablePath = findChromium();
const browser = await chromium.launch({ args: chromiumArguments, ...(executablePath && { executablePath }) });
if (options.profile) await profile(browser, options.profile);
else await compare(browser);
await browser.close();
server.closeAllConnections();
server.close();

/** All contenders in each round, so that whatever else the machine does meets all of them. */
async function compare(browser: Browser): Promise<void> {
  for (const contender of contenders) await runOnce(browser, contender);
  const rounds: Record<string, Measurement>[] = [];
  for (let round = 0; round < Number(options.rounds); round += 1) {
    const measured: Record<string, Measurement> = {};
    // Each round begins with another contender, so that none always follows the same one.
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(round + turn) % contenders.length] as string;
      measured[contender] = await runOnce(browser, contender);
    }
    rounds.push(measured);
  }
  const load = loadavg()[0]?.toFixed(1);
  console.log(`${eventCount} events, ${rounds.length} rounds, Chromium ${browser.version()}, load average ${load}\n`);
  console.log(report(rounds));
}

async function profile(browser: Browser, contender: string): Promise<void> {
  await runOnce(browser, contender);
  let text = '';
  await runOnce(browser, contender, (json) => {
    text = json;
  });
  const file = join(folder, `${contender}.cpuprofile`);
  writeFileSync(file, text);
  console.log(`${hotSpots(JSON.parse(text))}\n\nThe whole profile: ${file}`);
}

/** One burst on a page of its own. `onProfile` gets the CPU profile of the burst. */
async function runOnce(browser: Browser, contender: string, onProfile?: (json: string) => void): Promise<Measurement> {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`${contender}: ${error.message}`));
  await page.goto(`${origin}/?contender=${contender}&events=${eventCount}`);
  const handle = await page.evaluateHandle(() => window.bench);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  // `ThreadTime` is what the main thread has computed; `TaskDuration` would count waiting too.
  const cpuMs = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN);
  };
  if (onProfile) {
    await devtools.send('Profiler.enable');
    await devtools.send('Profiler.setSamplingInterval', { interval: 200 });
    await devtools.send('Profiler.start');
  }
  const before = await cpuMs();
  const result: Result = await handle.evaluate((bench) => bench.run());
  const after = await cpuMs();
  if (onProfile) onProfile(JSON.stringify((await devtools.send('Profiler.stop')).profile));
  await page.close();
  return { ...result, cpuMs: after - before };
}

/** A production build. For a profile its modules stay apart and keep their names. */
async function buildPage(isForProfile: boolean): Promise<void> {
  await build({
    root: join(import.meta.dirname, 'page'),
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['bisse-source', ...defaultClientConditions] },
    build: {
      outDir: folder,
      emptyOutDir: true,
      modulePreload: false,
      ...(isForProfile && {
        minify: false,
        rolldownOptions: { output: { preserveModules: true, entryFileNames: '[name].js' } },
      }),
    },
  });
}

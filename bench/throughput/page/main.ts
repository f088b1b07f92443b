import { expectedAfter } from '../workload.ts';
import { type Contender, countCommits, counts } from './contender.ts';
import { measure, type Result } from './measure.ts';

declare global {
  interface Window {
    /** Resolves when the rows are shown, with what runs the burst. */
    bench: Promise<{ run(): Promise<Result> }>;
  }
}

const contenders: Readonly<Record<string, () => Promise<Contender>>> = {
  bisse: async () => (await import('./bisse.tsx')).createContender(),
  'bisse-checked': async () => (await import('./bisse.tsx')).createContender({ isChecked: true }),
  native: async () => (await import('./native.tsx')).createContender(),
  'parse-only': async () => (await import('./parse-only.ts')).createContender(),
};

async function prepare() {
  const parameters = new URLSearchParams(location.search);
  const eventCount = Number(parameters.get('events'));
  const expected = expectedAfter(eventCount);
  countCommits();
  const contender = await contenders[parameters.get('contender') ?? '']?.();
  if (!contender) throw new Error(`no such contender in ${location.search}`);
  await contender.show?.(document.querySelector('#root') as HTMLElement);
  // The rows are in the DOM but not drawn yet; what that costs is no part of the burst.
  await new Promise((quiet) => setTimeout(quiet, 300));
  return {
    run() {
      counts.commits = counts.renders = 0;
      return measure(contender, eventCount, expected);
    },
  };
}

window.bench = prepare();

import 'bisse/styles.css';
import { createRoot } from 'react-dom/client';
import { type Contender, contenders } from './contenders.tsx';

export interface Result {
  /** The longest time between two frames, in ms. */
  readonly longestFrameMs: number;
  /** How long frames came late, in ms: from the burst until the last gap of more than 50 ms was over. */
  readonly troubleMs: number;
  /** The most toasts that were in the document at a time. */
  readonly mounted: number;
  /** How many notifications can be read later. */
  readonly kept: number;
}

declare global {
  interface Window {
    toastBench: Promise<{ run(): Promise<Result> }>;
  }
}

const calmMs = 1_000;
const patienceMs = 60_000;

async function prepare() {
  const parameters = new URLSearchParams(location.search);
  const contender = contenders[parameters.get('contender') ?? '']?.();
  if (!contender) throw new Error(`no such contender in ${location.search}`);
  createRoot(document.querySelector('#root') as HTMLElement).render(contender.ui);
  await new Promise((quiet) => setTimeout(quiet, 500));
  return { run: () => measure(contender, Number(parameters.get('count'))) };
}

/** Counts the time between frames, from the burst on until they have come in time for a second. */
async function measure(contender: Contender, count: number): Promise<Result> {
  const frame = () => new Promise<number>(requestAnimationFrame);
  let longestFrameMs = 0;
  let mounted = 0;
  let before = await frame();
  const startedAt = before;
  let troubleMs = 0;
  contender.burst(count);
  for (let now = before; now - startedAt - troubleMs < calmMs && now - startedAt < patienceMs; before = now) {
    now = await frame();
    longestFrameMs = Math.max(longestFrameMs, now - before);
    if (now - before > 50) troubleMs = now - startedAt;
    mounted = Math.max(mounted, document.querySelectorAll(contender.toast).length);
  }
  return { longestFrameMs, troubleMs, mounted, kept: contender.kept() };
}

window.toastBench = prepare();

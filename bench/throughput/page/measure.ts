import type { expectedAfter } from '../workload.ts';
import { type Contender, counts } from './contender.ts';

export interface Result {
  /** From the request to the last change in the DOM (for a contender without DOM: to the last event). */
  readonly wallMs: number;
  /** Events that never came, or not in their turn. */
  readonly lost: number;
  /** Entities whose row shows something else than it should. */
  readonly wrong: number;
  readonly longTasks: number;
  readonly longestTaskMs: number;
  readonly commits: number;
  readonly renders: number;
}

const patienceMs = 60_000;

/** Runs one burst and looks at what it left. */
export async function measure(
  contender: Contender,
  eventCount: number,
  { texts, lastId }: ReturnType<typeof expectedAfter>,
): Promise<Result> {
  const tasks: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  observer.observe({ type: 'longtask' });
  let inTurn = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const lastRow = document.getElementById(lastId);
  if (lastRow && contender.show) {
    // Only the mutations of one row are watched, so watching costs nothing that depends on the burst.
    const look = () => lastRow.textContent === texts.get(lastId) && finish();
    new MutationObserver(look).observe(lastRow, { characterData: true, childList: true, subtree: true });
  }

  const startedAt = performance.now();
  const stop = contender.start((n) => {
    if (n === inTurn + 1) inTurn = n;
    if (n === eventCount && !contender.show) finish();
  });
  await Promise.race([finished, new Promise((late) => setTimeout(late, patienceMs))]);
  const wallMs = performance.now() - startedAt;

  stop();
  const { commits, renders } = counts;
  // Long tasks are told of late.
  await new Promise((told) => setTimeout(told, 100));
  observer.disconnect();
  const shown = contender.show ? [...texts] : [];
  return {
    wallMs,
    lost: eventCount - inTurn,
    wrong: shown.filter(([id, text]) => document.getElementById(id)?.textContent !== text).length,
    longTasks: tasks.length,
    longestTaskMs: Math.max(0, ...tasks.map(({ duration }) => duration)),
    commits,
    renders,
  };
}

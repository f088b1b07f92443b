import { setTimeout as sleep } from 'node:timers/promises';
import { labsosActs } from './labsos.ts';
import { pindownActs } from './pindown.ts';
import { pulsestageActs } from './pulsestage.ts';
import { reelsActs } from './reels.ts';
import type { Visit } from './visit.ts';
import { workloadActs } from './workload-insights.ts';

// Simulated people. They know nothing of the server but its address, and do what a person could do with a browser.

const acts = [...pindownActs, ...labsosActs, ...workloadActs, ...pulsestageActs, ...reelsActs];

/** Lets visitors come to the server at `url`; the returned function sends them home. */
export function startVisitors(url: string, count = 4): () => Promise<void> {
  const leaving = new AbortController();
  const visits = Array.from({ length: count }, () => visit(url, leaving.signal));
  return async () => {
    leaving.abort();
    await Promise.all(visits);
  };
}

async function visit(url: string, signal: AbortSignal): Promise<void> {
  const browser = browserOf(url, signal);
  while (!signal.aborted) {
    // A second or two as a rule, and now and then a long look at something.
    await sleep(600 + 2_600 * Math.random() ** 2 + (Math.random() < 0.1 ? 4_000 : 0), undefined, { signal }).catch(
      leave,
    );
    if (!signal.aborted) await weighted()(browser).catch(leave);
  }
}

function browserOf(url: string, signal: AbortSignal): Visit {
  const ask = async (path: string, init: RequestInit) => (await fetch(url + path, { ...init, signal })).json();
  return {
    read: (path) => ask(path, {}) as never,
    send: (method, path, body = {}) =>
      ask(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    sendPart: (path, offset, body) =>
      ask(path, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream', 'upload-offset': String(offset) },
        body,
      }),
  };
}

/** A refusal (somebody froze the question meanwhile) or the end of the visit: nothing that a visitor would talk about. */
function leave() {}

function weighted() {
  let point = Math.random() * acts.reduce((sum, [weight]) => sum + weight, 0);
  const chosen = acts.find(([weight]) => {
    point -= weight;
    return point < 0;
  });
  return (chosen ?? (acts[0] as (typeof acts)[number]))[1];
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
const running = new Set<ChildProcess>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisse-demo-'));
});

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the demo as `npm start` does, on a free port. */
async function start(environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--conditions=bisse-source', 'demo/main.ts'], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DEMO_DATA: folder, DEMO_VISITORS: 'off', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), ended.then(() => [''])]);
  return { child, ended, url: /http:\S+/.exec(String(line))?.[0] ?? '' };
}

const vote = (url: string) => fetch(`${url}/questions/question-03/upvote`, { method: 'POST' });

async function votes(url: string): Promise<number> {
  const rows = (await (await fetch(`${url}/api/questions`)).json()) as { id: string; upvotes: number }[];
  return rows.find(({ id }) => id === 'question-03')?.upvotes ?? -1;
}

test('a killed demo keeps what it had answered, and a signal ends it well', { timeout: 60_000 }, async () => {
  const first = await start();
  const before = await votes(first.url);
  let answered = 0;
  const voting = (async () => {
    for (;;) if ((await vote(first.url)).ok) answered += 1;
  })().catch(() => {});
  while (answered < 20) await new Promise((later) => setTimeout(later, 10));
  first.child.kill('SIGKILL');
  await first.ended;
  await voting;

  const second = await start();
  const after = await votes(second.url);
  // The vote that was under way may have been committed without its answer getting out.
  expect([before + answered, before + answered + 1]).toContain(after);
  const stream = await fetch(`${second.url}/events?channels=pins`);
  expect(stream.ok).toBe(true);
  second.child.kill('SIGTERM');
  expect(await second.ended).toEqual([0, null]);

  const third = await start();
  expect(await votes(third.url)).toBe(after);
  third.child.kill('SIGINT');
  expect(await third.ended).toEqual([0, null]);
});

test('a demo on a taken port ends with an error, and leaves the other one alone', { timeout: 60_000 }, async () => {
  const first = await start();
  const second = await start({ PORT: new URL(first.url).port });
  expect(await second.ended).toEqual([1, null]);
  expect((await vote(first.url)).ok).toBe(true);
  first.child.kill('SIGTERM');
  await first.ended;
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { redisLog } from 'bisse/server/redis';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sharedDatabase } from '../demo/server/shared-database.ts';
import { startDemo } from '../demo/server/start.ts';
import { startPostgres } from './servers/postgres.ts';
import { startRedis } from './servers/redis.ts';

vi.setConfig({ testTimeout: 120_000 });

interface Seen {
  readonly type: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

/** The stream of a demo: what came so far, until the test ends or the stream does. */
async function listen(url: string, cursor?: string) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await fetch(`${url}/events?channels=questions`, {
    signal: leaving.signal,
    headers: { accept: 'text/event-stream', ...(cursor && { 'last-event-id': cursor }) },
  });
  const seen: Seen[] = [];
  const frames = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  const ended = (async () => {
    for await (const { event, id, data } of frames) {
      seen.push({ type: event ?? '', id: id ?? '', data: JSON.parse(data) });
    }
  })().catch(() => {});
  await vi.waitFor(() => expect(seen[0]?.type).toBe('connected'));
  return {
    ended,
    cursor: () => seen.at(-1)?.id as string,
    resume: () => seen[0]?.data['resume'],
    votes: () => seen.filter(({ type }) => type === 'question:upvoted').map(({ data }) => data['upvotes'] as number),
  };
}

const vote = (url: string) => fetch(`${url}/questions/question-03/upvote`, { method: 'POST' });

async function read(url: string) {
  const response = await fetch(`${url}/api/questions`);
  const rows = (await response.json()) as { id: string; upvotes: number }[];
  return {
    position: response.headers.get('stream-cursor') as string,
    votes: rows.find(({ id }) => id === 'question-03')?.upvotes as number,
  };
}

test('what is written at one demo is read and heard at the other, each write once', async () => {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  const { url } = await postgres.database();
  const start = async (work: boolean) => startDemo({ log: redisLog(redis.client), shared: sharedDatabase(url), work });
  const demos = await Promise.all([start(false), start(false)]);
  onTestFinished(async () => {
    await Promise.all(demos.map((demo) => demo.close()));
    await Promise.all([redis.stop(), postgres.stop()]);
  });
  const [here, there] = demos.map((demo) => demo.url) as [string, string];
  const before = await read(here);
  expect(before.position).toMatch(/^\w+:\d+-\d+; exact$/);
  const heard = await listen(there, before.position.replace('; exact', ''));
  expect(heard.resume()).toBe('resumed');
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => vote(n % 2 ? here : there)));
  expect(answers.every(({ ok }) => ok)).toBe(true);
  const expected = Array.from({ length: 20 }, (_, n) => before.votes + n + 1);
  await vi.waitFor(() => expect(heard.votes()).toEqual(expected));
  await vi.waitFor(async () =>
    expect(await read(there)).toEqual({ position: `${heard.cursor()}; exact`, votes: before.votes + 20 }),
  );
});

test('behind the balancer, an instance is killed and nobody notices', async () => {
  const child = spawn(process.execPath, ['--conditions=bisse-source', 'demo/cluster/main.ts'], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DEMO_INSTANCES: '2', DEMO_VISITORS: 'off', DEMO_WORK: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  const told = (pattern: RegExp) => said.map((line) => pattern.exec(line)?.[1]).filter((part) => part !== undefined);
  await vi.waitFor(() => expect(told(/demo: (http:\S+), 2 instances/)).toHaveLength(1), { timeout: 60_000 });
  const url = told(/demo: (http:\S+), 2 instances/)[0]!.replace('localhost', '127.0.0.1');
  const before = await read(url);
  const first = await listen(url, before.position.replace('; exact', ''));
  expect((await vote(url)).ok).toBe(true);
  await vi.waitFor(() => expect(first.votes()).toEqual([before.votes + 1]));
  // Whichever holds the stream: it is gone when both have been killed, one after the other.
  const pids = told(/is process (\d+)/).map(Number);
  process.kill(pids[0] as number, 'SIGKILL');
  await vi.waitFor(() => expect(told(/is process (\d+)/)).toHaveLength(3), { timeout: 60_000 });
  process.kill(pids[1] as number, 'SIGKILL');
  await first.ended;
  await vi.waitFor(async () => expect((await vote(url)).ok).toBe(true));
  const second = await listen(url, first.cursor());
  expect(second.resume()).toBe('resumed');
  await vi.waitFor(() => expect(second.votes()).toEqual([before.votes + 2]));
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeRecording } from 'bisse/testing';
import { createStreamClient } from 'bisse/vanilla';
import { expect, onTestFinished, test } from 'vitest';
import { dialect } from '../demo/dialect.ts';

const frame = (at: number, id: string, upvotes: number) => ({
  at,
  frame: { event: 'question:upvoted', data: JSON.stringify({ questionId: 'question-03', upvotes }), id },
});
const recording = writeRecording({
  header: { version: 1, startedAt: 1_790_000_000_000, dialect: dialect.name, framing: dialect.framing },
  steps: [
    {
      at: 0,
      notice: {
        ...{ type: 'opened', resume: 'fresh', cursor: 'e:1-0', channels: ['questions'], first: true },
        ...{ requestedCursor: undefined, head: undefined },
      },
    },
    frame(20, 'e:1-1', 41),
    { at: 60, notice: { type: 'ended' } },
    {
      at: 90,
      notice: {
        ...{ type: 'opened', resume: 'resumed', cursor: 'e:1-1', channels: ['questions'], first: false },
        ...{ requestedCursor: 'e:1-1', head: undefined },
      },
    },
    frame(110, 'e:1-2', 42),
  ],
});

/** Starts the demo with a recording, as `npm start -- --replay file.ndjson` does. */
async function start(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bisse-replay-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'night.ndjson');
  await writeFile(file, text);
  const child = spawn(process.execPath, ['--conditions=bisse-source', 'demo/main.ts', '--replay', file], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit') as Promise<[code: number | null]>;
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended.then(() => [''])]);
  return { url: /http:\S+/.exec(String(line))?.[0] ?? '', ended, said };
}

test('the demo plays a recording to each page from its beginning, breaks and all', { timeout: 180_000 }, async () => {
  const { url } = await start(recording);
  for (const page of [1, 2]) {
    const heard: unknown[] = [];
    const gaps: string[] = [];
    const client = createStreamClient({ url: `${url}/events`, dialect, reconnect: { minMs: 10, maxMs: 10 } });
    onTestFinished(() => client.close());
    client.on('question:upvoted', ({ id, data }) => heard.push([id, data.upvotes]));
    client.onGap(({ reason }) => gaps.push(reason));
    client.connect();
    await expect
      .poll(() => heard, { message: `page ${page}` })
      .toEqual([
        ['e:1-1', 41],
        ['e:1-2', 42],
      ]);
    expect(gaps).toEqual([]);
    client.close();
  }
  const rows = (await (await fetch(`${url}/api/questions`)).json()) as readonly unknown[];
  expect(rows.length).toBeGreaterThan(0);
});

test('a recording that cannot be read is refused with its line', { timeout: 180_000 }, async () => {
  const { ended, said } = await start(`${recording}{"at":1`);
  const [code] = await ended;
  expect(code).toBe(1);
  expect(said.join('\n')).toMatch(/bisse demo: bisse: line 7 of the recording cannot be read: it is no JSON/);
});

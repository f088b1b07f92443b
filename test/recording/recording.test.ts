import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { querySink } from 'bisse/query';
import {
  copyAsHandler,
  copyAsStory,
  copyAsTest,
  createRecorder,
  createTestClient,
  createTimeline,
  createVirtualClock,
  fromRecording,
  rangeOf,
  readRecording,
  replayRecording,
  writeRecording,
} from 'bisse/testing';
import type { InspectionRecord } from 'bisse/vanilla';
import { describe, expect, onTestFinished, test } from 'vitest';
import { desk } from './desk.ts';
import { openSession } from './session.ts';

const root = join(import.meta.dirname, '../..');
const seeds = [1, 2, 3, 5, 8, 13, 21, 34];

/** A session of many faults, from its first moment to its last, and what was recorded of it. */
async function recorded(seed: number, steps = 60) {
  const session = openSession(seed);
  onTestFinished(session.close);
  const recorder = createRecorder(session.client);
  const records: InspectionRecord[] = [];
  session.client.inspect((record) => records.push(record));
  session.begin();
  await session.pass(500);
  for (let step = 0; step < steps; step += 1) await session.step();
  await session.end();
  const { slices } = session.client.store.getState();
  return { session, recorder, records, text: recorder.export(), slices };
}

/** What a recording ends in, when a client with a cache plays it. */
async function played(text: string, speed = 1) {
  const clock = createVirtualClock(1_790_000_000_000);
  const { script, read, queries, durationMs } = fromRecording(text, { clock, speed });
  const queryClient = new QueryClient({ defaultOptions: { queries: { queryFn: read, retry: false } } });
  const reconnect = { minMs: 1, maxMs: 1 };
  const { client } = createTestClient({ dialect: desk, clock, script, sinks: [querySink(queryClient)], reconnect });
  for (const { queryKey, at } of queries) {
    clock.setTimeout(() => new QueryObserver(queryClient, { queryKey }).subscribe(() => {}), at);
  }
  client.connect();
  await clock.advance(durationMs + 2_000);
  const end = { slices: client.store.getState().slices, data: queryClient.getQueryData(['rows']) };
  client.close();
  queryClient.clear();
  return end;
}

describe('a recording of a bad night', () => {
  test.each(seeds)('is the same bytes after export, import and export (seed %i)', async (seed) => {
    const { text } = await recorded(seed);
    expect(text.split('\n').length).toBeGreaterThan(60);
    expect(writeRecording(readRecording(text))).toBe(text);
  });

  test.each(seeds)('ends in the same slices and the same cache when it is played (seed %i)', async (seed) => {
    const { session, text, slices } = await recorded(seed);
    expect(session.data()).toEqual(session.rows());
    const end = await played(text);
    expect(end).toEqual({ slices, data: session.data() });
  });

  test.each([0.5, 20])('ends in the same when it is played %d times as fast', async (speed) => {
    const { session, text, slices } = await recorded(5);
    expect(await played(text, speed)).toEqual({ slices, data: session.data() });
  });

  test('begins as an open stream where it begins in the midst', async () => {
    const session = openSession(3);
    onTestFinished(session.close);
    session.begin();
    await session.pass(500);
    for (let step = 0; step < 10; step += 1) session.change();
    await session.pass(500);
    const recorder = createRecorder(session.client);
    const cursor = session.client.cursor();
    session.change();
    await session.pass(500);
    const [first] = recorder.recording().steps;
    expect(first).toMatchObject({ at: 0, notice: { type: 'opened', resume: 'fresh', cursor } });
  });

  test('holds no secret', async () => {
    const secret = 'hunter2hunter2';
    const { client, stream, clock } = createTestClient({ dialect: desk, redact: ['iban'] });
    const recorder = createRecorder(client);
    client.setScope('ann@example.test');
    client.connect();
    await clock.advance(50);
    stream.emit({ event: 'row:set', data: { id: '1', n: 1, v: 1, token: secret, iban: secret } });
    client.setScope('bob@example.test');
    await clock.advance(500);
    const text = recorder.export();
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(secret);
    expect(text).not.toContain('example.test');
    client.close();
  });
});

describe('a part of a recording', () => {
  test('can be played by itself, and ends where the whole stood then', async () => {
    const { text, records } = await recorded(2);
    const whole = readRecording(text);
    const replayed = await replayRecording(whole, { dialect: desk });
    expect(createTimeline(replayed).momentAt(Number.POSITIVE_INFINITY).slices).toEqual(
      createTimeline(records).momentAt(Number.POSITIVE_INFINITY).slices,
    );
    const middle = (whole.steps.at(-1)?.at ?? 0) / 2;
    const part = rangeOf(whole, middle, Number.POSITIVE_INFINITY);
    expect(part.steps.every(({ at }) => at >= 0)).toBe(true);
    const frames = (steps: typeof whole.steps) => steps.filter((step) => 'frame' in step).length;
    expect(frames(part.steps)).toBe(frames(whole.steps.filter(({ at }) => at >= middle)));
    const again = readRecording(writeRecording(part));
    expect(writeRecording(again)).toBe(writeRecording(part));
    await expect(replayRecording(again, { dialect: desk })).resolves.toBeInstanceOf(Array);
  });
});

describe('what is copied from a recording', () => {
  test('as a test, runs and passes; with another end, it fails', { timeout: 120_000 }, async () => {
    const { text, records, session } = await recorded(8);
    const expected = createTimeline(records).momentAt(Number.POSITIVE_INFINITY);
    expect(expected.queries).toEqual([{ queryKey: ['rows'], data: session.data() }]);
    const options = { dialect: { name: 'desk', from: '../../desk.ts' } };
    const source = copyAsTest(readRecording(text), { ...options, expected });
    const wrong = copyAsTest(readRecording(text), { ...options, expected: { ...expected, slices: { totals: {} } } });

    // A folder of this run's own, and names that no other run takes for tests.
    const folder = join(import.meta.dirname, `dist/${process.pid}`);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'right.copied.ts'), source);
    writeFileSync(join(folder, 'wrong.copied.ts'), wrong);
    const run = (file: string) =>
      spawnSync(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/recording/copied.config.ts', join(folder, file)],
        { cwd: root, encoding: 'utf8' },
      );
    const right = run('right.copied.ts');
    expect(right.stdout + right.stderr).toMatch(/1 passed/);
    expect(right.status).toBe(0);
    expect(run('wrong.copied.ts').status).toBe(1);
  });

  test('as a story and as an MSW handler, holds the recording and names what it needs', async () => {
    const { text } = await recorded(1, 5);
    const recording = readRecording(text);
    const story = copyAsStory(recording, {
      dialect: { name: 'desk', from: './desk.ts' },
      component: { name: 'Board', from: './board.tsx' },
      name: 'bad night',
    });
    const handler = copyAsHandler(recording, { url: '/events' });
    expect(story).toContain("export default { title: 'Board/bad night', component: Board };");
    expect(story).toContain('export const BadNight = { render: () => <Played /> };');
    expect(handler).toContain("streamHandler('/events', fromRecording(recording).script)");
    for (const source of [story, handler]) {
      const literal = /const recording = (\[[\s\S]*?\n\])\.join/.exec(source)?.[1] ?? '';
      const lines = new Function(`return ${literal}`)() as readonly string[];
      expect(`${lines.join('\n')}\n`).toBe(text);
    }
  });
});

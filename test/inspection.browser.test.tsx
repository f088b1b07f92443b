import { createRecorder, createTimeline, type FaultName, faultNames, fromRecording } from 'bisse/testing';
import type { InspectionRecord } from 'bisse/vanilla';
import { expect, onTestFinished, test } from 'vitest';
import { commands } from 'vitest/browser';
import { openBoard } from './app/board.tsx';

const timeout = 20_000;

/** A board on a hub that says every half second that it lives. */
async function open() {
  const origin = await commands.startBoardServer({ heartbeatMs: 500 });
  onTestFinished(() => commands.stopStreams([origin]));
  const rows = `${origin}/tickets`;
  const board = openBoard(`${origin}/events`, { rows, onUnauthorized: () => {} });
  await expect.poll(board.status, { timeout }).toBe('open live');
  await expect.poll(() => board.cached()?.length, { timeout }).toBe(100);
  return {
    ...board,
    change: (count: number) => fetch(`${origin}/changes?count=${count}`, { method: 'POST' }),
    table: async () => (await fetch(rows)).json() as Promise<unknown>,
  };
}

function historyOf({ client }: Awaited<ReturnType<typeof open>>): readonly InspectionRecord[] {
  const records: InspectionRecord[] = [];
  client.inspect((record) => records.push(record), { replay: true })();
  return records;
}

test('a panel that is opened late sees what a real stream did, down to the frame that was drawn', async () => {
  const board = await open();
  await board.change(20);
  await expect.poll(() => board.heard[0]?.length, { timeout }).toBe(20);
  await expect.poll(() => historyOf(board).some(({ kind }) => kind === 'paint'), { timeout }).toBe(true);
  const records = historyOf(board);
  const connection = records.flatMap((one) => (one.kind === 'connection' ? [one.record] : []));
  const head = connection.find((record) => record.type === 'head');
  expect(head).toMatchObject({ status: 200, contentType: expect.stringContaining('text/event-stream') });
  expect(connection.some((record) => record.type === 'chunk' && record.bytes > 0)).toBe(true);
  for (const record of records) {
    if (record.kind !== 'message' || !record.event) continue;
    expect(record.receivedAt).toBeGreaterThanOrEqual(record.event.at - 1_000);
  }
  const commits = records.filter((one) => one.kind === 'commit');
  const painted = records.find((one) => one.kind === 'paint');
  const drawn = commits.find(({ commit }) => commit === (painted?.kind === 'paint' ? painted.commit : 0));
  expect(painted?.at).toBeGreaterThanOrEqual(drawn?.writtenAt ?? Number.POSITIVE_INFINITY);
  expect(records.some((one) => one.kind === 'sink' && one.record.kind === 'sink:query')).toBe(true);
});

/** `reorder` is nothing that HTTP can do, and rows without a version cannot tell which write is the older one. */
const real = faultNames.filter((name) => name !== 'reorder');
/** Long enough to be felt, and no longer. */
const ms: Partial<Record<FaultName, number>> = { stall: 4_000, slow: 500, burst: 500, freeze: 500, secondTab: 1_000 };

test('every fault happens to a real stream on a button, and the list is the server’s afterwards', {
  timeout: 120_000,
}, async () => {
  const board = await open();
  const recorder = createRecorder(board.client, { history: true });
  let total = 0;
  for (const fault of real) {
    board.client.intervene({ type: 'fault', fault, ms: ms[fault] });
    for (let round = 0; round < 3; round += 1) {
      await board.change(5);
      total += 5;
    }
    await expect
      .poll(async () => [board.status(), board.cached()], { timeout, message: fault })
      .toEqual(['open live', await board.table()]);
  }
  expect(total).toBe(15 * real.length);
  // What was recorded of all that can be played, and the past of all that can be seen.
  const { script, durationMs } = fromRecording(recorder.export());
  expect(script.length).toBeGreaterThan(real.length);
  expect(durationMs).toBeGreaterThan(0);
  const timeline = createTimeline(historyOf(board));
  const { queries } = timeline.momentAt(Number.POSITIVE_INFINITY);
  expect(queries).toEqual([{ queryKey: ['tickets'], data: board.cached() }]);
});

import { expect, onTestFinished, test } from 'vitest';
import { commands } from 'vitest/browser';
import { asShown, openBoard, statesOf, upTo } from './app/board.tsx';

// The watchdog waits for 2.5 announced intervals and 2 s before it takes a stream for dead.
const timeout = 20_000;

test('a server that falls silent without closing is given up and resumed, and no event is lost or doubled', {
  timeout: 2 * timeout,
}, async () => {
  const board = await commands.startBoardServer({ heartbeatMs: 100 });
  const proxy = await commands.startProxy(board);
  onTestFinished(() => commands.stopStreams([proxy, board]));
  const change = (count: number) => fetch(`${board}/changes?count=${count}`, { method: 'POST' });
  const rows = `${board}/tickets`;
  const { client, heard, seen, cached, shown } = openBoard(`${proxy}/events`, { rows, hearers: 2 });
  const status = () => client.store.getState().connection.status;
  await expect.poll(status, { timeout }).toBe('open');
  await change(50);
  await expect.poll(() => heard[0]?.length, { timeout }).toBe(50);
  const { reads } = seen;

  await commands.freezeProxy(proxy);
  const cursor = client.cursor();
  await change(50);
  expect(heard[0]).toHaveLength(50);
  await expect.poll(() => heard[0]?.length, { timeout }).toBe(100);
  await change(50);
  await expect.poll(() => heard[0]?.length, { timeout }).toBe(150);

  expect(heard).toEqual([upTo(150), upTo(150)]);
  expect(seen.errors).toMatchObject([
    { name: 'SilenceError', message: expect.stringMatching(/no byte came for \d s/) },
  ]);
  expect(statesOf(seen.records).map(({ status }) => status)).toEqual([
    'connecting',
    'open',
    'reconnecting',
    'reconnecting',
    'open',
  ]);
  const attempts = seen.records.flatMap((one) =>
    one.kind === 'connection' && one.record.type === 'attempt' ? [one.record.cursor] : [],
  );
  expect(attempts.at(-1)).toBe(cursor);
  const table = await (await fetch(rows)).json();
  expect(cached()).toEqual(table);
  await expect.poll(shown, { timeout }).toEqual(asShown(table));
  expect(seen).toMatchObject({ gaps: [], reads });
});

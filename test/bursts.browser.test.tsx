import { expect, onTestFinished, test } from 'vitest';
import { commands } from 'vitest/browser';
import { asShown, openBoard, upTo } from './app/board.tsx';

const timeout = 20_000;

test('two events in one chunk reach every useEvent handler, each once and in order', async () => {
  const event = (n: number) => `event: ticket:changed\ndata: {"n":${n},"ticket":{"id":"a","votes":${n}}}\n\n`;
  const body = `event: connected\ndata: {}\n\n${event(1)}${event(2)}`;
  const origin = await commands.startAnswersServer([{ body }]);
  onTestFinished(() => commands.stopStreams([origin]));

  const { heard, shown, seen } = openBoard(origin, { hearers: 3 });
  await expect
    .poll(() => heard, { timeout })
    .toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  await expect.poll(shown, { timeout }).toEqual(['a: 2']);
  const commits = seen.records.filter((record) => record.kind === 'commit');
  expect(commits.map(({ events }) => events.length)).toEqual([2]);
});

test('10,000 events of one burst reach every useEvent handler, and the list is the server’s in the end', async () => {
  const origin = await commands.startBoardServer();
  onTestFinished(() => commands.stopStreams([origin]));
  const rows = `${origin}/tickets`;
  const { heard, status, shown, cached, seen } = openBoard(`${origin}/events`, { rows, hearers: 3 });
  await expect.poll(status, { timeout }).toBe('open live');
  await expect.poll(() => cached()?.length, { timeout }).toBe(100);
  const { reads } = seen;

  await fetch(`${origin}/changes?count=10000`, { method: 'POST' });
  for (let hearer = 0; hearer < 3; hearer += 1) {
    await expect.poll(() => heard[hearer]?.length, { timeout }).toBe(10_000);
    expect(heard[hearer]).toEqual(upTo(10_000));
  }
  const table = await (await fetch(rows)).json();
  expect(cached()).toEqual(table);
  await expect.poll(shown, { timeout }).toEqual(asShown(table));
  expect(seen).toMatchObject({ gaps: [], errors: [], reads });
});

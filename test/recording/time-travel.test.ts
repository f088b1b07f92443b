import { createTimeline } from 'bisse/testing';
import type { InspectionRecord } from 'bisse/vanilla';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSession } from './session.ts';

/** A session of so many commits, what was held after each of them, and its history. */
async function travelled(seed: number, commits: number) {
  const session = openSession(seed);
  const seen: { readonly n: number; readonly slices: unknown; readonly rows: unknown }[] = [];
  session.client.inspect((record) => {
    if (record.kind !== 'commit') return;
    seen.push({ n: record.n, slices: session.client.store.getState().slices, rows: session.data() });
  });
  session.begin();
  await session.pass(500);
  while (seen.length < commits) {
    session.change();
    await session.pass(50);
    if (seen.length % 100 === 50) await session.step();
  }
  return { session, seen };
}

function historyOf({ client }: ReturnType<typeof openSession>): readonly InspectionRecord[] {
  const records: InspectionRecord[] = [];
  client.inspect((record) => records.push(record), { replay: true })();
  return records;
}

describe('time travel', () => {
  test('to any of 1,000 commits shows the very slices and rows of that commit', { timeout: 120_000 }, async () => {
    const { session, seen } = await travelled(4, 1_000);
    const timeline = createTimeline(historyOf(session));
    expect(timeline.commits.length).toBeGreaterThanOrEqual(1_000);
    expect(timeline.commits.map(({ n }) => n)).toEqual(seen.map(({ n }) => n));
    fc.assert(
      fc.property(fc.nat(seen.length - 1), (index) => {
        const one = seen[index] as (typeof seen)[number];
        const moment = timeline.momentAt(one.n);
        expect(moment.slices).toBe(one.slices);
        expect(moment.queries.map(({ data }) => data)).toEqual(one.rows === undefined ? [] : [one.rows]);
      }),
      { seed: 8, numRuns: 500 },
    );
    const [first] = seen;
    expect(timeline.momentAt((first?.n ?? 0) - 1).slices).toEqual({ totals: {} });
    session.close();
  });

  test.each([1, 2, 3, 4, 5])('comes back to live without losing what came meanwhile (seed %i)', async (seed) => {
    const { session } = await travelled(seed, 20);
    const { client } = session;
    const heard: (string | undefined)[] = [];
    client.on('*', ({ id }) => heard.push(id));
    const before = { slices: client.store.getState().slices, rows: session.data() };
    client.intervene({ type: 'hold' });
    for (let round = 0; round < 30; round += 1) {
      session.change();
      await session.pass(100);
    }
    const timeline = createTimeline(historyOf(session));
    expect(timeline.momentAt(Number.POSITIVE_INFINITY).slices).toBe(before.slices);
    expect([client.store.getState().slices, heard]).toEqual([before.slices, []]);
    client.intervene({ type: 'resume' });
    await session.end();
    expect(heard.length).toBeGreaterThan(20);
    expect(new Set(heard).size).toBe(heard.length);
    expect(session.data()).toEqual(session.rows());
    session.close();
  });
});

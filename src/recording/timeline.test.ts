import { expect, test } from 'vitest';
import type { InspectionRecord } from '../client/inspection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { defineSlice } from '../events/slice.ts';
import { createTestClient } from '../testing/create-test-client.ts';
import { createTimeline } from './timeline.ts';

const total = defineSlice('total', 0);
const added = defineEvent('added', {
  schema: type<{ n: number }>(),
  slice: total,
  reduce: (sum, { data }) => sum + data.n,
});
const dialect = defineDialect({ name: 'numbers', framing: 'named', events: [added] });

test('a timeline without commits holds nothing', () => {
  const timeline = createTimeline([]);
  expect(timeline.commits).toEqual([]);
  expect(timeline.momentAt(5)).toEqual({ slices: {}, queries: [] });
});

test('after a change of users the slices are those of before any event', async () => {
  const { client, stream, clock } = createTestClient({ dialect, scope: 'ann' });
  const records: InspectionRecord[] = [];
  client.inspect((record) => records.push(record));
  client.connect();
  const add = async (n: number) => {
    await clock.advance(100);
    stream.emit({ event: 'added', data: { n } });
    await clock.advance(100);
  };
  await add(1);
  await add(2);
  client.setScope('bob');
  await add(5);
  const reset = records.find(({ kind }) => kind === 'reset')?.n ?? 0;
  const timeline = createTimeline(records);
  const totals = [...timeline.commits.map(({ n }) => n), reset - 1, reset].map(
    (n) => timeline.momentAt(n).slices['total'],
  );
  expect(totals).toEqual([1, 3, 5, 3, 0]);
  client.close();
});

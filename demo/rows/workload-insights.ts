import { presenceUpdated } from 'bisse/dialects/workload-insights';
import { defineCollection } from 'bisse/vanilla';
import * as v from 'valibot';
import { withRows } from './keep.ts';

const Person = v.object({
  id: v.string(),
  name: v.string(),
  role: v.string(),
  isOnline: v.boolean(),
  /** Since when they are here, or away. */
  since: v.string(),
});

export type Person = v.InferOutput<typeof Person>;

export const peopleRows = defineCollection('people', { item: Person });

/** The document's events, which change the demo's rows too. */
export const workloadKeeping = [
  withRows(presenceUpdated, peopleRows, ({ at, data: { userId, isOnline } }) =>
    peopleRows.merge(userId, { isOnline, since: new Date(at).toISOString() }),
  ),
];

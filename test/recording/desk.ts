import { defineCollection, defineDialect, defineEvent, defineSlice, type } from 'bisse/vanilla';
import type { Row } from '../delivery/model-server.ts';

const rows = defineCollection('rows', { item: type<Row>(), version: (row) => row.v });
const totals = defineSlice('totals', {} as Readonly<Record<string, number>>);
const shared = { channel: 'rows', touches: [rows] } as const;

/** The events of the model server, and a slice besides. */
export const desk = defineDialect({
  name: 'desk',
  framing: 'envelope',
  events: [
    defineEvent('row:set', {
      ...shared,
      schema: type<Row>(),
      slice: totals,
      reduce: (state, { data }) => ({ ...state, [data.id]: data.n }),
      patch: ({ data }) => rows.upsert(data, { version: data.v }),
    }),
    defineEvent('row:gone', {
      ...shared,
      schema: type<{ id: string; v: number }>(),
      slice: totals,
      reduce: (state, { data }) => ({ ...state, [data.id]: -1 }),
      patch: ({ data }) => rows.remove(data.id, { version: data.v }),
    }),
  ],
});

import { defineCollection, defineDialect, defineEvent, type } from 'bisse/vanilla';

export interface Row {
  readonly id: number;
  readonly n: number;
}

export const rowCount = 50;
export const rows = defineCollection('rows', { item: type<Row>() });

/** A number in order, and the row that shows it. */
export const counted = defineEvent('counted', {
  schema: type<{ n: number; row: number }>(),
  channel: 'counts',
  touches: [rows],
  patch: ({ data: { n, row } }) => rows.merge(row, { n }),
});

export const noted = defineEvent('noted', { schema: type<{ n: number }>(), channel: 'notes' });

export const dialect = defineDialect({ name: 'tabs', framing: 'named', events: [counted, noted] });

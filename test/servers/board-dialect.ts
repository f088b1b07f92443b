import * as v from 'valibot';
import { defineCollection } from '../../src/events/collection.ts';
import { defineDialect } from '../../src/events/dialect.ts';
import { defineEvent } from '../../src/events/event.ts';

// What the board's server and its clients share. Imported by path, since Node resolves `bisse` to the built package.

const Ticket = v.object({ id: v.string(), votes: v.number() });
export type Ticket = v.InferOutput<typeof Ticket>;

export const tickets = defineCollection('tickets', { item: Ticket });

/** `n` counts the changes of the table, from 1, so that a test sees what is lost, doubled or out of order. */
export const changed = defineEvent('ticket:changed', {
  schema: v.object({ n: v.number(), ticket: Ticket }),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.upsert(data.ticket),
});

export const closed = defineEvent('ticket:closed', {
  schema: v.object({ n: v.number(), ticketId: v.string() }),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.remove(data.ticketId),
});

export const board = defineDialect({ name: 'board', framing: 'named', events: [changed, closed] });

import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Ticket } from './board-dialect.ts';

/** One change of the table, as it is kept and as it is published. */
export type Change = { readonly n: number } & ({ readonly ticket: Ticket } | { readonly ticketId: string });

export interface Tickets {
  rows(): readonly Ticket[];
  /** Makes the next change. When this returns, the change survives the death of the process. */
  change(): Change;
  close(): void;
}

const size = 100;

/**
 * The board's table: rows change, go, and come back at the end. With a file, each change is a line of it, and a new
 * process goes on where the last one was killed.
 */
export function openTickets(file?: string): Tickets {
  const rows = new Map<string, Ticket>();
  for (let id = 0; id < size; id += 1) rows.set(`${id}`, { id: `${id}`, votes: 0 });
  let n = 0;
  for (const line of file && existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []) {
    if (line !== '') apply(JSON.parse(line) as Change);
  }
  const handle = file === undefined ? undefined : openSync(file, 'a');

  function apply(change: Change): void {
    n = change.n;
    if ('ticket' in change) rows.set(change.ticket.id, change.ticket);
    else rows.delete(change.ticketId);
  }

  return {
    rows: () => [...rows.values()],
    change() {
      const next = n + 1;
      const id = `${(next * 7) % size}`;
      const leaves = next % 3 === 0 && rows.has(id);
      const change: Change = leaves ? { n: next, ticketId: id } : { n: next, ticket: { id, votes: next } };
      // One write for a whole line: a kill leaves all of it or nothing.
      if (handle !== undefined) writeSync(handle, `${JSON.stringify(change)}\n`);
      apply(change);
      return change;
    },
    close: () => handle !== undefined && closeSync(handle),
  };
}

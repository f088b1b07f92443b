import { compareLogIds } from '../../wire/log-id.ts';
import type { Cursor } from '../../wire/message.ts';
import type { PgQueryable } from './outbox-session.ts';

interface Seen {
  /** The id of the newest event of the outbox that was published and whose row is gone. */
  readonly cursor: string | null;
  /** Whether all that is committed here was published. */
  readonly settled: boolean;
  /** Whether what else is read in this transaction is of the same moment, and all of it committed. */
  readonly still: boolean;
}

/**
 * Where in the log the snapshot of `client`'s transaction stands.
 *
 * A row leaves the outbox after its event was published, with the event's id. So where the snapshot holds no row, it holds
 * exactly the events up to the id that it holds. `before` may be later than that: then what was published up to it came from
 * elsewhere, because an event of the outbox would have left its row in this snapshot, which was taken afterwards.
 */
export async function positionIn(client: PgQueryable, schema: string, before: Cursor): Promise<string> {
  const { rows } = await client.query(
    `select cursor, not exists (select from ${schema}.outbox) as settled,
       current_setting('transaction_isolation') in ('repeatable read', 'serializable')
         and pg_current_xact_id_if_assigned() is null as still
     from ${schema}.outbox_state`,
  );
  const { cursor, settled, still } = rows[0] as Seen;
  if (cursor === null) return settled && still ? `${before}; exact` : before;
  const order = compareLogIds(before, cursor);
  // Of two lives of the log; `before` is a bound in any case.
  if (order === undefined) return before;
  const id = order < 0 ? cursor : before;
  return settled && still ? `${id}; exact` : id;
}

import type { Hub } from 'bisse/server';
import type { dialect } from '../dialect.ts';
import type { Data } from './data.ts';
import { queryable, type SharedDatabase } from './shared-database.ts';

/**
 * Changes and reads where several instances share a database. Events are written with the rows they tell of and published by
 * whichever instance reads the outbox, so that no instance need know what the others do.
 */
export function createSharedData(opening: () => Promise<SharedDatabase>, hub: Hub<typeof dialect>): Data {
  return {
    async change(work) {
      const { outbox, transaction } = await opening();
      return transaction(async (query) => {
        const { result, events } = await work(query);
        for (const event of events) await outbox.add(queryable(query), event);
        return result;
      });
    },
    async read<Row extends object>(sql: string, parameters?: readonly unknown[]) {
      const { outbox, snapshot } = await opening();
      const before = hub.cursor();
      return snapshot(async (query) => ({
        cursor: await outbox.position(queryable(query), before),
        rows: await query<Row>(sql, parameters),
      }));
    },
  };
}

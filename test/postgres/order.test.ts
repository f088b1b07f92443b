import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type PostgresServer, startPostgres } from '../servers/postgres.ts';
import { instance, labsosOutbox, postgresDatabase, type RealDatabase, step, stepsOf } from './databases.ts';

vi.setConfig({ testTimeout: 180_000 });

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** An open transaction that has written something already, so that Postgres has given it a number. */
async function begin({ pool }: RealDatabase, mark: string): Promise<PoolClient & { commit(): Promise<void> }> {
  const client = await pool.connect();
  await client.query('begin');
  await client.query(`insert into jobs (id) values ($1)`, [`mark ${mark}`]);
  return Object.assign(client, {
    async commit() {
      await client.query('commit');
      client.release();
    },
  });
}

test('transactions are told as they commit, whichever began or wrote first', async () => {
  const database = await postgresDatabase(server);
  const outbox = await labsosOutbox(database);
  const [first, second, third] = [await begin(database, '1'), await begin(database, '2'), await begin(database, '3')];
  await step(first, 'a', 1);
  await step(second, 'b', 1);
  await outbox.add(first, {
    type: 'new_proposal',
    data: { proposalId: 'p', title: '', confidence: 1, createdAt: '' },
    to: '*',
  });
  await step(third, 'c', 1);
  await third.commit();
  await step(second, 'b', 2);
  await first.commit();
  await second.commit();
  const { hub, log } = instance();
  hub.from(outbox);
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(['c:1', 'a:1', 'p', 'b:1', 'b:2']));
});

test('a transaction that stays open holds up nobody, and is told when it commits', async () => {
  const database = await postgresDatabase(server);
  const { hub, log } = instance();
  hub.from(await labsosOutbox(database));
  const slow = await begin(database, 'slow');
  await step(slow, 'a', 1);
  await step(database, 'b', 1);
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(['b:1']));
  await slow.commit();
  await step(database, 'b', 2);
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(['b:1', 'a:1', 'b:2']));
});

test('changes of one row are told as they were made, by whichever transaction, and whoever is still open', async () => {
  // By the numbers of the transactions, job a would be told to be at 3 and then at 2: early < open < late.
  const database = await postgresDatabase(server);
  const { hub, log } = instance();
  hub.from(await labsosOutbox(database));
  await step(database, 'a', 1);
  const early = await begin(database, 'early');
  const open = await begin(database, 'open');
  const late = await begin(database, 'late');
  await step(late, 'a', 2);
  const waiting = step(early, 'a', 3);
  await late.commit();
  await waiting;
  await early.commit();
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1', 'a:2', 'a:3']));
  await open.commit();
});

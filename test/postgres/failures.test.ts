import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, type PoolClient } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { labsosTriggers, outboxMigration, postgresOutbox } from '../../src/server/source/postgres.ts';
import { memoryLog } from '../../src/server.ts';
import { type PostgresServer, startPostgres } from '../servers/postgres.ts';
import { instance, labsosOutbox, postgresDatabase, type RealDatabase, step, stepsOf } from './databases.ts';

vi.setConfig({ testTimeout: 180_000 });

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const readerOf = async (database: RealDatabase) =>
  (await database.query('select reader, reader_until > clock_timestamp() as reads from bisse.outbox_state')).rows[0];

/** The connections that listen: one for each instance. */
const listeners = async ({ pool }: RealDatabase): Promise<number[]> =>
  (
    await pool.query(
      `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query not like '%jobs%' and query ~ 'outbox'`,
    )
  ).rows.map(({ pid }) => pid as number);

test('of several instances one reads, and another goes on at once when it leaves, or later when it is lost', async () => {
  const database = await postgresDatabase(server);
  const log = memoryLog();
  const instances = [instance(log), instance(log), instance(log)];
  const outboxes = await Promise.all(instances.map(() => labsosOutbox(database, { lease: '2s' })));
  const stops = [];
  for (const [index, { hub }] of instances.entries()) {
    stops.push(hub.from(outboxes[index]!));
    await vi.waitFor(async () => expect((await readerOf(database)).reads).toBe(true));
  }
  await step(database, 'a', 1);
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1']));
  const { reader } = await readerOf(database);
  await stops[0]!();
  await vi.waitFor(async () => {
    const now = await readerOf(database);
    expect([now.reads, now.reader === reader]).toEqual([true, false]);
  });
  await step(database, 'a', 2);
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1', 'a:2']));
  // One that reads as someone who was lost without a word would.
  await database.query(
    `update bisse.outbox_state set reader = 'lost', reader_until = clock_timestamp() + interval '1 s'`,
  );
  await step(database, 'a', 3);
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1', 'a:2', 'a:3']));
});

test('of two instances that make the outbox at once, the second one waits and finds it made', async () => {
  const database = await postgresDatabase(server);
  const { sql } = outboxMigration({ triggers: labsosTriggers });
  const [first, second] = [await database.pool.connect(), await database.pool.connect()];
  // So that this connection remembers that there is no such schema.
  await second.query('create schema other; drop schema other');
  await second.query(`select to_regclass('bisse.outbox_state')`);
  await first.query('begin');
  await first.query(sql);
  const waiting = second.query(`begin; ${sql} commit;`);
  await vi.waitFor(async () => {
    const { rows } = await database.query(`select from pg_locks where locktype = 'advisory' and not granted`);
    expect(rows).toHaveLength(1);
  });
  await first.query('commit');
  await waiting;
  first.release();
  second.release();
});

test('a connection that is cut is opened again, again and again, and nothing is lost or told twice', async () => {
  const database = await postgresDatabase(server);
  const { hub, log, complaints } = instance();
  hub.from(await labsosOutbox(database, { batch: 3, poll: '50ms' }));
  const changes = 200;
  const cutting = (async () => {
    let cuts = 0;
    for (let told = 0; told < changes; ) {
      const enough = Math.min(changes, told + 1 + Math.floor(Math.random() * 10));
      while (stepsOf(log).length < enough) await sleep(2);
      told = stepsOf(log).length;
      const { rows } = await database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and query ~ 'outbox' and query !~ 'jobs|terminate'`,
      );
      cuts += rows.length;
    }
    return cuts;
  })();
  for (let n = 1; n <= changes; n += 1) await step(database, `job${n % 7}`, n);
  expect(await cutting).toBeGreaterThan(3);
  await sleep(200);
  expect(stepsOf(log)).toEqual(Array.from({ length: changes }, (_, n) => `job${(n + 1) % 7}:${n + 1}`));
  expect(complaints[0]).toMatch(/^bisse: the outbox in Postgres failed/);
});

test('Postgres is killed and comes back: what was committed is told once', async () => {
  const own = await startPostgres();
  onTestFinished(() => own.stop());
  const database = await postgresDatabase(own);
  const { hub, log, complaints } = instance();
  hub.from(await labsosOutbox(database, { poll: '50ms' }));
  for (let n = 1; n <= 50; n += 1) await step(database, 'a', n);
  await own.kill();
  await vi.waitFor(() => expect(complaints).toHaveLength(1));
  await own.start();
  await vi.waitFor(() => step(database, 'a', 51));
  const all = Array.from({ length: 51 }, (_, n) => `a:${n + 1}`);
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(all));
  await vi.waitFor(() => expect(complaints.at(-1)).toBe('bisse: the outbox in Postgres works again.'));
});

test('events come without any notification too', async () => {
  const database = await postgresDatabase(server);
  const { hub, log } = instance();
  const outbox = await labsosOutbox(database);
  await database.query('drop trigger outbox_wake on bisse.outbox');
  hub.from(outbox);
  for (const n of [1, 2, 3]) {
    await step(database, 'a', n);
    await vi.waitFor(() => expect(stepsOf(log)).toHaveLength(n));
  }
});

test('a notification is enough: no poll is needed', async () => {
  const database = await postgresDatabase(server);
  const { hub, log } = instance();
  hub.from(await labsosOutbox(database, { poll: '1h', lease: '2h' }));
  for (const n of [1, 2, 3]) {
    await vi.waitFor(async () => expect(await listeners(database)).toHaveLength(1));
    await step(database, 'a', n);
    await vi.waitFor(() => expect(stepsOf(log)).toHaveLength(n));
  }
});

test('a connection that was made to listen no more listens again, and it is said why events were late', async () => {
  const database = await postgresDatabase(server);
  const opened: PoolClient[] = [];
  const connect = async () => {
    const client = await database.pool.connect();
    opened.push(client);
    return client;
  };
  const { hub, complaints } = instance();
  await labsosOutbox(database);
  hub.from(postgresOutbox({ pool: { connect }, poll: '50ms' }));
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  const channels = async () => (await opened[0]!.query('select pg_listening_channels() as name')).rows;
  await vi.waitFor(async () => expect(await channels()).toEqual([{ name: 'bisse_outbox' }]));
  await opened[0]!.query('discard all');
  await vi.waitFor(() => expect(complaints).toHaveLength(1));
  expect(complaints[0]).toContain('no longer listened for notifications');
  await vi.waitFor(async () => expect(await channels()).toEqual([{ name: 'bisse_outbox' }]));
});

test('a role that may only write the tables has its changes told, and may neither read nor write the outbox', async () => {
  const database = await postgresDatabase(server);
  const { hub, log } = instance();
  hub.from(await labsosOutbox(database));
  await database.query(`create role clerk login; grant select, insert, update on jobs to clerk`);
  const clerk = new Pool({ connectionString: database.url.replace('postgres@', 'clerk@') });
  onTestFinished(() => clerk.end());
  await step(clerk, 'a', 1);
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1']));
  await expect(clerk.query('select * from bisse.outbox')).rejects.toThrow('permission denied');
  await expect(clerk.query(`insert into bisse.outbox (publication) values ('{}')`)).rejects.toThrow(
    'permission denied',
  );
});

test('an outbox that is stopped leaves no connection', async () => {
  const database = await postgresDatabase(server);
  const { hub, log } = instance();
  hub.from(await labsosOutbox(database));
  await step(database, 'a', 1);
  await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1']));
  expect(await listeners(database)).toHaveLength(1);
  await hub.close();
  await vi.waitFor(async () => expect(await listeners(database)).toEqual([]));
});

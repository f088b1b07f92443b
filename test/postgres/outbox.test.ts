import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { consoleHubLogger } from '../../src/server/logger.ts';
import { type AnyPublication, LogError, memoryLog, PublishError } from '../../src/server.ts';
import { type PostgresServer, startPostgres } from '../servers/postgres.ts';
import { entriesOf, instance, labsosOutbox, pgliteDatabase, postgresDatabase, step, stepsOf } from './databases.ts';

vi.setConfig({ testTimeout: 180_000 });

let server: PostgresServer;
let pglite: PGlite;
beforeAll(async () => {
  [server, pglite] = await Promise.all([startPostgres(), PGlite.create()]);
}, 120_000);
afterAll(() => Promise.all([server.stop(), pglite.close()]));

const kinds = { PostgreSQL: () => postgresDatabase(server), PGlite: () => pgliteDatabase(pglite) };

describe.each(Object.entries(kinds))('an outbox in %s', (_name, open) => {
  test('tells what is committed, in the order of a transaction, and nothing of what is rolled back', async () => {
    const database = await open();
    const outbox = await labsosOutbox(database);
    const { hub, log } = instance();
    hub.from(outbox);
    const failing = database.transaction(async (client) => {
      await step(client, 'a', 1);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await database.transaction(async (client) => {
      await step(client, 'a', 2);
      await outbox.add(client, {
        ...{ type: 'proposal_deleted', to: 'project:8' },
        ...{ data: { proposalId: 'p' }, mutationId: 'm', key: 'of the app', at: 5 },
      });
      await step(client, 'b', 1);
    });
    await step(database, 'a', 3);
    await vi.waitFor(() => expect(entriesOf(log)).toHaveLength(4));
    expect(entriesOf(log).map(({ data, scope }) => `${scope} ${data['jobId'] ?? data['proposalId']}`)).toEqual([
      ...['project:7 a', 'project:8 p', 'project:7 b', 'project:7 a'],
    ]);
    expect(entriesOf(log)[1]).toHaveProperty('mutationId', 'm');
    await vi.waitFor(async () => expect((await database.query('select * from bisse.outbox')).rows).toEqual([]));
  });

  test("tells LabsOS' changes as its document does, and no others", async () => {
    const database = await open();
    const { hub, log } = instance();
    hub.from(await labsosOutbox(database));
    const statements = [
      `insert into ingestion_sources values ('s', '7', 'pending', 'Mail', '2026-01-02T03:04:05Z')`,
      `update ingestion_sources set status = 'completed'`,
      `delete from ingestion_sources`,
      `insert into jobs values ('j', '7', 'extract', 1, 4, null, '2026-01-02T03:04:05Z')`,
      `update jobs set progress_message = 'not told'`,
      `update jobs set progress_current = 2, progress_updated_at = '2026-01-02T03:04:06.789Z'`,
      `update jobs set progress_updated_at = progress_updated_at`,
      `delete from jobs`,
      `insert into proposed_nodes values ('p', '8', 'Title', 0.5, '2026-01-02T03:04:05Z'), ('q', null, 'of nobody', 1, now())`,
      `update proposed_nodes set title = 'Better'`,
      `delete from proposed_nodes`,
    ];
    for (const statement of statements) await database.query(statement);
    await vi.waitFor(() => expect(entriesOf(log)).toHaveLength(5));
    const createdAt = expect.stringMatching(/^2026-01-02T03:04:05\+00:00$/);
    expect(entriesOf(log).map(({ scope, data }) => [scope, data])).toEqual([
      [
        'project:7',
        { type: 'status_update', sourceId: 's', status: 'completed', sourceName: 'Mail', updatedAt: createdAt },
      ],
      [
        'project:7',
        {
          ...{ type: 'progress_update', jobId: 'j' },
          progress: { stage: 'extract', current: 2, total: 4, message: 'not told', timestamp: 1_767_323_046_789 },
        },
      ],
      ['project:8', { type: 'new_proposal', proposalId: 'p', title: 'Title', confidence: 0.5, createdAt }],
      ['project:8', { type: 'proposal_update', proposalId: 'p', title: 'Better', confidence: 0.5, createdAt }],
      ['project:8', { type: 'proposal_deleted', proposalId: 'p' }],
    ]);
  });

  test('is read from where it was left, also what was written before anybody read it', async () => {
    const database = await open();
    const outbox = await labsosOutbox(database, { batch: 2 });
    for (const current of [1, 2, 3, 4, 5]) await step(database, 'a', current);
    const { hub, log } = instance();
    const stop = hub.from(outbox);
    await vi.waitFor(() => expect(stepsOf(log)).toHaveLength(5));
    await stop();
    await step(database, 'a', 6);
    hub.from(outbox);
    await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1', 'a:2', 'a:3', 'a:4', 'a:5', 'a:6']));
  });

  test('does not tell an event twice when its reader is lost between the event and the deletion of its row', async () => {
    const database = await open();
    const outbox = await labsosOutbox(database, { lease: '300ms' });
    const log = memoryLog();
    const { hub: second } = instance(log);
    const deaf = new AbortController();
    onTestFinished(() => deaf.abort());
    for (const current of [1, 2, 3]) await step(database, 'a', current);
    // The first reader hangs after its second event, for ever, as a process does that was killed.
    let published = 0;
    let continued: (() => void) | undefined;
    void outbox.run({
      ...{ signal: deaf.signal, isShared: false, working: () => {}, logger: consoleHubLogger },
      async publish(publication) {
        const data = publication.data as { progress: object };
        const draft = { type: publication.type, scopes: ['*'], event: 'message', data: JSON.stringify(data) };
        const id = await log.append({ ...draft, key: publication.key });
        published += 1;
        if (published === 2)
          await new Promise<void>((resolve) => {
            continued = resolve;
          });
        return id;
      },
    });
    await vi.waitFor(() => expect(published).toBe(2));
    second.from(database.outbox({ lease: '300ms' }));
    await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1', 'a:2', 'a:3']));
    // It goes on after all, as a machine does that was asleep: its turn is over.
    continued?.();
    await step(database, 'a', 4);
    await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1', 'a:2', 'a:3', 'a:4']));
    expect(published).toBe(2);
  });

  test('tells each of 300 changes once and in order, while 20 readers are lost at any point', async () => {
    const database = await open();
    const log = memoryLog();
    const { hub } = instance(log);
    const outbox = () => database.outbox({ lease: '200ms', poll: '20ms', batch: 7 });
    await labsosOutbox(database);
    const writing = (async () => {
      for (let n = 1; n <= 300; n += 1) await step(database, `job${n % 10}`, n);
    })();
    const lost: (() => void)[] = [];
    onTestFinished(() => {
      for (const end of lost) end();
    });
    for (let n = 0; n < 20; n += 1) {
      const gone = new AbortController();
      let left = Math.floor(Math.random() * 13);
      await new Promise<void>((isLost) => {
        const host = {
          ...{ signal: gone.signal, isShared: false, working: () => {}, logger: consoleHubLogger },
          async publish(publication: AnyPublication) {
            const data = JSON.stringify(publication.data);
            const event = { type: publication.type, scopes: ['*'], event: 'message', data, key: publication.key };
            // Before or after the event is in the log: then nothing is heard of this reader any more.
            const isBefore = left === 0 && Math.random() < 0.5;
            const id = isBefore ? '' : await log.append(event);
            left -= 1;
            if (left >= 0) return id;
            isLost();
            return new Promise<string>((_, reject) => lost.push(() => reject(new LogError('the test is over'))));
          },
        };
        lost.push(() => gone.abort());
        void outbox()
          .run(host)
          .catch(() => {});
      });
    }
    hub.from(outbox());
    await writing;
    const all = Array.from({ length: 300 }, (_, n) => `job${(n + 1) % 10}:${n + 1}`);
    await vi.waitFor(() => expect(stepsOf(log)).toHaveLength(300));
    expect(stepsOf(log)).toEqual(all);
  });

  test('keeps what no client could read, with the reason, and goes on', async () => {
    const database = await open();
    const outbox = await labsosOutbox(database);
    const { hub, log, complaints } = instance();
    hub.from(outbox);
    await database.query(
      `insert into bisse.outbox (publication) values ('{"type":"unheard_of","to":"*","data":1}'), ('[]'), ('null')`,
    );
    await database.query(`insert into ingestion_sources values ('s', '7', 'pending', null, now())`);
    await database.query(`update ingestion_sources set status = 'failed'`);
    await step(database, 'a', 1);
    await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1']));
    const { rows } = await database.query('select publication, reason from bisse.outbox_refused order by id');
    expect(rows.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('"unheard_of" was not published: the dialect "labsos" does not declare it'),
      expect.stringContaining('was not published'),
      expect.stringContaining('was not published'),
      expect.stringContaining('sourceName'),
    ]);
    expect(complaints).toHaveLength(4);
    expect(complaints[0]).toMatch(/row \d+ of the outbox was not published.*bisse\.outbox_refused/);
  });

  test('refuses to add what no client could read, before anything is written', async () => {
    const database = await open();
    const outbox = await labsosOutbox(database);
    // biome-ignore lint/suspicious/noExplicitAny: the types would not let it through.
    const wrong = { type: 'proposal_deleted', to: '*', data: {} } as any;
    await expect(outbox.add(database, wrong)).rejects.toThrow(PublishError);
    expect((await database.query('select * from bisse.outbox')).rows).toEqual([]);
  });

  test('loses nothing while the log cannot be reached, and says so once', async () => {
    const database = await open();
    const log = memoryLog();
    let isDown = true;
    const { hub, complaints } = instance({
      ...log,
      append(draft) {
        if (isDown) throw new LogError('gone');
        return log.append(draft);
      },
    });
    hub.from(await labsosOutbox(database));
    for (const current of [1, 2, 3]) await step(database, 'a', current);
    await vi.waitFor(() => expect(complaints).toHaveLength(1));
    await step(database, 'a', 4);
    isDown = false;
    await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1', 'a:2', 'a:3', 'a:4']));
    await vi.waitFor(() =>
      expect(complaints).toEqual([
        expect.stringMatching(/^bisse: the outbox in Postgres failed/),
        'bisse: the outbox in Postgres works again.',
      ]),
    );
  });

  test('that is not there is said to be made, and read as soon as it is', async () => {
    const database = await open();
    const told: unknown[] = [];
    const { hub, log } = instance();
    const outbox = database.outbox();
    const watched = {
      ...outbox,
      run: (host: Parameters<typeof outbox.run>[0]) =>
        outbox.run(host).catch((error) => {
          told.push(error.message);
          throw error;
        }),
    };
    hub.from(watched);
    await vi.waitFor(() => expect(told[0]).toMatch(/^bisse: the schema "bisse" holds no outbox.*outbox\.migrate\(\)/));
    await labsosOutbox(database);
    await step(database, 'a', 1);
    await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1']));
  });

  test('made anew tells its events, though their numbers are those of others that the log remembers', async () => {
    const database = await open();
    const { hub, log } = instance();
    const stop = hub.from(await labsosOutbox(database));
    await step(database, 'a', 1);
    await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1']));
    await stop();
    await database.query('drop schema bisse cascade');
    // Its triggers went with it.
    await step(database, 'a', 2);
    hub.from(await labsosOutbox(database));
    await step(database, 'a', 3);
    await vi.waitFor(() => expect(stepsOf(log)).toEqual(['a:1', 'a:3']));
  });

  test('has the triggers of the last migration, and those of none without a list', async () => {
    const database = await open();
    const triggers = async () =>
      (
        await database.query(
          `select tgname as name from pg_trigger where not tgisinternal and tgrelid in ('jobs'::regclass, 'ingestion_sources'::regclass) order by 1`,
        )
      ).rows.map(({ name }) => name);
    await labsosOutbox(database);
    expect(await triggers()).toEqual(['bisse_01_status_update', 'bisse_02_progress_update']);
    await database.outbox().migrate();
    expect(await triggers()).toEqual(['bisse_01_status_update', 'bisse_02_progress_update']);
    const quoted = {
      ...({ table: 'public.jobs', on: 'insert', type: "it's" } as const),
      to: `array['user:1', 'user:' || new.id]`,
      data: `'{"a":1}'::json`,
    };
    await database.outbox({ triggers: [quoted] }).migrate();
    expect(await triggers()).toEqual(['bisse_01_it_s']);
    await database.query(`insert into jobs values ('a')`);
    expect((await database.query('select publication from bisse.outbox')).rows).toEqual([
      { publication: { type: "it's", to: ['user:1', 'user:a'], data: { a: 1 } } },
    ]);
  });

  test('gives the exact position of a snapshot that holds what was published and nothing else, else a bound', async () => {
    const database = await open();
    const outbox = await labsosOutbox(database);
    const { hub, log } = instance();
    const start = hub.cursor();
    const still = (before: string) =>
      database.transaction((client) => outbox.position(client, before), 'repeatable read');
    expect(await still(start)).toBe(`${start}; exact`);
    await step(database, 'a', 1);
    expect(await still(start)).toBe(start);
    hub.from(outbox);
    await vi.waitFor(async () => expect(await still(start)).toBe(`${log.head().id}; exact`));
    const told = log.head().id;
    const later = await hub.publish({ type: 'proposal_deleted', data: { proposalId: 'p' }, to: '*' });
    expect(await still(later)).toBe(`${later}; exact`);
    expect(await outbox.position(database, start)).toBe(told);
    expect(await still('other:1-1')).toBe('other:1-1');
    const own = database.transaction(async (client) => {
      await step(client, 'a', 2);
      return outbox.position(client, later);
    }, 'repeatable read');
    expect(await own).toBe(later);
  });
});

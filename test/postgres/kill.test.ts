import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startPostgres } from '../servers/postgres.ts';
import { startRedis } from '../servers/redis.ts';
import { labsosOutbox, postgresDatabase, type RealDatabase } from './databases.ts';
import { type History, writeHistory } from './history.ts';

vi.setConfig({ testTimeout: 240_000 });

const changes = 10_000;
const kills = 20;

/** An instance in a process of its own, that reads the outbox when it is its turn. */
async function startInstance(url: string, redisPort: number): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'instance-process.ts'), [url, String(redisPort)], {
    ...{ execArgv: ['--conditions=bisse-source', '--disable-warning=ExperimentalWarning'], stdio: 'inherit' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  return child;
}

/** The process that reads the outbox now. */
async function readerOf({ pool }: RealDatabase): Promise<number> {
  const { rows } = await pool.query('select reader from bisse.outbox_state');
  return Number(String(rows[0].reader).split('-')[0]);
}

test('of 10,000 changes, while the process that reads them is killed 20 times, each is told once, in the order of the commits', async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  onTestFinished(async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
  });
  const database = await postgresDatabase(postgres);
  await labsosOutbox(database);
  const told = async () => (await redis.client.xrange('{bisse}:entries', '-', '+')).map(([, values]) => values);
  const count = () => redis.client.xlen('{bisse}:entries');

  const instances = new Map<number, ChildProcess>();
  const add = async () => {
    const child = await startInstance(database.url, redis.port);
    instances.set(child.pid as number, child);
  };
  await Promise.all([add(), add()]);
  const history: History = { transactions: [], clock: 0 };
  let killed = 0;
  let killedInBetween = 0;
  // So that there is something left to read until the last kill.
  const allowed = () => (changes / kills) * (killed + 1);
  const writing = writeHistory(database, history, { changes, jobs: 100, writers: 12, allowed });

  while (killed < kills) {
    const enough = (changes / kills) * (killed + Math.random() * 0.9);
    while ((await count()) < enough) await sleep(2);
    const victim = instances.get(await readerOf(database));
    if (!victim) continue;
    instances.delete(victim.pid as number);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    killed += 1;
    // What is in the log and still in the outbox would be told twice, but for its key.
    const { rows } = await database.query('select publication::text from bisse.outbox');
    const known = new Set((await told()).map((values) => values[values.indexOf('data') + 1]));
    if (rows.some(({ publication }) => known.has(onWire(publication)))) killedInBetween += 1;
    void add();
  }
  await writing;
  await vi.waitFor(async () => expect(await count()).toBeGreaterThanOrEqual(changes), { timeout: 60_000 });
  await vi.waitFor(async () => expect((await database.query('select from bisse.outbox limit 1')).rows).toEqual([]));
  await sleep(200);

  expect(killedInBetween).toBeGreaterThan(0);
  const steps = (await told()).map((values) => JSON.parse(values[values.indexOf('data') + 1] as string));
  expect(steps).toHaveLength(changes);
  const inLog = steps.map(({ jobId, progress }) => `${jobId}:${progress.current}`);
  expect(new Set(inLog).size).toBe(changes);
  expect(outOfOrder(inLog, history)).toEqual([]);
});

/** The payload of a row as the log has it. */
function onWire(publication: string): string {
  const { type, data } = JSON.parse(publication);
  return JSON.stringify({ type, ...data });
}

/**
 * Where the log breaks the order: an event of a transaction that had committed before another one asked to commit comes
 * after one of that; or the events of one transaction, or of one job, are not in the order of the changes.
 */
function outOfOrder(inLog: readonly string[], { transactions }: History): string[] {
  const byStep = new Map(transactions.flatMap((each) => each.steps.map((step, at) => [step, { each, at }] as const)));
  const places = new Map<object, number>();
  const jobs = new Map<string, number>();
  const wrong: string[] = [];
  let latest = -1;
  for (const step of inLog) {
    const { each, at } = byStep.get(step) ?? { each: undefined, at: 0 };
    if (!each) {
      wrong.push(`${step} was not committed`);
      continue;
    }
    const [job, current] = step.split(':') as [string, string];
    if (each.committed < latest) wrong.push(`${step} comes after what was committed later`);
    if ((places.get(each) ?? -1) >= at) wrong.push(`${step} comes after what its transaction did later`);
    if ((jobs.get(job) ?? 0) + 1 !== Number(current)) wrong.push(`${step} comes after ${job}:${jobs.get(job)}`);
    latest = Math.max(latest, each.asked);
    places.set(each, at);
    jobs.set(job, Number(current));
  }
  return wrong;
}

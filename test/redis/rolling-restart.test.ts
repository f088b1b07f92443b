import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createHub } from 'bisse/server';
import { redisLog } from 'bisse/server/redis';
import { createStreamClient } from 'bisse/vanilla';
import { expect, onTestFinished, test, vi } from 'vitest';
import { counted, counts } from '../servers/counts-dialect.ts';
import { quiet, redisForTest } from './logs.ts';

const patience = { timeout: 60_000, interval: 20 };

interface Instance {
  readonly origin: string;
  readonly child: ChildProcess;
}

async function startInstance(redisPort: number): Promise<Instance> {
  const program = join(import.meta.dirname, '../servers/hub-process.ts');
  const child = fork(program, [String(redisPort), '2s'], { execArgv: ['--conditions=bisse-source'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [origin] = (await once(child, 'message')) as [string];
  return { origin, child };
}

test('200 clients lose nothing while both instances are restarted one after the other, and do not come back all at once', async () => {
  const redis = await redisForTest();
  const publisher = createHub({ events: counts, logger: quiet, log: redisLog(redis.client, { logger: quiet }) });
  onTestFinished(() => publisher.close());
  let instances = [await startInstance(redis.port), await startInstance(redis.port)];
  /** When each client asked after it had lost its stream, and what it was answered. */
  let asked: { readonly at: number; readonly status: number }[] = [];
  let next = 0;

  const clients = Array.from({ length: 200 }, () => {
    const heard: number[] = [];
    const gaps: unknown[] = [];
    const client = createStreamClient({
      // As a balancer does that takes turns, and has not heard yet that one of them is going down.
      url() {
        next += 1;
        return `${(instances[next % instances.length] as Instance).origin}/events`;
      },
      ...{ dialect: counts, tabs: 'solo' },
      async fetch(input, init) {
        const at = performance.now();
        const answer = await fetch(input, init);
        asked.push({ at, status: answer.status });
        return answer;
      },
    });
    client.on(counted, ({ data }) => heard.push(data));
    client.onGap((gap) => gaps.push(gap));
    const unmount = client.mount();
    const release = client.lease({ channel: 'counts' });
    onTestFinished(() => {
      release();
      unmount();
      client.close();
    });
    return { client, heard, gaps };
  });
  await vi.waitFor(() => expect(clients.every(({ client }) => client.isLive())).toBe(true), patience);

  let last = 0;
  let isPublishing = true;
  const publishing = (async () => {
    while (isPublishing) {
      last += 1;
      await publisher.publish({ type: 'counted', data: last, to: 'channel:counts' });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();

  for (const old of [...instances]) {
    asked = [];
    const exited = once(old.child, 'exit');
    old.child.kill('SIGTERM');
    const fresh = await startInstance(redis.port);
    // Now the balancer knows.
    instances = instances.map((instance) => (instance === old ? fresh : instance));
    expect(await exited).toEqual([0, null]);
    await vi.waitFor(() => expect(clients.every(({ client }) => client.isLive())).toBe(true), patience);
    const arrivals = asked.map(({ at }) => at).sort((a, b) => a - b);
    expect(arrivals.length).toBeGreaterThanOrEqual(100);
    // In no moment as many as half of those that were sent away.
    const perMoment = arrivals.map((at) => arrivals.filter((other) => other >= at && other < at + 100).length);
    expect(Math.max(...perMoment)).toBeLessThan(50);
    expect(new Set(asked.map(({ status }) => status).filter((status) => status !== 503))).toEqual(new Set([200]));
  }
  isPublishing = false;
  await publishing;
  const all = Array.from({ length: last }, (_, index) => index + 1);
  for (const { heard, gaps } of clients) {
    await vi.waitFor(() => expect(heard.at(-1)).toBe(last), patience);
    expect(heard).toEqual(all);
    expect(gaps).toEqual([]);
  }
}, 120_000);

import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { type RedisLogOptions, redisLog } from '../../src/server/log/redis.ts';
import type { Log, LogDraft } from '../../src/server.ts';
import { type RedisServer, type RedisServerOptions, startRedis } from '../servers/redis.ts';

export const quiet = { warn: () => {}, error: () => {} };

export const draft = (data: string, key?: string): LogDraft => ({ type: 'a', scopes: ['*'], event: 'a', data, key });

/** A Redis until the test ends. */
export async function redisForTest(options?: RedisServerOptions): Promise<RedisServer> {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

/** An instance's log until the test ends. */
export async function logForTest(redis: Redis | number, options?: RedisLogOptions): Promise<Required<Log>> {
  const client = typeof redis === 'number' ? new Redis(redis, '127.0.0.1', { lazyConnect: true }) : redis;
  const log = redisLog(client, { logger: quiet, ...options });
  onTestFinished(() => log.close());
  await log.ready();
  return log;
}

/** What a reader that begins at the head reads from now on: the data of entries, and gaps as `gap: <reason>`. */
export function readOn(log: Log): { readonly told: string[]; readonly ids: string[] } {
  let { position } = log.head();
  const read = { told: [] as string[], ids: [] as string[] };
  log.subscribe(() => {
    for (let step = log.next(position); step; step = log.next(position)) {
      position = 'place' in step ? step.place.position : step.position;
      read.told.push('place' in step ? `gap: ${step.reason}` : step.data);
      read.ids.push('place' in step ? step.place.id : step.id);
    }
  });
  return read;
}

/** Publishes as an app does that cannot lose an event: with a key, and again until it has been published. */
export async function publishSurely(log: Log, data: string): Promise<string> {
  for (;;) {
    try {
      return await log.append(draft(data, data));
    } catch {
      await sleep(20);
    }
  }
}

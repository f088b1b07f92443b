import { ConfigError } from '../../errors.ts';
import { type Duration, toMs } from '../../utils/duration.ts';
import type { Log } from './log.ts';
import { createRedisLog, type RedisLogOptions } from './redis-log.ts';
import { createUpstashLink } from './upstash-link.ts';

export type { HubLogger } from '../logger.ts';
export { type Log, LogError } from './log.ts';
export type { RedisLogOptions } from './redis-log.ts';

export interface UpstashLogOptions extends RedisLogOptions {
  /** The database's REST url. Default: the environment variable `UPSTASH_REDIS_REST_URL`. */
  readonly url?: string | undefined;
  /** The token that goes with it, one that may write. Default: `UPSTASH_REDIS_REST_TOKEN`. */
  readonly token?: string | undefined;
  /**
   * How often it is asked what other instances have published: so late do their events come at most, and so many commands
   * are paid for. Default `'1s'`.
   */
  readonly poll?: Duration;
}

/**
 * The log of `redisLog` in an Upstash database, over its REST API: for places that may not open a connection to Redis. The
 * API cannot wait for something new, so each instance asks for it every `poll`; what it publishes itself it reads at once.
 * @throws ConfigError on an option that cannot be meant, or when url or token are missing.
 */
export function upstashLog(options: UpstashLogOptions = {}): Required<Log> {
  const { url = process.env['UPSTASH_REDIS_REST_URL'], token = process.env['UPSTASH_REDIS_REST_TOKEN'] } = options;
  if (!url || !token || !/^https?:/.test(url)) {
    throw new ConfigError(
      'upstashLog got no url or no token, so it cannot reach the database. Set UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or give it `url` and `token`.',
    );
  }
  const pollMs = toMs(options.poll ?? '1s');
  if (pollMs <= 0) {
    throw new ConfigError('a poll of 0 would ask without end. Give upstashLog a `poll` such as "1s".');
  }
  return createRedisLog('upstashLog', options, {
    open: (timeoutMs) => createUpstashLink({ url, token, timeoutMs }),
    pollMs,
  });
}

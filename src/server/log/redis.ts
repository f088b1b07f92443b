import type { Cluster, Redis } from 'ioredis';
import type { Log } from './log.ts';
import { createRedisLink } from './redis-link.ts';
import { createRedisLog, type RedisLogOptions } from './redis-log.ts';

export type { HubLogger } from '../logger.ts';
export type { AnyPublication } from '../publication.ts';
export { documentMessage } from '../source/document-message.ts';
export { type RedisChannelsOptions, redisChannels } from '../source/redis-channels.ts';
export type { Source, SourceHost } from '../source/source.ts';
export { type Log, LogError } from './log.ts';
export type { RedisLogOptions } from './redis-log.ts';

/**
 * A log in Redis (6.2 or later), for any number of instances: whichever publishes, all streams carry the same events with the
 * same ids in the same order, and a client goes on at any instance.
 *
 * `redis` is only a template: the log opens two connections with its options, one to publish and one to read, and closes
 * them itself. Each publication is one script; each instance reads the stream as it grows and holds what Redis holds.
 * A publication that Redis does not take rejects with a {@link LogError} within `timeout` for the connection and as long for
 * the answer; nothing is kept to be published later. Streams stay open meanwhile, and go on when Redis is back: with no gap
 * when it still has what they read last, else with one.
 * @throws ConfigError on an option that cannot be meant.
 */
export function redisLog(redis: Redis | Cluster, options: RedisLogOptions = {}): Required<Log> {
  return createRedisLog('redisLog', options, { open: (timeoutMs) => createRedisLink(redis, timeoutMs) });
}

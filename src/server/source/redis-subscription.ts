import type { Redis } from 'ioredis';
import { duplicateOnce, within } from '../log/redis-link.ts';

export interface RedisSubscription {
  /** Rejects when the connection does not answer in time. */
  check(): Promise<void>;
  close(): void;
}

export interface RedisSubscriber {
  heard(message: string, channel: string): void;
  /** The connection is gone. */
  lost(error: Error): void;
}

/** Subscribes to channels, those with a `*` as patterns, on a connection of its own that lives once. */
export async function subscribeRedis(
  template: Redis,
  channels: readonly string[],
  timeoutMs: number,
  { heard, lost }: RedisSubscriber,
): Promise<RedisSubscription> {
  const redis = duplicateOnce(template);
  redis.on('error', lost);
  redis.on('end', () => lost(new Error('the connection to Redis was closed')));
  redis.on('message', (channel, message) => heard(message, channel));
  redis.on('pmessage', (_pattern, channel, message) => heard(message, channel));
  const [patterns, names] = [true, false].map((wanted) => channels.filter((name) => name.includes('*') === wanted));
  const subscribe = async () => {
    await redis.connect();
    if (names?.length) await redis.subscribe(...names);
    if (patterns?.length) await redis.psubscribe(...patterns);
  };
  try {
    await within(subscribe(), timeoutMs);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return {
    check: async () => void (await within(redis.ping(), timeoutMs)),
    close: () => redis.disconnect(),
  };
}

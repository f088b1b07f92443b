import type { Redis } from 'ioredis';
import { ConfigError } from '../../errors.ts';
import { systemClock } from '../../utils/clock.ts';
import { createRedisLink } from '../log/redis-link.ts';
import { type AnyPublication, PublishError } from '../publication.ts';
import { createBell } from './bell.ts';
import { documentMessage } from './document-message.ts';
import { subscribeRedis } from './redis-subscription.ts';
import { createRedisTurn } from './redis-turn.ts';
import type { Source, SourceHost } from './source.ts';

export interface RedisChannelsOptions {
  /** The channels to subscribe to; those with a `*` are patterns, such as `sse:pin:*`. */
  readonly channels: readonly string[];
  /**
   * Makes publications of a message: of what its JSON holds, and the channel that it came on. `undefined`: it is not meant
   * for clients. Default: {@link documentMessage}.
   */
  readonly map?: (message: unknown, channel: string) => AnyPublication | readonly AnyPublication[] | undefined;
  /** Where several instances share a log, those with the same name and channels take turns. Default `'bisse'`. */
  readonly name?: string;
}

/** A message as it came. */
interface Message {
  readonly text: string;
  readonly channel: string;
}

/** How many messages may wait for the log. */
const maxWaiting = 10_000;
const times = { checkMs: 1_000, leaseMs: 5_000, timeoutMs: 5_000 };

/**
 * Publishes what other programs send to channels of Redis (`PUBLISH`). For `hub.from`.
 *
 * It is lossy, because Redis' channels remember nothing: what is sent while no instance is subscribed, or while the log
 * cannot be reached, is lost, and no client is told of a gap. Where that matters, use `hub.publish` or an outbox. Where several
 * instances share a log, one of them publishes; when it is lost, up to 6 s pass until another one does.
 *
 * `redis` is only a template: two connections are opened with its options.
 * @throws ConfigError without channels.
 */
export function redisChannels(redis: Redis, options: RedisChannelsOptions): Source {
  const { channels, map = documentMessage, name = 'bisse' } = options;
  const listed = channels.join(', ');
  if (channels.length === 0) {
    throw new ConfigError(
      'redisChannels got no channels, so it would hear nothing. Name some: channels: ["sse-events"].',
    );
  }
  let wasTold = false;

  async function run(host: SourceHost): Promise<void> {
    const { signal, logger } = host;
    const bell = createBell(systemClock, signal);
    const link = createRedisLink(redis, times.timeoutMs);
    const turn = createRedisTurn(link, `{${name}}:reader:${listed}`, times.leaseMs);
    const waiting: Message[] = [];
    let isLost: Error | undefined;
    const subscription = await subscribeRedis(redis, channels, times.timeoutMs, {
      heard(text, channel) {
        if (host.isShared && !turn.isMine()) return;
        if (waiting.length < maxWaiting) waiting.push({ text, channel });
        else isLost = new Error(`messages came faster than they could be published, and ${maxWaiting} were waiting`);
        bell.ring();
      },
      lost(error) {
        isLost = error;
        bell.ring();
      },
    });
    if (!wasTold) {
      logger.warn(
        { channels },
        `bisse: messages of the Redis channels ${listed} are published. Redis does not keep them: those that are sent while no instance is subscribed are lost, and no client is told.`,
      );
    }
    wasTold = true;
    try {
      for (let checkAt = 0; !signal.aborted; host.working()) {
        if (isLost) throw isLost;
        const now = systemClock.now();
        const message = waiting.shift();
        if (now >= checkAt) {
          checkAt = now + times.checkMs;
          await subscription.check();
          if (host.isShared) await turn.take();
        }
        if (message) await publish(message, host);
        else await bell.wait(checkAt - now);
      }
    } finally {
      subscription.close();
      await turn.leave().catch(() => {});
      link.close();
    }
  }

  async function publish({ text, channel }: Message, host: SourceHost): Promise<void> {
    for (const publication of read(text, channel, host)) {
      try {
        await host.publish(publication);
      } catch (error) {
        if (!(error instanceof PublishError)) throw error;
        refuse(text, channel, host, error);
      }
    }
  }

  function read(text: string, channel: string, host: SourceHost): readonly AnyPublication[] {
    try {
      return [map(JSON.parse(text), channel) ?? []].flat();
    } catch (error) {
      refuse(text, channel, host, error);
      return [];
    }
  }

  function refuse(text: string, channel: string, { logger }: SourceHost, error: unknown): void {
    logger.warn(
      { channel, length: text.length, err: error },
      `bisse: a message of the Redis channel ${JSON.stringify(channel)} was not published, because it could not be read.`,
    );
  }

  return { name: `the Redis channels ${listed}`, run };
}

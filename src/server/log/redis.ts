import type { Cluster, Redis } from 'ioredis';
import { ConfigError } from '../../errors.ts';
import { type Duration, toMs } from '../../utils/duration.ts';
import { parseLogId } from '../../wire/log-id.ts';
import type { Cursor } from '../../wire/message.ts';
import { consoleHubLogger, type HubLogger } from '../logger.ts';
import { type Log, type LogDraft, LogError } from './log.ts';
import { createRedisLink, LinkError } from './redis-link.ts';
import { publishScript } from './redis-scripts.ts';
import { redisSeats } from './redis-seats.ts';
import { createRedisTail, lookAt, newEpoch } from './redis-tail.ts';
import { checkMax } from './window.ts';

export type { HubLogger } from '../logger.ts';
export type { AnyPublication } from '../publication.ts';
export { documentMessage } from '../source/document-message.ts';
export { type RedisChannelsOptions, redisChannels } from '../source/redis-channels.ts';
export type { Source, SourceHost } from '../source/source.ts';
export { type Log, LogError } from './log.ts';

export interface RedisLogOptions {
  /** Names the log: its keys begin with `{name}:`, so that they lie in one slot of a Cluster. Default `'bisse'`. */
  readonly name?: string;
  /** How many entries are kept. Default 10,000. The same in every instance. */
  readonly max?: number;
  /**
   * How long an entry is kept at least while there is room, and how long its `key` is remembered. Default `'5m'`. The
   * same in every instance.
   */
  readonly retention?: Duration;
  /** How long Redis may take to be connected, and to answer. Default `'5s'`. */
  readonly timeout?: Duration;
  /** Where it is told that Redis is lost, and found again. Default: the console. */
  readonly logger?: HubLogger;
}

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
  const { name = 'bisse', max = 10_000, logger = consoleHubLogger } = options;
  const retentionMs = Math.ceil(toMs(options.retention ?? '5m'));
  const timeoutMs = toMs(options.timeout ?? '5s');
  checkMax('redisLog', max);
  checkName(name);
  const keys = { head: `{${name}}:head`, entries: `{${name}}:entries` };
  const link = createRedisLink(redis, timeoutMs);
  const tail = createRedisTail({ link: createRedisLink(redis, timeoutMs), keys, max, retentionMs, logger });
  const seats = redisSeats({ link, prefix: `{${name}}:`, logger });
  const { window } = tail;
  let isReady = false;

  /** Waits until all has been read that Redis holds now. */
  async function catchUp(): Promise<void> {
    const newest = await lookAt(link, keys, undefined);
    await until(() => tail.head().epoch === newest.epoch && tail.head().n >= newest.n);
  }

  function until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (holds()) return resolve();
      const settle = (then: () => void) => {
        clearTimeout(timer);
        leave();
        then();
      };
      const timer = setTimeout(() => {
        settle(() => reject(new LinkError(`its newest entry was not read within ${timeoutMs} ms`, true)));
      }, timeoutMs);
      const leave = tail.subscribe(() => holds() && settle(resolve));
    });
  }

  return {
    isShared: true,
    seats,
    async append(draft) {
      try {
        const args = [newEpoch(), max, retentionMs, ...written(draft)];
        return (await link.run(
          publishScript,
          [keys.head, keys.entries, `{${name}}:key:${draft.key ?? ''}`],
          args,
        )) as Cursor;
      } catch (error) {
        throw new LogError(notPublished(draft, error), { cause: error });
      }
    },
    async ready() {
      if (isReady) return;
      try {
        await catchUp();
        isReady = true;
      } catch (error) {
        throw new LogError(
          `the log in Redis cannot be read, so no stream can begin (${(error as Error).message}). Check that Redis runs and can be reached.`,
          { cause: error },
        );
      }
    },
    head: window.head,
    oldest: window.oldest,
    next: window.next,
    async resume(cursor) {
      const id = parseLogId(cursor);
      const known = tail.head();
      // What another instance has delivered, this one may still have to read.
      const isNews = id !== undefined && (id.epoch !== known.epoch || id.n > known.n);
      try {
        if (isNews) await catchUp();
      } catch (error) {
        throw new LogError(
          `whether the cursor "${cursor}" is in the log in Redis cannot be known now, so its stream cannot go on (${(error as Error).message}). Check that Redis runs and can be reached.`,
          { cause: error },
        );
      }
      return window.resume(cursor);
    },
    subscribe: tail.subscribe,
    async close() {
      await seats.close();
      link.close();
      await tail.close();
    },
  };
}

/** The draft as the script's arguments. */
function written({ key, type, scopes, event, data, mutationId = '' }: LogDraft): string[] {
  return [key === undefined ? '0' : '1', type, JSON.stringify(scopes), event, data, mutationId];
}

function notPublished({ type, key }: LogDraft, error: unknown): string {
  const why = (error as Error).message;
  if (!(error instanceof LinkError) || !error.sent) {
    return `"${type}" was not published, so no client hears of it (${why}). Check that Redis runs and can be reached, and publish it again.`;
  }
  const again =
    key === undefined ? 'give publications a `key`, so that they can be repeated' : 'publish it again with its key';
  return `"${type}" may or may not have been published: Redis was lost before it answered (${why}). Check that it runs, and ${again}.`;
}

function checkName(name: string): void {
  if (/^[^{}\s]+$/.test(name)) return;
  throw new ConfigError(
    `the log's name ${JSON.stringify(name)} cannot stand in braces, where it keeps the keys in one slot of a Cluster. Give redisLog a \`name\` without braces and spaces.`,
  );
}

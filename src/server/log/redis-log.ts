import { ConfigError } from '../../errors.ts';
import { type Duration, toMs } from '../../utils/duration.ts';
import { parseLogId } from '../../wire/log-id.ts';
import type { Cursor } from '../../wire/message.ts';
import { consoleHubLogger, type HubLogger } from '../logger.ts';
import { type Log, type LogDraft, LogError } from './log.ts';
import { LinkError, type RedisLink } from './redis-link.ts';
import { publishScript } from './redis-scripts.ts';
import { redisSeats } from './redis-seats.ts';
import { createRedisTail, lookAt, newEpoch } from './redis-tail.ts';
import { checkMax } from './window.ts';

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

/** How Redis is reached. */
export interface RedisAccess {
  /** Opens a connection, or what stands for one. */
  open(timeoutMs: number): RedisLink;
  /** How often it is asked for something new, where a read cannot block. */
  readonly pollMs?: number | undefined;
}

/** The log in Redis, however it is reached. `maker` is whose options these are. */
export function createRedisLog(maker: string, options: RedisLogOptions, access: RedisAccess): Required<Log> {
  const { name = 'bisse', max = 10_000, logger = consoleHubLogger } = options;
  const retentionMs = Math.ceil(toMs(options.retention ?? '5m'));
  const timeoutMs = toMs(options.timeout ?? '5s');
  checkMax(maker, max);
  checkName(maker, name);
  const keys = { head: `{${name}}:head`, entries: `{${name}}:entries` };
  const { pollMs } = access;
  const link = access.open(timeoutMs);
  const tail = createRedisTail({ link: access.open(timeoutMs), keys, max, retentionMs, logger, pollMs });
  const seats = redisSeats({ link, prefix: `{${name}}:`, logger });
  const { window } = tail;
  let isReady = false;

  /** Waits until all has been read that Redis holds now. */
  async function catchUp(): Promise<void> {
    const newest = await lookAt(link, keys, undefined);
    tail.hurry();
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
        const record = `{${name}}:key:${draft.key ?? ''}`;
        const id = (await link.run(publishScript, [keys.head, keys.entries, record], args)) as Cursor;
        tail.hurry();
        return id;
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

function checkName(maker: string, name: string): void {
  if (/^[^{}\s]+$/.test(name)) return;
  throw new ConfigError(
    `the log's name ${JSON.stringify(name)} cannot stand in braces, where it keeps the keys in one slot of a Cluster. Give ${maker} a \`name\` without braces and spaces.`,
  );
}

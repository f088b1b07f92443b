import type { Cluster, Redis, RedisOptions } from 'ioredis';

/** A connection of the log's own, opened when it is needed and never reopened behind its user's back. */
export interface RedisLink {
  /**
   * Sends a command. Rejects with a {@link LinkError} when no connection could be opened or no answer came within
   * `deadlineMs`; the next command then opens another connection. An answer that is an error rejects as it is.
   */
  send(command: readonly (string | number)[], deadlineMs?: number): Promise<unknown>;
  /** Runs a script, see {@link RedisLink.send}. */
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  /** Ends the connection; what waits for an answer rejects. */
  close(): void;
}

/** Redis could not be reached, or did not answer. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  /** Whether the command was sent, so that it may have been carried out. */
  readonly sent: boolean;
  constructor(message: string, sent: boolean, cause?: unknown) {
    super(message, { cause });
    this.sent = sent;
  }
}

/**
 * ioredis would keep commands until Redis is back, and send those again that were not answered: an event would be
 * published late, or twice. So the link's connections do not reconnect: each lives once.
 */
const once = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  retryStrategy: () => null,
  reconnectOnError: null,
  // The link has its own deadlines.
  commandTimeout: undefined,
  socketTimeout: undefined,
  blockingTimeout: undefined,
  // Answers as all versions of ioredis give them.
  protocol: 2,
  replyMapping: 'legacy',
} satisfies RedisOptions;

/** Errors of a server that is not, or no longer, the one to talk to. */
const elsewhere = /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|NOREPLICAS)\b/;

/** How ioredis says that it kept a command back. */
const unsent = /enableOfflineQueue/;

interface Connection {
  readonly redis: Redis | Cluster;
  readonly ready: Promise<void>;
}

export function createRedisLink(template: Redis | Cluster, timeoutMs: number): RedisLink {
  let current: Connection | undefined;
  let closed = false;

  function open(): Connection {
    const redis = duplicate(template);
    let failure: Error | undefined;
    redis.on('error', (error: Error) => {
      failure = error;
    });
    redis.once('end', () => letGo(connection));
    const ready = within(redis.connect(), timeoutMs).catch((error: Error) => {
      letGo(connection);
      throw new LinkError(`no connection to Redis: ${(failure ?? error).message}`, false, failure ?? error);
    });
    const connection = { redis, ready };
    return connection;
  }

  function letGo(connection: Connection | undefined): void {
    if (current === connection) current = undefined;
    connection?.redis.disconnect();
  }

  async function send(command: readonly (string | number)[], deadlineMs = timeoutMs): Promise<unknown> {
    if (closed) throw new LinkError('the log was closed', false);
    current ??= open();
    const connection = current;
    await connection.ready;
    const [name, ...args] = command as [string, ...(string | number)[]];
    try {
      return await within(connection.redis.call(name, ...args), deadlineMs);
    } catch (caught) {
      const error = caught as Error;
      const isAnswer = error.name === 'ReplyError';
      if (isAnswer && !elsewhere.test(error.message)) throw error;
      letGo(connection);
      const wasSent = !isAnswer && !unsent.test(error.message);
      throw new LinkError(`no answer from Redis: ${error.message}`, wasSent, error);
    }
  }

  return {
    send,
    run: (script, keys, args) => send(['EVAL', script, keys.length, ...keys, ...args]),
    close() {
      closed = true;
      letGo(current);
    },
  };
}

/** A connection with the options of another one, that lives once. */
export function duplicateOnce(redis: Redis): Redis {
  return redis.duplicate(once);
}

function duplicate(redis: Redis | Cluster): Redis | Cluster {
  if (!('nodes' in redis)) return duplicateOnce(redis);
  return redis.duplicate([], {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: null,
    redisOptions: once,
  });
}

export function within<Value>(promise: Promise<Value>, ms: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing came within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

import { createEmitter } from '../../utils/emitter.ts';
import { formatLogId, type LogId } from '../../wire/log-id.ts';
import type { HubLogger } from '../logger.ts';
import type { LogDraft, Place } from './log.ts';
import type { RedisLink } from './redis-link.ts';
import { lookScript } from './redis-scripts.ts';
import { createLogWindow, type LogWindow } from './window.ts';

export interface RedisTailOptions {
  /** A connection of the tail's own: its reads block. */
  readonly link: RedisLink;
  readonly keys: RedisLogKeys;
  readonly max: number;
  readonly retentionMs: number;
  readonly logger: HubLogger;
  /** How often it asks for something new, where a read cannot block. Default: reads block. */
  readonly pollMs?: number | undefined;
}

export interface RedisLogKeys {
  /** A hash: epoch, and n and ms of the newest entry. */
  readonly head: string;
  readonly entries: string;
}

/** Reads the log as it grows, for as long as the process lives, into a window that holds what Redis holds. */
export interface RedisTail {
  readonly window: LogWindow;
  /** The newest entry that was read. */
  head(): LogId;
  subscribe(wake: () => void): () => void;
  /** There is something new: it does not wait for its next poll. */
  hurry(): void;
  /** Stops reading. */
  close(): Promise<void>;
}

/** An entry as the stream holds it. */
interface StreamEntry {
  readonly id: LogId;
  /** The ms of the entry before it. */
  readonly before: number;
  readonly draft: Omit<LogDraft, 'key'>;
}

/** How long a read waits for something new. After a wait for nothing, Redis is asked whether this is still the log. */
const blockMs = 1_000;
/** How often it is asked where reads do not block. */
const lookMs = 10_000;
/** How long the answer of a read may be overdue until the connection is given up. */
const graceMs = 4_000;
/** Entries of one read. */
const batch = 500;
/** Pauses after a failure double from the first to the last. */
const pausesMs = { first: 50, last: 2_000 };
/** Comes before every entry. */
const origin = '0-0';
/** Where readers stand until the log was read for the first time. No log has this epoch. */
const nowhere: LogId = { epoch: 'none', ms: 0, n: 0 };

/** Gives the epoch and the newest entry of the log in Redis, which begins a new epoch when it is not the log of `read`. */
export async function lookAt(link: RedisLink, keys: RedisLogKeys, read: LogId | undefined): Promise<LogId> {
  const { epoch = '', ms = 0, n = 0 } = read ?? {};
  const answer = await link.run(lookScript, [keys.head, keys.entries], [newEpoch(), epoch, ms, n]);
  const [current, newestMs, newestN] = answer as [string, string, string];
  return { epoch: current, ms: Number(newestMs), n: Number(newestN) };
}

export const newEpoch = () => crypto.randomUUID().slice(0, 8);

export function createRedisTail({ link, keys, max, retentionMs, logger, pollMs }: RedisTailOptions): RedisTail {
  const changed = createEmitter<void>();
  let head = nowhere;
  /** Positions count on over all epochs: position = n + offset. */
  let offset = 0;
  let closed = false;
  /** In a row. */
  let failures = 0;
  let endPause = () => {};
  let isHurried = false;
  const place = (id: LogId): Place => ({ id: formatLogId(id), position: id.n + offset });
  const window = createLogWindow({ max, retentionMs, start: place(head) });

  /** Goes on elsewhere, one position further at least, so that every reader from before is told. */
  function restart(reason: 'epoch' | 'trimmed', at: LogId): void {
    offset = Math.max(offset, window.head().position + 1 - at.n);
    head = at;
    window.restart({ reason, place: place(at) });
  }

  /** Takes an entry; `false` when it cannot be what comes after the head. */
  function take({ id, before, draft }: StreamEntry, fromOrigin: boolean): boolean {
    const isSameLog = id.epoch === head.epoch;
    const follows = isSameLog && id.n === head.n + 1 && before === head.ms;
    const wasTrimmed = isSameLog && id.n > head.n + 1;
    if (!follows) {
      if (!wasTrimmed && (isSameLog || !fromOrigin)) return false;
      restart(isSameLog ? 'trimmed' : 'epoch', { epoch: id.epoch, ms: before, n: id.n - 1 });
    }
    head = id;
    window.trim(id.ms);
    window.push({ ...draft, ...place(id), ms: id.ms });
    return true;
  }

  /** Reads on until there is nothing to read, or what there is does not belong to what was read. */
  async function readOn(newest: LogId): Promise<void> {
    let fromOrigin = newest.epoch !== head.epoch;
    if (fromOrigin && newest.n === 0) {
      restart('epoch', newest);
      changed.emit();
      fromOrigin = false;
    }
    const looked = Date.now();
    const block = pollMs === undefined ? ['BLOCK', blockMs] : [];
    for (;;) {
      const from = fromOrigin ? origin : `${head.ms}-${head.n}`;
      const read = ['XREAD', 'COUNT', batch, ...block, 'STREAMS', keys.entries, from];
      isHurried = false;
      const entries = toEntries(await link.send(read, blockMs + graceMs));
      if (failures > 0) logger.warn({}, 'bisse: the log in Redis is read again.');
      failures = 0;
      if (closed) return;
      if (entries.length === 0) {
        if (pollMs === undefined) return;
        if (!isHurried) await pause(pollMs);
        if (closed || Date.now() - looked > lookMs) return;
      }
      for (const entry of entries) {
        if (!take(entry, fromOrigin)) return;
        fromOrigin = false;
        changed.emit();
      }
    }
  }

  async function follow(): Promise<void> {
    while (!closed) {
      try {
        await readOn(await lookAt(link, keys, head));
      } catch (error) {
        if (closed) return;
        if (failures === 0) {
          logger.error(
            { err: error },
            'bisse: the log in Redis cannot be read, so streams carry nothing new until it can. Check that Redis runs and can be reached; this is tried again all the time.',
          );
        }
        // Not all instances in one moment.
        await pause(Math.min(pausesMs.last, pausesMs.first * 2 ** failures) * (0.5 + Math.random() / 2));
        failures += 1;
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const following = follow();
  return {
    window,
    head: () => head,
    subscribe: (wake) => changed.on(wake),
    hurry() {
      isHurried = true;
      if (failures === 0) endPause();
    },
    close() {
      closed = true;
      link.close();
      endPause();
      return following;
    },
  };
}

type Fields = [
  epoch: string,
  before: string,
  type: string,
  scopes: string,
  event: string,
  data: string,
  ...optional: string[],
];

/** What XREAD answers: `[[key, [[id, [field, value, …]], …]]]`, or `null` when nothing came. */
function toEntries(answer: unknown): StreamEntry[] {
  const [stream] = (answer ?? []) as [[string, [string, string[]][]]?];
  return (stream?.[1] ?? []).map(([id, values]) => {
    const [epoch, before, type, scopes, event, data, mutationId] = values.filter((_, at) => at % 2) as Fields;
    const [ms, n] = id.split('-').map(Number) as [number, number];
    return {
      id: { epoch, ms, n },
      before: Number(before),
      draft: { type, scopes: JSON.parse(scopes) as string[], event, data, mutationId: mutationId || undefined },
    };
  });
}

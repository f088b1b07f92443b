import { ConfigError } from '../../errors.ts';
import { type Clock, systemClock } from '../../utils/clock.ts';
import { type Duration, toMs } from '../../utils/duration.ts';
import { createEmitter } from '../../utils/emitter.ts';
import { createRing } from '../../utils/ring.ts';
import { formatLogId, parseLogId } from '../../wire/log-id.ts';
import type { Cursor } from '../../wire/message.ts';
import type { Log, LogEntry, Place } from './log.ts';

export interface MemoryLogOptions {
  /** How many entries are kept. Default 10,000. */
  readonly max?: number;
  /** How long an entry is kept at least while there is room, and how long its `key` is remembered. Default `'5m'`. */
  readonly retention?: Duration;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** The name of this life of the log. Default: random, so that ids of an earlier life are never mistaken for its own. */
  readonly epoch?: string;
}

interface StampedEntry extends LogEntry {
  readonly ms: number;
}

/**
 * A log in this process's memory: for one instance, and for tests. It is gone with the process; clients then get a gap
 * with the reason `'epoch'`.
 *
 * Ids are `<epoch>:<ms>-<n>`; `n` counts without a hole and `ms` never falls. Entries leave by count and by age, when a
 * new one comes: until then, an old cursor still resumes.
 * @throws ConfigError when `max` is no whole number of 1 or more, or `epoch` cannot stand in an id.
 */
export function memoryLog(options: MemoryLogOptions = {}): Log {
  const { max = 10_000, clock = systemClock, epoch = crypto.randomUUID().slice(0, 8) } = options;
  const retentionMs = toMs(options.retention ?? '5m');
  if (!Number.isSafeInteger(max) || max < 1) {
    throw new ConfigError(
      `a log of ${max} entries can keep none to replay. Give memoryLog a whole \`max\` of 1 or more.`,
    );
  }
  if (!/^[\w.-]+$/.test(epoch)) {
    throw new ConfigError(
      `the epoch ${JSON.stringify(epoch)} cannot stand in an id, where a colon ends it. Use letters, digits, ".", "_" and "-".`,
    );
  }
  const ring = createRing<StampedEntry>(max);
  const idsByKey = new Map<string, Cursor>();
  const appended = createEmitter<void>();
  let lastMs = clock.now();
  const place = (n: number): Place => ({ id: formatLogId({ epoch, ms: lastMs, n }), position: n });
  // The place before the oldest entry: a cursor that stands there misses nothing, though its own entry is gone.
  let start: Place = place(0);
  let head: Place = start;

  function leave(entry: StampedEntry): void {
    start = entry;
    if (entry.key !== undefined) idsByKey.delete(entry.key);
  }

  function trim(now: number): void {
    for (let oldest = ring.at(0); oldest && oldest.ms < now - retentionMs; oldest = ring.at(0)) {
      ring.shift();
      leave(oldest);
    }
  }

  return {
    append(draft) {
      lastMs = Math.max(lastMs, clock.now());
      trim(lastMs);
      const known = draft.key === undefined ? undefined : idsByKey.get(draft.key);
      if (known !== undefined) return known;
      const entry: StampedEntry = { ...draft, ...place(head.position + 1), ms: lastMs };
      head = entry;
      const oldest = ring.push(entry);
      if (oldest) leave(oldest);
      if (entry.key !== undefined) idsByKey.set(entry.key, entry.id);
      appended.emit();
      return entry.id;
    },
    head: () => head,
    next(position) {
      // At the head, not at the oldest entry: there a slow reader would fall out again with the very next trim, and what
      // it shows is read again after a gap anyway.
      if (position < start.position) return { reason: 'overflow', place: head };
      return ring.at(position - start.position);
    },
    resume(cursor) {
      const id = parseLogId(cursor);
      if (id === undefined) return { reason: 'cursor', place: head };
      // All entries of this epoch are news to a client of another one.
      if (id.epoch !== epoch) return { reason: 'epoch', place: start };
      if (id.n < start.position) return { reason: 'trimmed', place: start };
      const found = id.n === start.position ? start : ring.at(id.n - start.position - 1);
      return found?.id === cursor ? { place: found } : { reason: 'cursor', place: head };
    },
    subscribe: (wake) => appended.on(wake),
  };
}

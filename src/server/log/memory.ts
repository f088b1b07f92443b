import { ConfigError } from '../../errors.ts';
import { type Clock, systemClock } from '../../utils/clock.ts';
import { type Duration, toMs } from '../../utils/duration.ts';
import { createEmitter } from '../../utils/emitter.ts';
import { formatLogId } from '../../wire/log-id.ts';
import type { Cursor } from '../../wire/message.ts';
import type { Log, Place } from './log.ts';
import { checkMax, createLogWindow } from './window.ts';

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
  checkMax('memoryLog', max);
  if (!/^[\w.-]+$/.test(epoch)) {
    throw new ConfigError(
      `the epoch ${JSON.stringify(epoch)} cannot stand in an id, where a colon ends it. Use letters, digits, ".", "_" and "-".`,
    );
  }
  const idsByKey = new Map<string, Cursor>();
  const appended = createEmitter<void>();
  let lastMs = clock.now();
  const place = (n: number): Place => ({ id: formatLogId({ epoch, ms: lastMs, n }), position: n });
  const window = createLogWindow({
    ...{ max, retentionMs, start: place(0) },
    onLeave: ({ key }) => key !== undefined && idsByKey.delete(key),
  });

  return {
    append(draft) {
      lastMs = Math.max(lastMs, clock.now());
      window.trim(lastMs);
      const known = draft.key === undefined ? undefined : idsByKey.get(draft.key);
      if (known !== undefined) return known;
      const entry = { ...draft, ...place(window.head().position + 1), ms: lastMs };
      if (entry.key !== undefined) idsByKey.set(entry.key, entry.id);
      window.push(entry);
      appended.emit();
      return entry.id;
    },
    head: window.head,
    oldest: window.oldest,
    next: window.next,
    resume: window.resume,
    subscribe: (wake) => appended.on(wake),
  };
}

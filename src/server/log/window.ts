import { ConfigError } from '../../errors.ts';
import { createRing } from '../../utils/ring.ts';
import { parseLogId } from '../../wire/log-id.ts';
import type { Cursor } from '../../wire/message.ts';
import type { Log, LogEntry, LogGap, Place, Resumption } from './log.ts';

export interface TimedEntry extends LogEntry {
  readonly ms: number;
}

export interface LogWindowOptions {
  readonly max: number;
  readonly retentionMs: number;
  /** The place that the first entry comes after. */
  readonly start: Place;
  readonly onLeave?: (entry: TimedEntry) => void;
}

/** The newest entries of a log, as this process holds them: without a hole, trimmed by count and age. */
export interface LogWindow extends Pick<Log, 'head' | 'oldest' | 'next'> {
  /** Where `cursor` goes on, as far as this window can tell. */
  resume(cursor: Cursor): Resumption;
  /** Adds the entry that comes after the head. */
  push(entry: TimedEntry): void;
  /** Lets entries go that are too old at `now`, in ms since the epoch. */
  trim(now: number): void;
  /** Forgets all entries and goes on at the gap's place, which is beyond the head. Readers from before are told the gap. */
  restart(gap: LogGap): void;
}

/** @throws ConfigError when `max` is no whole number of 1 or more. `maker` is whose option that is. */
export function checkMax(maker: string, max: number): void {
  if (Number.isSafeInteger(max) && max >= 1) return;
  throw new ConfigError(`a log of ${max} entries can keep none to replay. Give ${maker} a whole \`max\` of 1 or more.`);
}

export function createLogWindow({ max, retentionMs, start, onLeave = () => {} }: LogWindowOptions): LogWindow {
  const ring = createRing<TimedEntry>(max);
  // `start` is the place before the oldest entry: a cursor that stands there misses nothing, though its own entry is gone.
  let head = start;
  let lastGap: LogGap | undefined;

  function leave(entry: TimedEntry): void {
    start = entry;
    onLeave(entry);
  }

  /** For a reader of entries that are no longer here. */
  function gapAfter(position: number): LogGap {
    if (lastGap && position < lastGap.place.position) {
      return lastGap.place.position >= start.position ? lastGap : { ...lastGap, place: head };
    }
    // At the head, not at the oldest entry: there a slow reader would fall out again with the very next trim, and what
    // it shows is read again after a gap anyway.
    return { reason: 'overflow', place: head };
  }

  return {
    head: () => head,
    oldest: () => start,
    next: (position) => (position < start.position ? gapAfter(position) : ring.at(position - start.position)),
    resume(cursor) {
      const id = parseLogId(cursor);
      const epoch = parseLogId(head.id)?.epoch;
      if (id === undefined) return { reason: 'cursor', place: head };
      // All entries of this epoch are news to a client of another one.
      if (id.epoch !== epoch) return { reason: 'epoch', place: start };
      const behind = id.n - (parseLogId(start.id)?.n ?? 0);
      if (behind < 0) return { reason: 'trimmed', place: start };
      const found = behind === 0 ? start : ring.at(behind - 1);
      return found?.id === cursor ? { place: found } : { reason: 'cursor', place: head };
    },
    push(entry) {
      head = entry;
      const oldest = ring.push(entry);
      if (oldest) leave(oldest);
    },
    trim(now) {
      for (let oldest = ring.at(0); oldest && oldest.ms < now - retentionMs; oldest = ring.at(0)) {
        ring.shift();
        leave(oldest);
      }
    },
    restart(gap) {
      ring.clear();
      lastGap = gap;
      start = head = gap.place;
    },
  };
}

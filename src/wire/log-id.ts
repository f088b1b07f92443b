import type { Cursor } from './message.ts';

/**
 * The id of a log entry as bisse's hub writes it: `<epoch>:<ms>-<n>`. The epoch names one life of the log, `n` counts its
 * entries without a hole, `ms` is when the entry was made and never falls.
 */
export interface LogId {
  readonly epoch: string;
  readonly ms: number;
  readonly n: number;
}

export function formatLogId({ epoch, ms, n }: LogId): Cursor {
  return `${epoch}:${ms}-${n}`;
}

/** The parts of a hub's id; `undefined` when the text is none. */
export function parseLogId(cursor: Cursor): LogId | undefined {
  const parts = /^([^:]+):(\d+)-(\d+)$/.exec(cursor);
  return parts ? { epoch: parts[1] as string, ms: Number(parts[2]), n: Number(parts[3]) } : undefined;
}

/**
 * Orders two ids of bisse's hub: below zero when `a` is older. Ids of two epochs, or of another server, have no order:
 * `undefined`. Asked for every event, so it reads characters and makes no strings.
 */
export function compareLogIds(a: Cursor, b: Cursor): number | undefined {
  if (a === b) return 0;
  const colon = a.indexOf(':');
  if (colon < 1 || b.indexOf(':') !== colon) return undefined;
  for (let index = 0; index < colon; index += 1) {
    if (a.charCodeAt(index) !== b.charCodeAt(index)) return undefined;
  }
  const inA = countIn(a, colon);
  const inB = countIn(b, colon);
  return Number.isNaN(inA) || Number.isNaN(inB) ? undefined : inA - inB;
}

/** The `n` at the end of an id whose epoch ends at `colon`; NaN when the text is no such id. */
function countIn(cursor: Cursor, colon: number): number {
  let count = 0;
  let place = 1;
  let index = cursor.length - 1;
  for (; index > colon; index -= 1) {
    const digit = cursor.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) break;
    count += digit * place;
    place *= 10;
  }
  return cursor[index] === '-' && index > colon && place > 1 ? count : Number.NaN;
}

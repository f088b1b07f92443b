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

/** Orders two ids of bisse's hub. Ids of two epochs, or of another server, have no order: `undefined`. */
export function compareLogIds(a: Cursor, b: Cursor): number | undefined {
  if (a === b) return 0;
  const colon = a.indexOf(':');
  if (colon < 1 || b.indexOf(':') !== colon || a.slice(0, colon) !== b.slice(0, colon)) return undefined;
  const n = Number(a.slice(a.lastIndexOf('-') + 1)) - Number(b.slice(b.lastIndexOf('-') + 1));
  return Number.isNaN(n) ? undefined : n;
}

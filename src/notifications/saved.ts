import type { Kept } from './history.ts';
import { flags, type Mark } from './marks.ts';
import { type NotificationRecord, severities, toTold } from './record.ts';

/** Changes with every change of the format that older code cannot read. */
const version = 1;

/** What is kept, as text. Actions are functions and stay behind. */
export function writeKept({ records, marks }: Kept): string {
  return JSON.stringify({
    version,
    records: records.map(({ action, isSeen, isRead, isArchived, progress, isBusy, ...rest }) => rest),
    marks,
  });
}

/**
 * Reads what was kept. Storage can hold anything: what is not as it should be is left out, and `undefined` means that nothing
 * could be read. Nothing in it goes on any more: who made it may be gone, and if not, the next word of it says so.
 */
export function readKept(text: string): Kept | undefined {
  const saved = parse(text);
  if (!isObject(saved) || saved['version'] !== version) return undefined;
  return { records: listOf(saved['records'], readRecord), marks: listOf(saved['marks'], readMark) };
}

function readRecord(value: unknown): NotificationRecord | undefined {
  if (!isObject(value)) return undefined;
  const { id, title, message, severity, href, group, at, count, durationMs } = value;
  if (typeof id !== 'string' || typeof title !== 'string' || !isNumber(at)) return undefined;
  const options = {
    title,
    message: textOf(message),
    severity: severities.find((one) => one === severity),
    href: textOf(href),
  };
  return {
    ...toTold(options, { id, at, group: textOf(group) ?? '' }),
    durationMs: isNumber(durationMs) ? durationMs : undefined,
    count: isNumber(count) && count >= 1 ? count : 1,
    isSeen: false,
    isRead: false,
    isArchived: false,
  };
}

/** A mark, if this is one: from storage, or from another tab with another version of the app. */
export function readMark(value: unknown): Mark | undefined {
  if (!isObject(value)) return undefined;
  const { id, flag: named, value: isOn, through, stamp, tab } = value;
  const flag = flags.find((one) => one === named);
  if (flag === undefined || typeof id !== 'string' || typeof isOn !== 'boolean' || typeof tab !== 'string')
    return undefined;
  return isNumber(through) && isNumber(stamp) ? { id, flag, value: isOn, through, stamp, tab } : undefined;
}

export function listOf<Value>(values: unknown, read: (value: unknown) => Value | undefined): readonly Value[] {
  if (!Array.isArray(values)) return [];
  return values.map(read).filter((value) => value !== undefined) as Value[];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { Change } from './history.ts';
import type { NotificationRecord } from './record.ts';

/** What a screen reader is to say. The texts are the view's, so that they can be in any language. */
export interface Announcement {
  /** Another number is another announcement, also when it says the same. */
  readonly n: number;
  readonly politeness: 'polite' | 'assertive';
  /** The notification that is told in words. `undefined`: the reader was away, and `more` is how many came. */
  readonly record: NotificationRecord | undefined;
  /** How far it is, when that is the news: 0, 25, 50, 75 or 100 percent. */
  readonly percent: number | undefined;
  /** How many others came since the last announcement. */
  readonly more: number;
}

/** Says at most one thing a second. What comes in between is said together: the weightiest in words, the others as a number. */
export interface Announcer {
  /** Before this time nothing is said. */
  readonly nextAt: number;
  /** The number of the last announcement. */
  readonly n: number;
  /** What is being said. */
  readonly current: Announcement | undefined;
  /** What waits to be said, the last word of each notification. */
  readonly pending: ReadonlyMap<string, Pending>;
  /** How many came while the reader was away, and were not told yet. */
  readonly away: number;
  /** The last quarter that was told of each thing that goes on. */
  readonly quarters: ReadonlyMap<string, number>;
}

interface Pending {
  readonly record: NotificationRecord;
  readonly percent: number | undefined;
}

/** How long nothing is said after an announcement, in ms. */
export const announcementGapMs = 1_000;

/** How many things that go on are followed at a time. */
const mostFollowed = 100;

export const silentAnnouncer: Announcer = {
  nextAt: Number.NEGATIVE_INFINITY,
  n: 0,
  current: undefined,
  pending: new Map(),
  away: 0,
  quarters: new Map(),
};

/** Takes what there is to say. A step of a progress is news when it reaches another quarter. */
export function hear(announcer: Announcer, changes: readonly Change[]): Announcer {
  const pending = new Map(announcer.pending);
  const quarters = new Map(announcer.quarters);
  for (const { record, kind } of changes) {
    const quarter = record.progress === undefined ? undefined : Math.floor(record.progress * 4);
    if (kind === 'step' && (quarter === undefined || quarter === quarters.get(record.id))) continue;
    quarters.delete(record.id);
    if (quarter !== undefined) quarters.set(record.id, quarter);
    if (quarters.size > mostFollowed) quarters.delete(quarters.keys().next().value as string);
    pending.set(record.id, { record, percent: quarter === undefined ? undefined : quarter * 25 });
  }
  return { ...announcer, pending, quarters };
}

/** Takes how many notifications came while the reader was away. */
export function hearAway(announcer: Announcer, count: number): Announcer {
  return { ...announcer, away: count };
}

/** Says what is to be said at `now`, if anything, and takes back what has been said for long. */
export function speak(announcer: Announcer, now: number): Announcer {
  const { pending, away, nextAt } = announcer;
  const n = announcer.n + 1;
  if (now >= nextAt && (pending.size > 0 || away > 0)) {
    const all = [...pending.values()];
    const told = all.findLast(({ record }) => record.severity === 'error') ?? all[0];
    const current: Announcement = {
      n,
      politeness: told?.record.severity === 'error' ? 'assertive' : 'polite',
      record: told?.record,
      percent: told?.percent,
      more: Math.max(0, all.length - 1) + away,
    };
    return { ...announcer, n, current, nextAt: now + announcementGapMs, pending: new Map(), away: 0 };
  }
  return announcer.current && now >= quietAt(announcer) ? { ...announcer, current: undefined } : announcer;
}

/** When {@link speak} would next change something; `Infinity` when never. */
export function nextWord(announcer: Announcer): number {
  if (announcer.pending.size > 0 || announcer.away > 0) return announcer.nextAt;
  return announcer.current ? quietAt(announcer) : Number.POSITIVE_INFINITY;
}

/** Words that stay would be found again by whoever reads through the page. */
function quietAt({ nextAt }: Announcer): number {
  return nextAt + 4 * announcementGapMs;
}

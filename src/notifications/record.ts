import type { NotifyIntent } from '../events/notify.ts';

export type Severity = 'info' | 'success' | 'warning' | 'error';

/** What a reader can do about a notification, besides following its link. */
export interface NotificationAction {
  readonly label: string;
  readonly onSelect: () => void;
}

/** What an app tells its reader. */
export interface NotifyOptions extends NotifyIntent {
  readonly action?: NotificationAction | undefined;
  /** How long the toast stays, in ms. Default: the store's; for errors, what has an action, and what goes on: until dismissed. */
  readonly durationMs?: number | undefined;
  /** Whether the centre lists it. Default true. `false` for a word in passing, such as "Saved". */
  readonly keep?: boolean | undefined;
  /** Whether it stands for something that goes on. Default: whether it has a `progress`. */
  readonly busy?: boolean | undefined;
}

/** One notification: what toast, centre, badge, progress bar and live region all show. */
export interface NotificationRecord {
  /** Its key, or else one that is the same in all tabs. */
  readonly id: string;
  readonly title: string;
  readonly message: string | undefined;
  readonly severity: Severity;
  /** A page of this site or of the web. */
  readonly href: string | undefined;
  /** Not kept in storage: it is a function of the page that made it. */
  readonly action: NotificationAction | undefined;
  readonly group: string;
  /** From 0 to 1. */
  readonly progress: number | undefined;
  /** Whether it stands for something that goes on. */
  readonly isBusy: boolean;
  /** How many times in a row it was said: ×12. */
  readonly count: number;
  /** When it last said something new, in ms since the epoch. A step of a progress is nothing new. */
  readonly at: number;
  readonly durationMs: number | undefined;
  /** Whether the reader has had it before his eyes. */
  readonly isSeen: boolean;
  /** Whether the reader has dealt with it. */
  readonly isRead: boolean;
  readonly isArchived: boolean;
}

/** A notification as it is told once, before it meets what is known under its id. */
export type Told = Omit<NotificationRecord, 'count' | 'isSeen' | 'isRead' | 'isArchived'>;

/** What a telling is to what was known: `step` moves a progress on, `repeat` says the same again, `changed` something else. */
export type ChangeKind = 'new' | 'step' | 'repeat' | 'changed';

/** Puts what is told in the place of what was known under its id. What arrives later wins, for a stream has an order. */
export function fold(
  before: NotificationRecord | undefined,
  told: Told,
): { readonly record: NotificationRecord; readonly kind: ChangeKind } {
  const fresh = { isSeen: false, isRead: false, isArchived: false };
  if (!before) return { record: { ...told, count: 1, ...fresh }, kind: 'new' };
  // Of another event, the same words are another message: a reel is processed, and then it can be played.
  const isSame = before.title === told.title && before.severity === told.severity && before.group === told.group;
  if (isSame && before.isBusy && told.isBusy) {
    const { isSeen, isRead, isArchived, at, count } = before;
    return { record: { ...told, isSeen, isRead, isArchived, at, count }, kind: 'step' };
  }
  // Later than before in any case, so that whoever has read the old words has not read these.
  const at = Math.max(told.at, before.at + 1);
  const isRepeat = isSame && !before.isBusy && !told.isBusy;
  return {
    record: { ...told, ...fresh, at, count: isRepeat ? before.count + 1 : 1 },
    kind: isRepeat ? 'repeat' : 'changed',
  };
}

/** What an app or an event said, as a notification: text for text, and nothing that a page could be harmed with. */
export function toTold(
  options: NotifyOptions,
  defaults: { readonly id: string; readonly at: number; group: string },
): Told {
  const { key, message, severity = 'info', href, action, group, durationMs } = options;
  const progress =
    typeof options.progress === 'number' && options.progress >= 0 ? Math.min(options.progress, 1) : undefined;
  return {
    id: key ?? defaults.id,
    title: String(options.title),
    message: message === undefined ? undefined : String(message),
    severity: severities.includes(severity) ? severity : 'info',
    href: href !== undefined && isWebLink(href) ? href : undefined,
    action,
    group: group ?? defaults.group,
    progress,
    isBusy: options.busy ?? progress !== undefined,
    at: defaults.at,
    durationMs,
  };
}

export const severities: readonly Severity[] = ['info', 'success', 'warning', 'error'];

/** A page of this site or of the web. Another scheme (`javascript:`) is no place to lead people to. */
export function isWebLink(href: string): boolean {
  const base = 'https://page.invalid';
  return URL.canParse(href, base) && /^https?:$/.test(new URL(href, base).protocol);
}

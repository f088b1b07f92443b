import type { Announcement } from './announcer.ts';
import type { NotificationRecord } from './record.ts';

/** Every text that the components say, so that they can be in any language. Texts of events come from their definitions. */
export interface NotificationLabels {
  /** Names the bell, the centre and the toasts. */
  readonly notifications: string;
  /** The bell's name. Holds the text of the badge, so that who sees it can say it. */
  readonly bell: (unread: number) => string;
  /** What the badge shows. */
  readonly badge: (unread: number) => string;
  /** Names the place of the toasts. `hotkey` leads there. */
  readonly toasts: (hotkey: string | undefined) => string;
  readonly severity: Readonly<Record<NotificationRecord['severity'], string>>;
  readonly open: string;
  readonly dismiss: string;
  /** What came while the reader was away, in a toast. */
  readonly away: (count: number) => string;
  /** How many toasts wait for a place. */
  readonly waiting: (count: number) => string;
  readonly all: string;
  readonly unread: string;
  readonly archived: string;
  readonly markRead: string;
  readonly markUnread: string;
  readonly markAllRead: string;
  readonly archive: string;
  readonly unarchive: string;
  readonly clear: string;
  readonly undo: string;
  readonly allMarkedRead: (count: number) => string;
  readonly cleared: (count: number) => string;
  readonly empty: string;
  readonly emptyUnread: string;
  readonly emptyArchived: string;
  /** New ones above what is in view. */
  readonly newAbove: (count: number) => string;
  readonly today: string;
  readonly yesterday: string;
  readonly connectionLost: string;
  readonly offline: string;
  readonly signedOut: string;
  readonly forbidden: string;
  readonly unavailable: string;
  readonly connecting: string;
  readonly retryIn: (seconds: number) => string;
  readonly retryNow: string;
  readonly maybeBehind: string;
  /** What a screen reader says. */
  readonly announce: (announcement: Announcement) => string;
}

const badge = (unread: number) => (unread > 99 ? '99+' : `${unread}`);
const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const englishLabels: NotificationLabels = {
  notifications: 'Notifications',
  bell: (unread) => (unread === 0 ? 'Notifications' : `Notifications, ${badge(unread)} unread`),
  badge,
  toasts: (hotkey) => (hotkey ? `New notifications (${hotkey})` : 'New notifications'),
  severity: { info: 'Information', success: 'Success', warning: 'Warning', error: 'Error' },
  open: 'Open',
  dismiss: 'Dismiss',
  away: (count) => `${count} while you were away`,
  waiting: (count) => `${count} more`,
  all: 'All',
  unread: 'Unread',
  archived: 'Archived',
  markRead: 'Mark as read',
  markUnread: 'Mark as unread',
  markAllRead: 'Mark all as read',
  archive: 'Archive',
  unarchive: 'Move back',
  clear: 'Archive all',
  undo: 'Undo',
  allMarkedRead: (count) => `${count} marked as read`,
  cleared: (count) => `${count} archived`,
  empty: 'Nothing here yet',
  emptyUnread: 'You are up to date',
  emptyArchived: 'Nothing archived',
  newAbove: (count) => `${count} new`,
  today: 'Today',
  yesterday: 'Yesterday',
  connectionLost: 'Connection lost.',
  offline: 'You are offline.',
  signedOut: 'You are signed out.',
  forbidden: 'You have no access to live updates.',
  unavailable: 'Live updates are not available.',
  connecting: 'Connecting…',
  retryIn: (seconds) => `Trying again in ${seconds} s.`,
  retryNow: 'Retry now',
  maybeBehind: 'What you see may be behind.',
  announce: ({ record, percent, more }) => {
    if (!record) return `${plural(more, 'notification', 'notifications')} while you were away`;
    const { title, message, count } = record;
    const said = [title, percent === undefined ? message : `${percent} %`].filter(Boolean).join(': ');
    const times = count > 1 ? ` (${count} times)` : '';
    return more > 0 ? `${said}${times}. ${plural(more, 'more notification', 'more notifications')}` : said + times;
  },
};

'use client';
import { useMemo } from 'react';
import { useSelection } from '../react/use-selection.ts';
import type { NotificationStore } from './create-notifications.ts';
import type { NotificationRecord } from './record.ts';
import { useNotificationStore } from './use-notification-store.ts';

/** Which notifications: what is not archived, what of it is unread, what is archived, or what a function says of these. */
export type NotificationFilter = 'current' | 'unread' | 'archived' | ((record: NotificationRecord) => boolean);

/** What a reader can do with notifications. Without ids: with all of them. */
export interface NotificationActions {
  /** The reader has had them before his eyes. */
  readonly markSeen: (ids?: readonly string[]) => void;
  readonly markRead: (ids?: readonly string[]) => void;
  readonly markUnread: (ids?: readonly string[]) => void;
  /** Takes them out of the list. */
  readonly archive: (ids?: readonly string[]) => void;
  readonly unarchive: (ids?: readonly string[]) => void;
  /** Takes their toast off the screen; without an id, all toasts. */
  readonly dismiss: (id?: string) => void;
}

export interface NotificationsView extends NotificationActions {
  /** Newest first. */
  readonly items: readonly NotificationRecord[];
  /** How many of all are neither read nor archived. */
  readonly unread: number;
  /** How many of all the reader has not had before his eyes. */
  readonly unseen: number;
}

/** The notifications, and what a reader can do with them. A function given as `filter` may be made anew in every render. */
export function useNotifications(filter: NotificationFilter = 'current'): NotificationsView {
  const store = useNotificationStore();
  const actions = useNotificationActions(store);
  const items = useSelection(store, ({ items: all }) => all.filter(testOf(filter)), isSameList);
  const unread = useSelection(store, (state) => state.unread);
  const unseen = useSelection(store, (state) => state.unseen);
  return { items, unread, unseen, ...actions };
}

/** How many notifications are neither read nor archived, of all or of those that the function says. */
export function useUnreadCount(of?: (record: NotificationRecord) => boolean): number {
  const isUnread = testOf('unread');
  return useSelection(useNotificationStore(), ({ unread, items }) =>
    of ? items.filter((record) => isUnread(record) && of(record)).length : unread,
  );
}

/** The same functions as long as the store is the same. */
export function useNotificationActions(store: NotificationStore): NotificationActions {
  return useMemo(
    () => ({
      markSeen: (ids) => store.mark('seen', ids),
      markRead: (ids) => store.mark('read', ids),
      markUnread: (ids) => store.mark('read', ids, false),
      archive: (ids) => store.mark('archived', ids),
      unarchive: (ids) => store.mark('archived', ids, false),
      dismiss: (id) => store.dismiss(id),
    }),
    [store],
  );
}

export function testOf(filter: NotificationFilter): (record: NotificationRecord) => boolean {
  if (filter === 'archived') return ({ isArchived }) => isArchived;
  if (filter === 'unread') return ({ isArchived, isRead }) => !isArchived && !isRead;
  return (record) => !record.isArchived && (filter === 'current' || filter(record));
}

function isSameList(a: readonly NotificationRecord[], b: readonly NotificationRecord[]): boolean {
  return a.length === b.length && a.every((record, at) => record === b[at]);
}

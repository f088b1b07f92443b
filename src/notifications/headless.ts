export type { Announcement } from './announcer.ts';
export { createNotifications, type NotificationStore, type NotificationsOptions } from './create-notifications.ts';
export type { DeckOptions, PauseReason, Toast } from './deck.ts';
export type { Describe } from './intake.ts';
export type { NotificationLabels } from './labels.ts';
export type { Flag } from './marks.ts';
export { NotificationsProvider, type NotificationsProviderProps } from './notifications-provider.tsx';
export type { PromiseTexts } from './promise.ts';
export type { NotificationAction, NotificationRecord, NotifyOptions, Severity } from './record.ts';
export type { NotificationState } from './state.ts';
export { memoryStorage, type NotificationStorage, webStorage } from './storage.ts';
export { useNotificationStore } from './use-notification-store.ts';
export {
  type NotificationActions,
  type NotificationFilter,
  type NotificationsView,
  useNotifications,
  useUnreadCount,
} from './use-notifications.ts';
export { type Notify, useNotify } from './use-notify.ts';

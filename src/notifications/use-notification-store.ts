'use client';
import { createContext, useContext } from 'react';
import type { AnyStreamClient } from '../client/create-stream-client.ts';
import { ConfigError } from '../errors.ts';
import { StreamContext } from '../react/stream-provider.tsx';
import type { NotificationStore } from './create-notifications.ts';

export const NotificationStoreContext = createContext<NotificationStore | undefined>(undefined);

/**
 * The notifications of the nearest `Notifications.Provider`, or else of the nearest client that has some.
 * @throws ConfigError when there are none.
 */
export function useNotificationStore(): NotificationStore {
  const provided = useContext(NotificationStoreContext);
  const client = useContext(StreamContext);
  const store = provided ?? (client && notificationsOf(client));
  if (!store) {
    throw new ConfigError(
      'a notification hook was used where no notifications are, so it has nothing to show. Wrap the app: <Notifications.Provider>, inside of the StreamProvider; or attach some to the client: client.attach(createNotifications()).',
    );
  }
  return store;
}

/** The notifications that are attached to a client. */
export function notificationsOf(client: AnyStreamClient): NotificationStore | undefined {
  for (const sink of client.sinks) if ('notify' in sink && 'mark' in sink) return sink as NotificationStore;
  return undefined;
}

'use client';
import { type ReactNode, useMemo, useState } from 'react';
import { useStreamClient } from '../react/use-stream-client.ts';
import { createNotifications, type NotificationStore, type NotificationsOptions } from './create-notifications.ts';
import { NotificationStoreContext, notificationsOf } from './use-notification-store.ts';

export interface NotificationsProviderProps extends NotificationsOptions {
  /** Default: the notifications of the client; the first provider makes them, of the other props. */
  readonly store?: NotificationStore | undefined;
  readonly children?: ReactNode;
}

/** Gives the components below it the notifications of their stream's client. A client has one set of them, however many providers. */
export function NotificationsProvider({ store: given, children, ...options }: NotificationsProviderProps): ReactNode {
  const client = useStreamClient();
  const [first] = useState(options);
  const store = useMemo(() => {
    const found = given ?? notificationsOf(client) ?? createNotifications(first);
    // To attach what is attached changes nothing, so rendering may do it, and the hooks below find it in the same render.
    if (!client.sinks.has(found)) client.attach(found);
    return found;
  }, [client, given, first]);
  return <NotificationStoreContext.Provider value={store}>{children}</NotificationStoreContext.Provider>;
}

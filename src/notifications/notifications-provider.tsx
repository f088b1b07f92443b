'use client';
import { type ReactNode, useMemo, useState } from 'react';
import { useStreamClient } from '../react/use-stream-client.ts';
import { createNotifications, type NotificationStore, type NotificationsOptions } from './create-notifications.ts';
import { englishLabels, type NotificationLabels } from './labels.ts';
import { LanguageContext } from './labels-context.ts';
import { LiveRegions } from './live-regions.tsx';
import { NotificationStoreContext, notificationsOf } from './use-notification-store.ts';

export interface NotificationsProviderProps extends NotificationsOptions {
  /** Default: the notifications of the client; the first provider makes them, of the other props. */
  readonly store?: NotificationStore | undefined;
  /** Texts in another language, or other words. Default: English. */
  readonly labels?: Partial<NotificationLabels> | undefined;
  /** The language of dates, as a BCP 47 tag. Default: the browser's. */
  readonly locale?: string | undefined;
  /** Whether screen readers are told. Default true; `false` for all but one of several providers of one client. */
  readonly announce?: boolean | undefined;
  readonly children?: ReactNode;
}

/**
 * Gives the components below it the notifications of their stream's client, and tells them to screen readers. A client has one set
 * of notifications, however many providers.
 */
export function NotificationsProvider(props: NotificationsProviderProps): ReactNode {
  const { store: given, labels, locale, announce = true, children, ...options } = props;
  const client = useStreamClient();
  const [first] = useState(options);
  const store = useMemo(() => {
    const found = given ?? notificationsOf(client) ?? createNotifications(first);
    // To attach what is attached changes nothing, so rendering may do it, and the hooks below find it in the same render.
    if (!client.sinks.has(found)) client.attach(found);
    return found;
  }, [client, given, first]);
  const language = useMemo(() => ({ labels: { ...englishLabels, ...labels }, locale }), [labels, locale]);
  return (
    <NotificationStoreContext.Provider value={store}>
      <LanguageContext.Provider value={language}>
        {children}
        {announce && <LiveRegions />}
      </LanguageContext.Provider>
    </NotificationStoreContext.Provider>
  );
}

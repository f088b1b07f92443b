'use client';
import { useMemo } from 'react';
import type { NotificationStore } from './create-notifications.ts';
import type { PromiseTexts } from './promise.ts';
import type { NotifyOptions, Severity } from './record.ts';
import { useNotificationStore } from './use-notification-store.ts';

type Rest = Omit<NotifyOptions, 'title' | 'severity'>;

/** Tells the reader something; gives its id. A text is a title. */
export interface Notify extends Readonly<Record<Severity, (title: string, options?: Rest) => string>> {
  (what: string | NotifyOptions): string;
  /** Tells how a promise fares, in one notification; gives the promise. */
  readonly promise: <Value>(promise: Promise<Value>, texts: PromiseTexts<Value>) => Promise<Value>;
  /** Takes a toast off the screen; without an id, all of them. */
  readonly dismiss: (id?: string) => void;
}

/** What tells the reader something, in the app's own words. The same function in every render. */
export function useNotify(): Notify {
  const store = useNotificationStore();
  return useMemo(() => notifier(store), [store]);
}

function notifier(store: NotificationStore): Notify {
  const as = (severity: Severity) => (title: string, options?: Rest) => store.notify({ ...options, title, severity });
  return Object.assign(
    (what: string | NotifyOptions) => store.notify(typeof what === 'string' ? { title: what } : what),
    {
      info: as('info'),
      success: as('success'),
      warning: as('warning'),
      error: as('error'),
      promise: <Value>(promise: Promise<Value>, texts: PromiseTexts<Value>) => store.promise(promise, texts),
      dismiss: (id?: string) => store.dismiss(id),
    },
  );
}

'use client';
import { Toast as BaseToast } from '@base-ui/react/toast';
import { useEffect, useRef } from 'react';
import { useSelection } from '../react/use-selection.ts';
import type { NotificationStore } from './create-notifications.ts';
import type { Toast } from './deck.ts';

/** A toast as Base UI holds it. */
export type MountedToast = BaseToast.Root.ToastObject<Toast>;

/**
 * Has Base UI hold just what the store shows, and never more than `limit` elements: a toast that is still leaving has its place
 * until it is gone. Time is the store's alone.
 */
export function useToastFeed(store: NotificationStore, limit: number): readonly MountedToast[] {
  const { toasts: mounted, add, update, close } = BaseToast.useToastManager<Toast>();
  const shown = useSelection(store, (state) => state.toasts);
  const fed = useRef(new Map<string, Toast>());

  useEffect(() => {
    const wanted = new Map(shown.map((toast) => [toast.id, toast]));
    for (const id of [...fed.current.keys()]) {
      if (wanted.has(id)) continue;
      fed.current.delete(id);
      close(id);
    }
    let places = limit - mounted.filter(({ id }) => !fed.current.has(id)).length - fed.current.size;
    for (const [id, toast] of wanted) {
      const before = fed.current.get(id);
      if (before === toast) continue;
      if (before) update(id, { data: toast, type: toast.severity });
      else if (places <= 0) continue;
      else {
        places -= 1;
        const onClose = () => {
          // Closed by its reader, or by us because the store no longer shows it.
          fed.current.delete(id);
          store.dismiss(id);
        };
        add({ id, data: toast, type: toast.severity, timeout: 0, onClose });
      }
      fed.current.set(id, toast);
    }
  }, [shown, mounted, limit, store, add, update, close]);

  return mounted;
}

'use client';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { type ExternalToast, toast as sonner } from 'sonner';
import { useSelection } from '../react/use-selection.ts';
import type { Toast } from './deck.ts';
import { useLabels } from './labels-context.ts';
import { useNotificationStore } from './use-notification-store.ts';

export interface SonnerToastsProps {
  /** How many toasts there are at most; the others wait in the store. Default: the store's, 3. */
  readonly limit?: number | undefined;
  /** How long a toast stays, in ms. Default: the store's, 5,000. */
  readonly durationMs?: number | undefined;
  /** The `id` of the app's sonner `Toaster`, where it has several. */
  readonly toasterId?: string | undefined;
  /** More of sonner's own options for a toast. */
  readonly options?: ((toast: Toast) => ExternalToast) | undefined;
  /** Called from the toast that sums up what came while the reader was away. */
  readonly onOpenCenter?: (() => void) | undefined;
}

/**
 * Shows notifications in the app's own sonner `Toaster`, through the same queue: sonner holds `limit` toasts at most, and the store has
 * their time. Renders nothing itself. Sonner speaks to screen readers on its own, so let the provider be silent:
 * `<NotificationsProvider announce={false}>`.
 */
export function SonnerToasts({ limit, durationMs, toasterId, options, onOpenCenter }: SonnerToastsProps): ReactNode {
  const store = useNotificationStore();
  const labels = useLabels();
  const shown = useSelection(store, (state) => state.toasts);
  const fed = useRef(new Map<string, Toast>());
  const prefix = useId();
  useEffect(() => store.configure({ limit, durationMs }), [store, limit, durationMs]);

  useEffect(() => {
    const wanted = new Map(shown.map((toast) => [toast.id, toast]));
    for (const id of [...fed.current.keys()]) {
      if (wanted.has(id)) continue;
      fed.current.delete(id);
      sonner.dismiss(prefix + id);
    }
    for (const [id, toast] of wanted) {
      if (fed.current.get(id) === toast) continue;
      fed.current.set(id, toast);
      show(toast);
    }

    function show(toast: Toast): void {
      const { id, record, away, severity } = toast;
      const done = () => {
        store.mark('read', [id]);
        store.dismiss(id);
      };
      const action = record?.action && {
        label: record.action.label,
        onClick() {
          record.action?.onSelect();
          done();
        },
      };
      const link = record?.href && { label: labels.open, onClick: () => follow(record.href as string, done) };
      const open = !record && onOpenCenter && { label: labels.open, onClick: onOpenCenter };
      const times = record && record.count > 1 ? ` ×${record.count}` : '';
      const percent = record?.progress === undefined ? undefined : `${Math.round(record.progress * 100)} %`;
      const data: ExternalToast = {
        id: prefix + id,
        description: percent ?? record?.message,
        duration: Number.POSITIVE_INFINITY,
        action: action || link || open || undefined,
        onDismiss: () => store.dismiss(id),
        ...(toasterId !== undefined && { toasterId }),
        ...options?.(toast),
      };
      const title = record ? record.title + times : labels.away(away.size);
      if (record?.isBusy) sonner.loading(title, data);
      else sonner[severity](title, data);
    }
  }, [shown, store, labels, prefix, toasterId, options, onOpenCenter]);

  useEffect(() => {
    const all = fed.current;
    return () => {
      for (const id of all.keys()) sonner.dismiss(prefix + id);
      all.clear();
    };
  }, [prefix]);

  useEffect(() => pauseUnderPointer(() => store.pause('hover')), [store]);
  return null;
}

/** Sonner knows when the pointer is on its toasts, and does not say. */
function pauseUnderPointer(pause: () => () => void): () => void {
  let release: (() => void) | undefined;
  function onPointerOver({ target }: PointerEvent): void {
    const isOn = target instanceof Element && target.closest('[data-sonner-toaster]') !== null;
    if (isOn === (release !== undefined)) return;
    release?.();
    release = isOn ? pause() : undefined;
  }
  document.addEventListener('pointerover', onPointerOver);
  return () => {
    document.removeEventListener('pointerover', onPointerOver);
    release?.();
  };
}

function follow(href: string, done: () => void): void {
  done();
  window.location.assign(href);
}

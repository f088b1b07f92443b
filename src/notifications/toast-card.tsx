'use client';
import { Toast as BaseToast } from '@base-ui/react/toast';
import type { ReactNode } from 'react';
import { Hidden } from '../react/hidden.tsx';
import type { Toast } from './deck.ts';
import { CloseIcon, SeverityIcon, SpinnerIcon } from './icons.tsx';
import { useLabels } from './labels-context.ts';
import { type ClassNames, classOf } from './parts.ts';
import { ProgressLine } from './progress-line.tsx';
import { useNotificationStore } from './use-notification-store.ts';

export type ToastPart =
  | 'viewport'
  | 'toast'
  | 'icon'
  | 'title'
  | 'message'
  | 'count'
  | 'actions'
  | 'action'
  | 'link'
  | 'close'
  | 'waiting';

export interface ToastCardProps {
  readonly toast: Toast;
  readonly classNames?: ClassNames<ToastPart> | undefined;
  /** Opens the centre; without it, the summary of what came meanwhile has no button. */
  readonly onOpenCenter?: (() => void) | undefined;
}

/** What stands in a toast: icon, words, count, progress, and what can be done. */
export function ToastCard({ toast, classNames, onOpenCenter }: ToastCardProps): ReactNode {
  const labels = useLabels();
  const store = useNotificationStore();
  const { id, record, away, severity } = toast;
  const part = (name: ToastPart) => ({
    'data-part': name,
    className: classOf(classNames, name, `bisse-toast-${name}`),
  });

  function done(): void {
    store.mark('read', [id]);
    store.dismiss(id);
  }

  return (
    <>
      <span {...part('icon')} data-severity={severity}>
        {record?.isBusy && record.progress === undefined ? <SpinnerIcon /> : <SeverityIcon severity={severity} />}
        <Hidden>{labels.severity[severity]}</Hidden>
      </span>
      <div data-part="words" className="bisse-toast-words">
        <BaseToast.Title {...part('title')} render={<p />}>
          <bdi>{record?.title ?? labels.away(away.size)}</bdi>
          {record && record.count > 1 && <span {...part('count')}>×{record.count}</span>}
        </BaseToast.Title>
        {record?.message && (
          <BaseToast.Description {...part('message')} render={<p />}>
            <bdi>{record.message}</bdi>
          </BaseToast.Description>
        )}
        {record?.progress !== undefined && <ProgressLine label={record.title} value={record.progress} />}
        {(record?.action || record?.href || (!record && onOpenCenter)) && (
          <div {...part('actions')}>
            {record?.action && (
              <button
                type="button"
                {...part('action')}
                onClick={() => {
                  record.action?.onSelect();
                  done();
                }}
              >
                {record.action.label}
              </button>
            )}
            {record?.href && (
              <a {...part('link')} href={record.href} onClick={done}>
                {labels.open}
              </a>
            )}
            {!record && onOpenCenter && (
              <button
                type="button"
                {...part('action')}
                onClick={() => {
                  store.dismiss(id);
                  onOpenCenter();
                }}
              >
                {labels.open}
              </button>
            )}
          </div>
        )}
      </div>
      <BaseToast.Close {...part('close')} aria-label={labels.dismiss} aria-hidden={false}>
        <CloseIcon />
      </BaseToast.Close>
    </>
  );
}

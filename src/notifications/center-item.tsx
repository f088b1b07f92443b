'use client';
import type { ReactNode } from 'react';
import { Hidden } from '../react/hidden.tsx';
import { timeName } from './day.ts';
import { ArchiveIcon, BackIcon, CheckIcon, SeverityIcon, SpinnerIcon, UnreadIcon } from './icons.tsx';
import { useLanguage } from './labels-context.ts';
import { type ClassNames, classOf } from './parts.ts';
import { ProgressLine } from './progress-line.tsx';
import type { NotificationRecord } from './record.ts';
import type { NotificationActions } from './use-notifications.ts';

export type ItemPart =
  | 'item'
  | 'icon'
  | 'title'
  | 'message'
  | 'count'
  | 'time'
  | 'item-actions'
  | 'item-button'
  | 'link';

export interface CenterItemProps {
  readonly record: NotificationRecord;
  readonly actions: NotificationActions;
  readonly classNames?: ClassNames<ItemPart> | undefined;
}

/** One notification in the centre. */
export function CenterItem({ record, actions, classNames }: CenterItemProps): ReactNode {
  const { labels, locale } = useLanguage();
  const { id, title, message, severity, href, action, count, at, isRead, isArchived, isBusy, progress } = record;
  const part = (name: ItemPart) => ({
    'data-part': name,
    className: classOf(classNames, name, `bisse-center-${name}`),
  });
  const read = () => actions.markRead([id]);
  const iconButton = (label: string, icon: ReactNode, run: () => void) => (
    <button type="button" {...part('item-button')} aria-label={`${label}: ${title}`} title={label} onClick={run}>
      {icon}
    </button>
  );

  return (
    <>
      <span {...part('icon')} data-severity={severity}>
        {isBusy && progress === undefined ? <SpinnerIcon /> : <SeverityIcon severity={severity} />}
        <Hidden>{labels.severity[severity]}</Hidden>
      </span>
      <div data-part="words" className="bisse-center-words">
        <p {...part('title')}>
          {href ? (
            <a {...part('link')} href={href} onClick={read}>
              <bdi>{title}</bdi>
            </a>
          ) : (
            <bdi>{title}</bdi>
          )}
          {count > 1 && <span {...part('count')}>×{count}</span>}
          {!isRead && <Hidden>, {labels.unread}</Hidden>}
        </p>
        {message && (
          <p {...part('message')}>
            <bdi>{message}</bdi>
          </p>
        )}
        {progress !== undefined && <ProgressLine label={title} value={progress} />}
        {action && (
          <button
            type="button"
            className="bisse-toast-action"
            data-part="action"
            onClick={() => {
              action.onSelect();
              read();
            }}
          >
            {action.label}
          </button>
        )}
      </div>
      <time {...part('time')} dateTime={new Date(at).toISOString()}>
        <bdi>{timeName(at, locale)}</bdi>
      </time>
      <div {...part('item-actions')}>
        {!isArchived &&
          (isRead
            ? iconButton(labels.markUnread, <UnreadIcon />, () => actions.markUnread([id]))
            : iconButton(labels.markRead, <CheckIcon />, read))}
        {isArchived
          ? iconButton(labels.unarchive, <BackIcon />, () => actions.unarchive([id]))
          : iconButton(labels.archive, <ArchiveIcon />, () => actions.archive([id]))}
      </div>
    </>
  );
}

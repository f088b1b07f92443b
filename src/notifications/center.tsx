'use client';
import { Tabs } from '@base-ui/react/tabs';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useConnection } from '../react/use-connection.ts';
import { CenterList, type ListPart } from './center-list.tsx';
import type { Grouping } from './center-rows.ts';
import { connectionProblem } from './connection-problem.ts';
import { useLabels } from './labels-context.ts';
import { type ClassNames, classOf } from './parts.ts';
import type { NotificationRecord } from './record.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { useNotificationStore } from './use-notification-store.ts';
import { type NotificationActions, type NotificationFilter, testOf, useNotifications } from './use-notifications.ts';

export type CenterPart =
  | ListPart
  | 'center'
  | 'header'
  | 'heading-text'
  | 'button'
  | 'tabs'
  | 'tab'
  | 'tab-count'
  | 'undo'
  | 'problem'
  | 'empty';

/** A tab of the centre: which notifications it shows. */
export interface CenterTab {
  readonly id: string;
  readonly label: string;
  readonly filter: NotificationFilter;
  /** What it says when there are none. */
  readonly empty?: string | undefined;
}

export interface CenterProps {
  /** Default: all, unread, archived. */
  readonly tabs?: readonly CenterTab[] | undefined;
  /** Default `'day'`. */
  readonly groupBy?: Grouping | undefined;
  /** Whether what it shows is marked as seen. Default true. */
  readonly marksSeen?: boolean | undefined;
  readonly classNames?: ClassNames<CenterPart> | undefined;
  /** What stands in an item, in place of ours. */
  readonly render?: ((record: NotificationRecord, actions: NotificationActions) => ReactNode) | undefined;
}

interface Undo {
  readonly said: string;
  readonly run: () => void;
}

/**
 * All notifications, newest first. To be shown makes them seen, not read. Only what can be seen is mounted, and what comes while the
 * reader is further down waits above.
 *
 * Parts: `center`, `header`, `heading-text`, `button`, `tabs`, `tab` (`data-active`), `tab-count`, `undo`, `problem` (`data-status`),
 * `empty`, `list`, `heading`, `new`, `item` (`data-severity`, `data-unread`, `data-archived`), `icon` (`data-severity`), `title`, `link`,
 * `message`, `count`, `time`, `progress`, `item-actions`, `item-button`: each as `data-part`.
 */
export function Center({ groupBy = 'day', marksSeen = true, classNames, render, ...given }: CenterProps): ReactNode {
  const labels = useLabels();
  const store = useNotificationStore();
  const connection = useConnection();
  const problem = connectionProblem(connection, labels);
  const heading = useId();
  const tabs = given.tabs ?? defaultTabs(labels);
  const [open, setOpen] = useState(tabs[0]?.id);
  const root = useRef<HTMLElement>(null);
  const keptFocus = useKeptFocus(root, [undoButton, openTab], [focusedItem, openTab]);
  const [undo, setUndo] = useState<Undo>();
  const tab = tabs.find(({ id }) => id === open) ?? tabs[0];
  const view = useNotifications(tab?.filter);
  const { items, unread, unseen } = view;
  const part = (name: CenterPart) => ({
    'data-part': name,
    className: classOf(classNames, name, `bisse-center-${name}`),
  });

  useEffect(() => {
    if (marksSeen && unseen > 0) store.mark('seen');
  }, [store, marksSeen, unseen]);

  /** Does something to all that are listed, and offers to take it back. */
  function doToAll(ids: readonly string[], run: NotificationActions['markRead'], back: typeof run, said: string): void {
    run(ids);
    setUndo({
      said,
      run() {
        back(ids);
        setUndo(undefined);
      },
    });
  }

  function markAllRead(): void {
    const ids = store
      .getState()
      .items.filter(testOf('unread'))
      .map(({ id }) => id);
    doToAll(ids, view.markRead, view.markUnread, labels.allMarkedRead(ids.length));
  }

  function clear(): void {
    const ids = items.map(({ id }) => id);
    doToAll(ids, view.archive, view.unarchive, labels.cleared(ids.length));
  }

  return (
    <Tabs.Root
      value={tab?.id}
      onValueChange={(id: string) => {
        setOpen(id);
        setUndo(undefined);
      }}
      render={<section ref={root} aria-labelledby={heading} {...keptFocus} />}
      data-part="center"
      className={classOf(classNames, 'center', 'bisse-center')}
    >
      <header {...part('header')}>
        <h2 {...part('heading-text')} id={heading}>
          {labels.notifications}
        </h2>
        <button type="button" {...part('button')} disabled={unread === 0} onClick={markAllRead}>
          {labels.markAllRead}
        </button>
        {tab?.filter !== 'archived' && (
          <button type="button" {...part('button')} disabled={items.length === 0} onClick={clear}>
            {labels.clear}
          </button>
        )}
      </header>
      <Tabs.List {...part('tabs')} aria-label={labels.notifications}>
        {tabs.map(({ id, label, filter }) => (
          <Tabs.Tab key={id} value={id} {...part('tab')}>
            {label}
            {filter === 'unread' && unread > 0 && <span {...part('tab-count')}>{labels.badge(unread)}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {problem && (
        <p {...part('problem')} data-status={connection.status}>
          <span>
            {problem.text} {labels.maybeBehind}
          </span>
          {problem.canRetry && (
            <button type="button" {...part('button')} onClick={connection.reconnect}>
              {labels.retryNow}
            </button>
          )}
        </p>
      )}
      {undo && (
        <p {...part('undo')} role="status">
          <span>{undo.said}</span>
          <button type="button" {...part('button')} onClick={undo.run}>
            {labels.undo}
          </button>
        </p>
      )}
      {tab && (
        <Tabs.Panel value={tab.id} className="bisse-center-panel" tabIndex={-1}>
          {items.length === 0 ? (
            <p {...part('empty')}>{tab.empty ?? labels.empty}</p>
          ) : (
            <CenterList
              key={tab.id}
              items={items}
              actions={view}
              label={labels.notifications}
              grouping={groupBy}
              now={store.now}
              classNames={classNames}
              render={render}
            />
          )}
        </Tabs.Panel>
      )}
    </Tabs.Root>
  );
}

const undoButton = '[data-part="undo"] button';
const openTab = '[role="tab"][aria-selected="true"]';
const focusedItem = '[data-part="item"][tabindex="0"]';

function defaultTabs(labels: ReturnType<typeof useLabels>): readonly CenterTab[] {
  return [
    { id: 'all', label: labels.all, filter: 'current', empty: labels.empty },
    { id: 'unread', label: labels.unread, filter: 'unread', empty: labels.emptyUnread },
    { id: 'archived', label: labels.archived, filter: 'archived', empty: labels.emptyArchived },
  ];
}

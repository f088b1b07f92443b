'use client';
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { CenterItem, type ItemPart } from './center-item.tsx';
import { type Grouping, rowsOf } from './center-rows.ts';
import { dayName } from './day.ts';
import { useLanguage } from './labels-context.ts';
import { type ClassNames, classOf } from './parts.ts';
import type { NotificationRecord } from './record.ts';
import { useHeldItems } from './use-held-items.ts';
import type { NotificationActions } from './use-notifications.ts';
import { useVisibleRows } from './use-visible-rows.ts';

export type ListPart = ItemPart | 'list' | 'heading' | 'new';

export interface CenterListProps {
  readonly items: readonly NotificationRecord[];
  readonly actions: NotificationActions;
  readonly label: string;
  readonly grouping: Grouping;
  readonly now: () => number;
  readonly classNames?: ClassNames<ListPart> | undefined;
  readonly render?: ((record: NotificationRecord, actions: NotificationActions) => ReactNode) | undefined;
}

/** How far down the reader is when what is new waits above, in px. */
const awayPx = 24;

/** The list of the centre: a feed of which only what can be seen is mounted. Arrows, Home and End go through it. */
export function CenterList(props: CenterListProps): ReactNode {
  const { actions, label, grouping, now, classNames, render } = props;
  const { labels, locale } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const [isAway, setIsAway] = useState(false);
  const [focused, setFocused] = useState(0);
  const [target, setTarget] = useState<{ readonly at: number }>();
  const { items, held } = useHeldItems(props.items, isAway);
  const nameOf = (record: NotificationRecord) =>
    grouping === 'day' ? dayName(record.at, now(), labels, locale) : record.group;
  const rows = rowsOf(items, grouping, nameOf);
  const stop = Math.min(focused, Math.max(0, rows.length - 1));
  const { items: visible, height, measure, scrollTo } = useVisibleRows(rows, scroller, stop);

  function go(to: number): void {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    setFocused(at);
    setTarget({ at });
  }

  useLayoutEffect(() => {
    if (!target) return;
    scroller.current
      ?.querySelector<HTMLElement>(`[data-index="${target.at}"] [data-part="item"]`)
      ?.focus({ preventScroll: true });
    scrollTo(target.at);
  }, [target, scrollTo]);

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: stop + 1,
      ArrowUp: stop - 1,
      PageDown: stop + 5,
      PageUp: stop - 5,
      Home: 0,
      End: rows.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(to);
  }

  return (
    <div className="bisse-center-frame">
      {held > 0 && (
        <button
          type="button"
          data-part="new"
          className={classOf(classNames, 'new', 'bisse-center-new')}
          onClick={() => {
            setIsAway(false);
            go(0);
          }}
        >
          {labels.newAbove(held)} <span aria-hidden="true">↑</span>
        </button>
      )}
      <div
        ref={scroller}
        role="feed"
        aria-label={label}
        data-part="list"
        className={classOf(classNames, 'list', 'bisse-center-list')}
        onScroll={({ currentTarget }) => setIsAway(currentTarget.scrollTop > awayPx)}
        onKeyDown={onKeyDown}
      >
        <div className="bisse-center-space" style={{ height: height }}>
          {visible.map(({ index, key, start }) => {
            const { record, heading } = rows[index] as (typeof rows)[number];
            return (
              <div
                key={key}
                ref={measure}
                data-index={index}
                className="bisse-center-row"
                style={{ transform: `translateY(${start}px)` }}
              >
                {heading !== undefined && (
                  <div data-part="heading" className={classOf(classNames, 'heading', 'bisse-center-heading')}>
                    {heading}
                  </div>
                )}
                <article
                  tabIndex={index === stop ? 0 : -1}
                  aria-posinset={index + 1}
                  aria-setsize={rows.length}
                  aria-label={record.title}
                  data-part="item"
                  data-severity={record.severity}
                  data-unread={record.isRead ? undefined : ''}
                  data-archived={record.isArchived ? '' : undefined}
                  className={classOf(classNames, 'item', 'bisse-center-item')}
                  onFocus={() => setFocused(index)}
                >
                  {render?.(record, actions) ?? (
                    <CenterItem record={record} actions={actions} classNames={classNames} />
                  )}
                </article>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

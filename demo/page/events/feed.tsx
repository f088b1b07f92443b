import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { type Entry, headingOf } from './entries.ts';
import { EventEntry, GapEntry, nameOf } from './entry-row.tsx';
import { stepOf } from './steps.ts';
import { useHeld } from './use-held.ts';
import { useReading } from './use-reading.ts';
import { useVisibleEntries } from './use-visible-entries.ts';

/** Entries, the newest first, of which only what can be seen is mounted. What comes while somebody reads waits above. */
export function Feed({ entries, label }: { readonly entries: readonly Entry[]; readonly label: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { isReading, onScroll, handlers } = useReading();
  const { shown, waiting, take } = useHeld(entries, isReading);
  const [focused, setFocused] = useState(0);
  const [target, setTarget] = useState<{ readonly at: number }>();
  const stop = Math.min(focused, Math.max(0, shown.length - 1));
  const { items, height, measure, scrollTo } = useVisibleEntries(shown, scroller, stop);

  function go(at: number): void {
    setFocused(at);
    setTarget({ at });
  }

  useLayoutEffect(() => {
    if (!target) return;
    scroller.current?.querySelector<HTMLElement>(`[data-index="${target.at}"] article`)?.focus({ preventScroll: true });
    scrollTo(target.at);
  }, [target, scrollTo]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = stepOf(event.key, stop, shown.length);
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  }

  return (
    <div className="feed" {...handlers}>
      {waiting > 0 && (
        <button
          type="button"
          className="feed-new"
          onClick={() => {
            take();
            go(0);
          }}
        >
          {waiting} new <span aria-hidden="true">↑</span>
        </button>
      )}
      <div
        className="feed-scroller"
        role="feed"
        aria-label={label}
        ref={scroller}
        onKeyDown={onKeyDown}
        onScroll={onScroll}
      >
        <div className="feed-space" style={{ height }}>
          {items.map(({ index, key, start }) => {
            const { event, gap } = shown[index] as Entry;
            const heading = headingOf(shown, index);
            return (
              <div
                key={key}
                ref={measure}
                data-index={index}
                className="feed-row"
                style={{ transform: `translateY(${start}px)` }}
              >
                {heading && <div className="feed-heading">{heading}</div>}
                <article
                  className={gap ? 'entry missed' : 'entry'}
                  tabIndex={index === stop ? 0 : -1}
                  aria-posinset={index + 1}
                  aria-setsize={shown.length}
                  aria-label={nameOf(event)}
                  onFocus={() => setFocused(index)}
                >
                  {gap ? <GapEntry gap={gap} /> : <EventEntry event={event} />}
                </article>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

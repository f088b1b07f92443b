'use client';
import { Toast as BaseToast } from '@base-ui/react/toast';
import { type ReactNode, useEffect, useState } from 'react';
import { useSelection } from '../react/use-selection.ts';
import type { Toast } from './deck.ts';
import type { Hotkey } from './hotkey.ts';
import { useLabels } from './labels-context.ts';
import { type ClassNames, classOf } from './parts.ts';
import { ToastCard, type ToastPart } from './toast-card.tsx';
import { type Container, useContainer } from './use-container.ts';
import { useNotificationStore } from './use-notification-store.ts';
import { useToastAttention } from './use-toast-attention.ts';
import { useToastFeed } from './use-toast-feed.ts';
import { useToastHotkey } from './use-toast-hotkey.ts';

/** Where toasts stand. `start` and `end` follow the direction of the page's text; `left` and `right` do not. */
export type ToastPosition = `${'top' | 'bottom'}-${'start' | 'center' | 'end' | 'left' | 'right'}`;

export interface ToasterProps {
  /** Default `'bottom-end'`. */
  readonly position?: ToastPosition | undefined;
  /** How many toasts are mounted at most; the others wait in the store. Default: the store's, 3. */
  readonly limit?: number | undefined;
  /** How long a toast stays, in ms. Default: the store's, 5,000. */
  readonly durationMs?: number | undefined;
  /** Whether errors stay until they are dismissed. Default: the store's, true. */
  readonly stickyErrors?: boolean | undefined;
  /** What leads to the toasts from anywhere on the page: `'F6'` (default), `'Alt+T'`, or `false` for none. */
  readonly hotkey?: Hotkey | false | undefined;
  /** Where the toasts are put in the document. Default: its body. Inside of a modal `<dialog>`, that dialog. */
  readonly container?: Container | undefined;
  /** Called from the toast that sums up what came while the reader was away. Without it, that toast has no button. */
  readonly onOpenCenter?: (() => void) | undefined;
  /** Classes of the app's own for parts; a part that has one has none of our looks. */
  readonly classNames?: ClassNames<ToastPart> | undefined;
  /** What stands in a toast, in place of ours. The toast around it can still be swiped, closed with Escape and found by hotkey. */
  readonly render?: ((toast: Toast) => ReactNode) | undefined;
}

/**
 * The notifications that are on screen. Time stops while the pointer or the focus is on them, and while the page is hidden or out of
 * focus. Escape and a swipe dismiss; focus goes back to where it was.
 *
 * Parts: `viewport` (`data-position`, `data-expanded`), `toast` (`data-severity`, `data-busy`, `data-swiping`,
 * `data-swipe-direction`, `data-starting-style`, `data-ending-style`), `icon` (`data-severity`), `title`, `message`, `count`,
 * `progress` with `track`, `bar` and `percent`, `actions`, `action`, `link`, `close`, `waiting`: each as `data-part`.
 */
export function Toaster(props: ToasterProps): ReactNode {
  const store = useNotificationStore();
  const { limit, durationMs, stickyErrors } = props;
  useEffect(() => store.configure({ limit, durationMs, stickyErrors }), [store, limit, durationMs, stickyErrors]);
  return (
    <BaseToast.Provider limit={Number.POSITIVE_INFINITY} timeout={0}>
      <Viewport {...props} />
    </BaseToast.Provider>
  );
}

function Viewport(props: ToasterProps): ReactNode {
  const { position = 'bottom-end', hotkey = 'F6', container, classNames, render } = props;
  const labels = useLabels();
  const store = useNotificationStore();
  const toasts = useToastFeed(
    store,
    useSelection(store, (state) => state.limit),
  );
  const waiting = useSelection(store, (state) => state.waiting);
  const isEmpty = toasts.length === 0;
  const attention = useToastAttention(store, isEmpty);
  const [element, setElement] = useState<HTMLElement | null>(null);
  useToastHotkey(hotkey);

  return (
    <BaseToast.Portal container={useContainer(container)}>
      <BaseToast.Viewport
        ref={setElement}
        data-part="viewport"
        data-position={position}
        className={classOf(classNames, 'viewport', 'bisse-toasts')}
        aria-label={labels.toasts(hotkey === false ? undefined : hotkey)}
        // The live regions say what comes, within their budget.
        aria-live="off"
        {...attention}
      >
        {toasts.map((mounted) => {
          const { data: toast } = mounted;
          return (
            toast && (
              <BaseToast.Root
                key={mounted.id}
                toast={mounted}
                swipeDirection={swipeDirections(position, element)}
                aria-label={toast.record?.title ?? labels.away(toast.away.size)}
                data-part="toast"
                data-severity={toast.severity}
                data-busy={toast.record?.isBusy ? '' : undefined}
                className={classOf(classNames, 'toast', 'bisse-toast')}
              >
                {render?.(toast) ?? (
                  <ToastCard toast={toast} classNames={classNames} onOpenCenter={props.onOpenCenter} />
                )}
              </BaseToast.Root>
            )
          );
        })}
        {waiting > 0 && !isEmpty && (
          <p data-part="waiting" className={classOf(classNames, 'waiting', 'bisse-toasts-waiting')}>
            {labels.waiting(waiting)}
          </p>
        )}
      </BaseToast.Viewport>
    </BaseToast.Portal>
  );
}

type Direction = 'up' | 'down' | 'left' | 'right';

/** Off the nearest edges of the screen. */
function swipeDirections(position: ToastPosition, element: HTMLElement | null): Direction[] {
  const [vertical, horizontal] = position.split('-') as [string, string];
  const isRtl = element !== null && getComputedStyle(element).direction === 'rtl';
  const away: Direction = vertical === 'top' ? 'up' : 'down';
  if (horizontal === 'center') return [away];
  const isRight = horizontal === 'right' || horizontal === (isRtl ? 'start' : 'end');
  return [away, isRight ? 'right' : 'left'];
}

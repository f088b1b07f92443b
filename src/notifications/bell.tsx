'use client';
import { Popover } from '@base-ui/react/popover';
import { type ReactNode, useRef, useState } from 'react';
import { Center, type CenterProps } from './center.tsx';
import { BellIcon } from './icons.tsx';
import { useLabels } from './labels-context.ts';
import { type ClassNames, classOf } from './parts.ts';
import { type Container, useContainer } from './use-container.ts';
import { useNotifications } from './use-notifications.ts';

export type BellPart = 'bell' | 'badge' | 'popup';

export interface BellProps {
  /** What it opens. Default: a `Center`. */
  readonly children?: ReactNode;
  /** Props of the centre that it opens. */
  readonly center?: CenterProps | undefined;
  /** Whether it is open, where the app decides. */
  readonly open?: boolean | undefined;
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  /** Which of its edges the popup is aligned with. Default `'end'`. */
  readonly align?: 'start' | 'center' | 'end' | undefined;
  /** Where the popup is put in the document. Default: its body. */
  readonly container?: Container | undefined;
  readonly classNames?: ClassNames<BellPart> | undefined;
}

/**
 * A bell with the number of unread notifications, which opens the centre. Focus goes into the centre, and back to the bell.
 *
 * Parts: `bell` (`data-unread`, `data-unseen`, `data-popup-open`), `badge`, `popup`: each as `data-part`.
 */
export function Bell({
  children,
  center,
  open,
  onOpenChange,
  align = 'end',
  container,
  classNames,
}: BellProps): ReactNode {
  const labels = useLabels();
  const popup = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const { unread, unseen } = useNotifications();
  return (
    <Popover.Root
      open={open ?? isOpen}
      onOpenChange={(next) => {
        setIsOpen(next);
        onOpenChange?.(next);
      }}
    >
      <Popover.Trigger
        data-part="bell"
        data-unread={unread > 0 ? '' : undefined}
        data-unseen={unseen > 0 ? '' : undefined}
        className={classOf(classNames, 'bell', 'bisse-bell')}
        aria-label={labels.bell(unread)}
      >
        <BellIcon />
        {unread > 0 && (
          <span aria-hidden="true" data-part="badge" className={classOf(classNames, 'badge', 'bisse-bell-badge')}>
            {labels.badge(unread)}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal container={useContainer(container)}>
        <Popover.Positioner className="bisse-bell-positioner" align={align} sideOffset={8} collisionPadding={8}>
          <Popover.Popup
            data-part="popup"
            className={classOf(classNames, 'popup', 'bisse-bell-popup')}
            aria-label={labels.notifications}
            ref={popup}
            initialFocus={popup}
          >
            {children ?? <Center {...center} />}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

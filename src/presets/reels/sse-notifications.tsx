'use client';
import type { ReactNode } from 'react';
import { NotificationsProvider } from '../../notifications/notifications-provider.tsx';
import { Toaster } from '../../notifications/toaster.tsx';
import { StreamProvider } from '../../react/stream-provider.tsx';
import { useSharedStream } from '../use-shared-stream.ts';
import { userStream } from './stream.ts';

export interface SSENotificationsProps {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** How many are on screen at most; the others wait. Default 5. */
  readonly maxNotifications?: number | undefined;
  /** Whether they leave by themselves. Default true. What goes on, such as an upload, stays until it has ended. */
  readonly autoDismiss?: boolean | undefined;
  /** How long they stay, in ms. Default 5,000. */
  readonly dismissDelay?: number | undefined;
  /** Default `'top-right'`. */
  readonly position?: 'top-right' | 'top-left' | 'bottom-right' | 'bottom-left' | undefined;
  /** Default: the page's origin. */
  readonly baseUrl?: string | undefined;
}

/** The document's events that a person should hear of. */
const told = ['notification', 'reel_upload_progress', 'reel_ready', 'system_alert'];

/**
 * Shows what a user or a session is told: notifications, uploads, alerts. Shares its stream with every `useSSE` of the same user and
 * session. Looks come from `bisse/styles.css`. Reels, "React Components".
 */
export function SSENotifications(props: SSENotificationsProps): ReactNode {
  const { userId, sessionId, baseUrl = '', autoDismiss = true, dismissDelay = 5_000 } = props;
  const { maxNotifications = 5, position = 'top-right' } = props;
  const { client } = useSharedStream({
    name: ['reels', baseUrl, userId, sessionId],
    channels: told,
    stream: () => userStream({ userId, sessionId, baseUrl }),
  });
  if (!client) return null;
  return (
    <StreamProvider client={client}>
      <NotificationsProvider>
        <Toaster
          position={position}
          limit={maxNotifications}
          durationMs={autoDismiss ? dismissDelay : Number.POSITIVE_INFINITY}
          stickyErrors={!autoDismiss}
        />
      </NotificationsProvider>
    </StreamProvider>
  );
}

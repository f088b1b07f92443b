'use client';
import type { ReactNode } from 'react';
import { useConnection } from '../react/use-connection.ts';
import { useCountdown } from '../react/use-countdown.ts';
import { usePassed } from '../react/use-passed.ts';
import { connectionProblem } from './connection-problem.ts';
import { useLabels } from './labels-context.ts';
import { type ClassNames, classOf } from './parts.ts';

export type BannerPart = 'banner' | 'text' | 'countdown' | 'button';

export interface ConnectionBannerProps {
  /** How long events may be missing before it shows, in ms. Default 2,000: a short break is nobody's concern. */
  readonly graceMs?: number | undefined;
  readonly classNames?: ClassNames<BannerPart> | undefined;
}

/**
 * Says that events do not come, why, and when it is tried again; nothing while they do. What needs the reader (a sign-in, an access)
 * shows at once.
 *
 * Parts: `banner` (`data-status`: `reconnecting`, `paused`, `blocked`), `text`, `countdown`, `button`: each as `data-part`.
 */
export function ConnectionBanner({ graceMs = 2_000, classNames }: ConnectionBannerProps): ReactNode {
  const labels = useLabels();
  const connection = useConnection();
  const { status } = connection;
  const problem = connectionProblem(connection, labels);
  const shownAt = problem && connection.status !== 'idle' ? connection.since + graceMs : Number.POSITIVE_INFINITY;
  const isShown = usePassed([shownAt]) >= shownAt;
  const secondsLeft = useCountdown(connection.status === 'reconnecting' ? connection.retryAt : undefined);
  const part = (name: BannerPart) => ({
    'data-part': name,
    className: classOf(classNames, name, `bisse-banner-${name}`),
  });
  if (!problem || (status !== 'blocked' && !isShown)) return null;
  return (
    <div data-part="banner" data-status={status} className={classOf(classNames, 'banner', 'bisse-banner')}>
      <span {...part('text')} role="status">
        {problem.text}
      </span>
      {status === 'reconnecting' && (
        // Not read aloud every second.
        <span {...part('countdown')} aria-live="off">
          {secondsLeft ? labels.retryIn(secondsLeft) : labels.connecting}
        </span>
      )}
      {problem.canRetry && (
        <button type="button" {...part('button')} onClick={connection.reconnect}>
          {labels.retryNow}
        </button>
      )}
    </div>
  );
}

'use client';
import type { ReactNode } from 'react';
import { useConnection } from '../react/use-connection.ts';
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
  const since = connection.status === 'idle' ? 0 : connection.since;
  const shownAt = status === 'blocked' ? since : since + graceMs;
  const retryAt = connection.status === 'reconnecting' ? connection.retryAt : undefined;
  const passed = usePassed(problem ? [since, shownAt, ...secondsBefore(retryAt, since)] : []);
  const part = (name: BannerPart) => ({
    'data-part': name,
    className: classOf(classNames, name, `bisse-banner-${name}`),
  });
  if (!problem || (status !== 'blocked' && passed < shownAt)) return null;
  return (
    <div data-part="banner" data-status={status} className={classOf(classNames, 'banner', 'bisse-banner')}>
      <span {...part('text')} role="status">
        {problem.text}
      </span>
      {status === 'reconnecting' && (
        // Not read aloud every second.
        <span {...part('countdown')} aria-live="off">
          {retryAt === undefined
            ? labels.connecting
            : labels.retryIn(Math.max(1, Math.ceil((retryAt - Math.max(passed, since)) / 1_000)))}
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

/** Each whole second before the time, the last minute long. */
function secondsBefore(at: number | undefined, since: number): number[] {
  if (at === undefined) return [];
  const count = Math.min(60, Math.floor((at - since) / 1_000));
  return Array.from({ length: count }, (_, seconds) => at - (seconds + 1) * 1_000);
}

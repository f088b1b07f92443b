'use client';
import { createElement, type ReactNode, useId } from 'react';
import { Hidden } from '../react/hidden.tsx';
import { type LookProps, partsOf, type RootProps } from './look.ts';
import { Mark } from './mark.tsx';
import { type ProgressFields, type ProgressStatus, percentOf, progressLooks, statusOf } from './progress-status.ts';
import { englishProgressWords, type ProgressWords } from './progress-words.ts';
import { formatDuration } from './time-left.ts';
import { useMilestone } from './use-milestone.ts';
import { useTimeLeft } from './use-time-left.ts';

/** What a `render` of {@link Progress} gets to know. */
export interface ProgressState {
  readonly status: ProgressStatus;
  /** From 0 to 100; `undefined` when nobody knows. */
  readonly percent: number | undefined;
}

export type ProgressPart = 'root' | 'mark' | 'label' | 'time-left' | 'amount' | 'track' | 'fill' | 'message' | 'retry';

export interface ProgressProps extends LookProps<ProgressPart, ProgressState>, ProgressFields {
  /** What it is that goes on. */
  readonly label: string;
  /** How the number is written; default `42 %` as the locale writes it. */
  readonly locale?: string | undefined;
  /** Whether to say how much time is left, once that can be known from `percent` and `receivedAt`. Default true. */
  readonly timeLeft?: boolean | undefined;
  /** Tries again what has failed; with it, there is a button then. */
  readonly onRetry?: (() => void) | undefined;
  /** Whether screen readers hear of it, at every quarter and at its end. Default true. */
  readonly announce?: boolean | undefined;
  /** Texts instead of the English ones. */
  readonly words?: Partial<ProgressWords> | undefined;
}

/**
 * How far something is. Takes what `useProgress` gives:
 *
 * ```tsx
 * <Progress label="Import" {...useProgress('job', id)} />
 * ```
 *
 * Parts (`data-part`): `root`, `mark`, `label`, `time-left`, `amount`, `track`, `fill`, `message`, `retry`. On the root: `data-status` (`waiting`, `running`,
 * `unknown`, `stalled`, `done`, `failed`) and `data-tone`; the fill's length is `--bisse-percent`, a number from 0 to 100.
 */
export function Progress(props: ProgressProps): ReactNode {
  const { label, message, stage, locale, timeLeft = true, onRetry, announce = true, words: given, render } = props;
  const words = { ...englishProgressWords, ...given };
  const id = useId();
  const status = statusOf(props);
  const percent = percentOf(props);
  const leftMs = useTimeLeft(status, percent, props.receivedAt);
  const milestone = useMilestone(status, percent);
  const part = partsOf('progress', props);
  const { tone, shape } = progressLooks[status];
  const amount = percent === undefined ? undefined : formatPercent(percent, locale);
  const text = message ?? (stage && words.stage(stage));

  const root: RootProps = {
    ...part('root'),
    'data-status': status,
    'data-tone': tone,
    style: { '--bisse-percent': percent ?? 0 } as object,
    children: (
      <>
        <Mark shape={shape} part={part('mark')} />
        <bdi {...part('label')} id={id}>
          {label}
        </bdi>
        {timeLeft && leftMs !== undefined && (
          <bdi {...part('time-left')}>{words.timeLeft(formatDuration(leftMs, locale))}</bdi>
        )}
        <bdi {...part('amount')} aria-hidden="true">
          {status === 'running' ? amount : words.statuses[status]}
        </bdi>
        <div
          {...part('track')}
          role="progressbar"
          aria-labelledby={id}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent === undefined ? undefined : Math.floor(percent)}
          aria-valuetext={status === 'running' ? amount : words.statuses[status]}
        >
          <div {...part('fill')} />
        </div>
        {text && <bdi {...part('message')}>{text}</bdi>}
        {status === 'failed' && onRetry && (
          <button {...part('retry')} type="button" onClick={onRetry}>
            {words.retry}
          </button>
        )}
        {announce && <Hidden role="status">{words.announcement(label, milestone.status, milestone.percent)}</Hidden>}
      </>
    ),
  };
  return render ? render(root, { status, percent }) : createElement('div', root);
}

function formatPercent(percent: number, locale: string | undefined): string {
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(Math.floor(percent) / 100);
}

'use client';
import { createElement, type ReactNode } from 'react';
import { isOwnLook, type LookProps, partsOf, type RootProps } from './look.ts';
import { Mark, type MarkShape } from './mark.tsx';
import { type PipelineStage, type StageStatus, stageStatuses } from './pipeline-stages.ts';
import { Progress, type ProgressPart, type ProgressProps, type ProgressState } from './progress.tsx';
import { percentOf, progressLooks, statusOf } from './progress-status.ts';
import { englishProgressWords } from './progress-words.ts';

export type PipelineProgressPart = ProgressPart | 'progress' | 'stages' | 'stage' | 'stage-mark' | 'stage-label';

export interface PipelineProgressProps
  extends Omit<ProgressProps, keyof LookProps<ProgressPart, ProgressState>>,
    LookProps<PipelineProgressPart, ProgressState> {
  /** The stages, in order. Default: none are shown, only the one it is at. */
  readonly stages?: readonly PipelineStage[] | undefined;
}

const none: readonly PipelineStage[] = [];

const shapes: Readonly<Record<StageStatus, MarkShape>> = {
  waiting: progressLooks.waiting.shape,
  running: progressLooks.running.shape,
  stalled: progressLooks.stalled.shape,
  done: progressLooks.done.shape,
  failed: progressLooks.failed.shape,
};

/**
 * A {@link Progress} that goes through stages. Takes what `useProgress('pipeline', id)` gives.
 *
 * Parts (`data-part`): those of `Progress`, whose root is `progress` here; and `root`, `stages`, `stage`, `stage-mark`, `stage-label`. On a
 * `stage`: `data-status` (`waiting`, `running`, `stalled`, `done`, `failed`), and `aria-current="step"` on the one it is at.
 */
export function PipelineProgress(props: PipelineProgressProps): ReactNode {
  const { stages = none, className: _, classNames, render, ...progress } = props;
  const words = { ...englishProgressWords, ...progress.words };
  const part = partsOf('pipeline', props);
  const statuses = stageStatuses(stages, progress);
  const inner = isOwnLook(props) ? { classNames: { ...classNames, root: classNames?.progress } } : {};
  // The list says where it is; a stage that is not in it is said beside the bar.
  const isListed = stages.some(({ id }) => id === progress.stage);

  const root: RootProps = {
    ...part('root'),
    'data-status': statusOf(progress),
    children: (
      <>
        <Progress {...progress} {...(isListed && { message: progress.message ?? '' })} {...inner} />
        {stages.length > 0 && (
          <ol {...part('stages')}>
            {stages.map(({ id, label }, index) => {
              const status = statuses[index] ?? 'waiting';
              const isCurrent = status !== 'waiting' && status !== 'done';
              return (
                <li key={id} {...part('stage')} data-status={status} aria-current={isCurrent ? 'step' : undefined}>
                  <Mark shape={shapes[status]} part={part('stage-mark')} />
                  <bdi {...part('stage-label')}>{label ?? words.stage(id)}</bdi>
                </li>
              );
            })}
          </ol>
        )}
      </>
    ),
  };
  return render
    ? render(root, { status: statusOf(progress), percent: percentOf(progress) })
    : createElement('div', root);
}

'use client';
import { useMemo } from 'react';
import { entryOf } from '../slices/keyed.ts';
import { type ProgressKind, progressSlices } from '../slices/progress.ts';
import { usePassed } from './use-passed.ts';
import { useSlice } from './use-slice.ts';

/** How far something is. */
export interface ProgressView {
  /** From 0 to 100. What failed keeps the number that it had. */
  readonly percent: number;
  /** What it is at now, in the server's words. */
  readonly stage: string | undefined;
  /** A sentence for people. */
  readonly message: string | undefined;
  readonly done: boolean;
  readonly failed: boolean;
  /** Whether it is neither done nor failed, and nothing was heard of it for `stalledMs`. */
  readonly stalled: boolean;
  /** When the last was heard of it, in ms since the epoch by the client's clock. */
  readonly receivedAt: number;
}

export interface UseProgressOptions {
  /** How long something may be silent before it counts as stalled. Default 30,000. */
  readonly stalledMs?: number | undefined;
}

/**
 * How far a pipeline, a job, an AI generation or an upload is; `undefined` until the stream has told of it. Renders when that
 * one changes or stalls. Claims the channels that carry it. For dialects with these events: PinDown (`pipeline`, `job`,
 * `ai`), LabsOS (`job`), Reels (`upload`).
 */
export function useProgress(
  kind: ProgressKind,
  id: string,
  { stalledMs = 30_000 }: UseProgressOptions = {},
): ProgressView | undefined {
  const progress = useSlice(progressSlices[kind], (entries) => entryOf(entries, id));
  const stallsAt = progress?.status === 'running' ? progress.receivedAt + stalledMs : undefined;
  const passed = usePassed(stallsAt === undefined ? [] : [stallsAt]);
  const stalled = stallsAt !== undefined && passed >= stallsAt;
  return useMemo(() => {
    if (!progress) return undefined;
    const { percent, stage, message, status, receivedAt } = progress;
    return { percent, stage, message, done: status === 'done', failed: status === 'failed', stalled, receivedAt };
  }, [progress, stalled]);
}

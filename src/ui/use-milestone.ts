'use client';
import { useState } from 'react';
import type { ProgressStatus } from './progress-status.ts';

/** A point worth telling aloud. */
export interface Milestone {
  readonly status: ProgressStatus;
  /** 0, 25, 50, 75 or 100; `undefined` where only the status counts. */
  readonly percent: number | undefined;
}

/**
 * The last point worth telling: a quarter that was passed, a stall, an end. Steps between quarters change nothing, and a number
 * that falls back is not told again.
 */
export function useMilestone(status: ProgressStatus, percent: number | undefined): Milestone {
  const reached = status === 'running' ? Math.floor((percent ?? 0) / 25) * 25 : undefined;
  const [milestone, setMilestone] = useState<Milestone>({ status, percent: reached });
  const isNext =
    status !== milestone.status || (reached !== undefined && reached > (milestone.percent ?? Number.NEGATIVE_INFINITY));
  if (!isNext) return milestone;
  const next = { status, percent: reached };
  setMilestone(next);
  return next;
}

'use client';
import { useState } from 'react';
import type { ProgressStatus } from './progress-status.ts';
import { type Pace, paceAfter } from './time-left.ts';

/**
 * How much time is left, in ms, from the steps that the component has been given; `undefined` while nobody can know: at the
 * beginning, while it stands still, and without the times (`receivedAt`, ms since the epoch) of the steps.
 */
export function useTimeLeft(
  status: ProgressStatus,
  percent: number | undefined,
  receivedAt: number | undefined,
): number | undefined {
  const [pace, setPace] = useState<Pace>();
  const next = nextPace(pace, status, percent, receivedAt);
  if (next !== pace) setPace(next);
  return status === 'running' ? next?.leftMs : undefined;
}

function nextPace(
  pace: Pace | undefined,
  status: ProgressStatus,
  percent: number | undefined,
  receivedAt: number | undefined,
): Pace | undefined {
  // A stall is part of the way; anything else is its end, or another way.
  if (status === 'stalled') return pace;
  if (status !== 'running' || percent === undefined || receivedAt === undefined) return undefined;
  return pace?.at === receivedAt && pace.percent === percent ? pace : paceAfter(pace, percent, receivedAt);
}

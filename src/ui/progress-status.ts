import type { ProgressView } from '../react/use-progress.ts';
import type { Tone } from './connection-look.ts';
import type { MarkShape } from './mark.tsx';

/** How far something is: what `useProgress` gives, so that it can be spread. All is optional. */
export type ProgressFields = { readonly [Field in keyof ProgressView]?: ProgressView[Field] | undefined };

/** `waiting`: nothing was heard of it yet. `unknown`: it runs, and nobody knows how far it is. */
export type ProgressStatus = 'waiting' | 'running' | 'unknown' | 'stalled' | 'done' | 'failed';

export function statusOf(progress: ProgressFields): ProgressStatus {
  const { percent, done, failed, stalled } = progress;
  if (failed) return 'failed';
  if (done) return 'done';
  if (stalled) return 'stalled';
  if (!fields.some((field) => progress[field] !== undefined)) return 'waiting';
  return percent === undefined || Number.isNaN(percent) ? 'unknown' : 'running';
}

const fields = ['percent', 'stage', 'message', 'done', 'failed', 'stalled'] as const;

export const progressLooks: Readonly<Record<ProgressStatus, { readonly tone: Tone; readonly shape: MarkShape }>> = {
  waiting: { tone: 'faint', shape: 'ring' },
  running: { tone: 'busy', shape: 'half' },
  unknown: { tone: 'busy', shape: 'quarter' },
  stalled: { tone: 'faint', shape: 'bars' },
  done: { tone: 'good', shape: 'check' },
  failed: { tone: 'bad', shape: 'cross' },
};

/** From 0 to 100, whatever came. `undefined` when it is not known. */
export function percentOf({ percent, done }: ProgressFields): number | undefined {
  if (done) return 100;
  if (percent === undefined || Number.isNaN(percent)) return undefined;
  return Math.min(100, Math.max(0, percent));
}

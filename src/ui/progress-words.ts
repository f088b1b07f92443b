import type { ProgressStatus } from './progress-status.ts';

/** The texts of progress; replace them for another language. */
export interface ProgressWords {
  /** What stands at the end of the line where no number can. */
  readonly statuses: Readonly<Record<Exclude<ProgressStatus, 'running'>, string>>;
  /** What is told to screen readers, at 0, 25, 50, 75 and 100 percent and when it stalls, fails or ends. */
  readonly announcement: (label: string, status: ProgressStatus, percent: number | undefined) => string;
  /** How much time is left; the duration is written as the locale does. */
  readonly timeLeft: (duration: string) => string;
  /** On the button that tries again what failed. */
  readonly retry: string;
  /** A stage's name as a person would write it; the server's may be `data_processing`. */
  readonly stage: (name: string) => string;
}

const statuses: ProgressWords['statuses'] = {
  waiting: 'Waiting',
  unknown: 'Running',
  stalled: 'Stalled',
  done: 'Done',
  failed: 'Failed',
};

export const englishProgressWords: ProgressWords = {
  statuses,
  announcement: (label, status, percent) =>
    `${label}: ${status === 'running' ? `${percent ?? 0} %` : statuses[status].toLowerCase()}`,
  timeLeft: (duration) => `${duration} left`,
  retry: 'Try again',
  stage(name) {
    const words = name.replace(/[_-]+/g, ' ').trim();
    return words.charAt(0).toUpperCase() + words.slice(1);
  },
};

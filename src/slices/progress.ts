import { defineSlice } from '../events/slice.ts';
import { entryOf, type Keyed, noEntries, put } from './keyed.ts';

/** How far something is that takes a while: a pipeline, a job, a generation, an upload. */
export interface Progress {
  readonly status: 'running' | 'done' | 'failed';
  /** From 0 to 100. What failed keeps the number that it had. */
  readonly percent: number;
  /** What it is at now, in the server's words: `data_processing`, `uploading`. */
  readonly stage: string | undefined;
  /** A sentence for people. */
  readonly message: string | undefined;
  /** When the server says that this was so, in ms since the epoch. */
  readonly at: number;
  /** When it was heard, in ms since the epoch, by this machine's clock. */
  readonly receivedAt: number;
}

/** How many pipelines (jobs, …) a slice keeps. The one that was heard of the longest ago leaves first. */
export const progressLimit = 500;

type ProgressById = Keyed<Progress>;

/** Automation pipelines by id. PinDown, "Automation Channel". */
export const pipelines = defineSlice('pipelines', noEntries as ProgressById);

/** Background jobs by id. LabsOS, "Progress Updates"; PinDown, "System Channel". */
export const jobs = defineSlice('jobs', noEntries as ProgressById);

/** AI generations by request id. PinDown, "AI Channel". */
export const generations = defineSlice('generations', noEntries as ProgressById);

/** Uploads by reel id. Reels, "Server-Side Utilities". */
export const uploads = defineSlice('uploads', noEntries as ProgressById);

/** What can be followed with `useProgress`, and the slice that holds it. */
export const progressSlices = { pipeline: pipelines, job: jobs, ai: generations, upload: uploads } as const;

/** What can be followed with `useProgress`. */
export type ProgressKind = keyof typeof progressSlices;

/** What an event says of something's progress. What it leaves out stays as it was, but for the message. */
export interface ProgressStep {
  readonly status: Progress['status'];
  /** From 0 to 100; what lies outside is cut off. */
  readonly percent?: number | undefined;
  readonly stage?: string | undefined;
  readonly message?: string | null | undefined;
}

/** The state after a step. What is done is at 100 %. */
export function addProgress(
  state: ProgressById,
  id: string,
  { at, receivedAt }: { readonly at: number; readonly receivedAt: number },
  { status, percent, stage, message }: ProgressStep,
): ProgressById {
  const before = entryOf(state, id);
  const reached = status === 'done' ? 100 : (percent ?? before?.percent ?? 0);
  const entry: Progress = {
    status,
    percent: Math.min(100, Math.max(0, reached)),
    stage: stage ?? before?.stage,
    message: message || undefined,
    at,
    receivedAt,
  };
  return put(state, id, entry, progressLimit);
}

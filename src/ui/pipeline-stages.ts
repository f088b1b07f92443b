import { type ProgressFields, statusOf } from './progress-status.ts';

/** A stage of a pipeline. `id` is the server's word for it. */
export interface PipelineStage {
  readonly id: string;
  /** Default: the id, as a person would write it. */
  readonly label?: string | undefined;
}

/** `waiting`: its turn has not come. */
export type StageStatus = 'waiting' | 'running' | 'stalled' | 'done' | 'failed';

/**
 * How far each stage is, when the pipeline is at `stage`: those before it are done. Where the pipeline is at a stage that is not
 * among them, nobody can say, and all wait.
 */
export function stageStatuses(stages: readonly PipelineStage[], progress: ProgressFields): readonly StageStatus[] {
  const at = stages.findIndex(({ id }) => id === progress.stage);
  const status = statusOf(progress);
  return stages.map((_, index) => {
    if (status === 'done' || index < at) return 'done';
    if (index > at || at < 0) return 'waiting';
    return status === 'unknown' || status === 'waiting' ? 'running' : status;
  });
}

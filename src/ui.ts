export {
  ConnectionIndicator,
  type ConnectionIndicatorPart,
  type ConnectionIndicatorProps,
  type ConnectionIndicatorState,
} from './ui/connection-indicator.tsx';
export type { Tone } from './ui/connection-look.ts';
export { type ConnectionWords, englishConnectionWords } from './ui/connection-words.ts';
export type { ValueFormat } from './ui/format-value.ts';
export { LiveValue, type LiveValuePart, type LiveValueProps, type LiveValueState } from './ui/live-value.tsx';
export type { LookProps, RootProps } from './ui/look.ts';
export {
  PipelineProgress,
  type PipelineProgressPart,
  type PipelineProgressProps,
} from './ui/pipeline-progress.tsx';
export type { PipelineStage, StageStatus } from './ui/pipeline-stages.ts';
export { Progress, type ProgressPart, type ProgressProps, type ProgressState } from './ui/progress.tsx';
export type { ProgressFields, ProgressStatus } from './ui/progress-status.ts';
export { englishProgressWords, type ProgressWords } from './ui/progress-words.ts';
export { type Flash, useFlash } from './ui/use-flash.ts';
export { useRecentValues } from './ui/use-recent-values.ts';

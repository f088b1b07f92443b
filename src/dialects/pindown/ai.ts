import * as v from 'valibot';
import { defineEvent } from '../../events/event.ts';
import { addProgress, generations } from '../../slices/progress.ts';
import { number, timestamp, values } from '../fields.ts';

/**
 * A generation went on; `progress` is from 0 to 100. The document gives `estimatedTime` no unit. Its `type` is what is
 * generated (`template`, `block`, `improvement`, …), not the event's. PinDown, "AI Channel".
 */
export const generationProgress = defineEvent('ai:generation_progress', {
  schema: v.object({
    requestId: v.string(),
    type: v.string(),
    stage: v.picklist(['analyzing', 'generating', 'formatting', 'complete']),
    progress: number,
    estimatedTime: v.optional(number),
    timestamp,
  }),
  channel: 'ai',
  slice: generations,
  reduce: (state, event) => {
    const { requestId, stage, progress } = event.data;
    const status = stage === 'complete' ? 'done' : 'running';
    return addProgress(state, requestId, event, { status, percent: progress, stage });
  },
});

/** A generation is there; `duration` is in ms. The content is the event's alone: no slice keeps it. PinDown, "AI Channel". */
export const generationComplete = defineEvent('ai:generation_complete', {
  schema: v.object({
    requestId: v.string(),
    result: v.object({ content: v.string(), templateVars: values, tokensUsed: number }),
    duration: number,
    timestamp,
  }),
  channel: 'ai',
  slice: generations,
  reduce: (state, event) => addProgress(state, event.data.requestId, event, { status: 'done', stage: 'complete' }),
  notify: ({ data: { requestId, result } }) => ({
    title: 'Generation complete',
    message: `${result.tokensUsed} tokens`,
    severity: 'success',
    key: `ai:${requestId}`,
  }),
});

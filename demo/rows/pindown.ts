import {
  apiStatusUpdate,
  datasourceSync,
  generationComplete,
  generationProgress,
  pinSchema,
  pins,
  pipelineStatus,
} from 'bisse/dialects/pindown';
import { defineCollection, defineEvent } from 'bisse/vanilla';
import * as v from 'valibot';
import { withRows } from './keep.ts';

// What PinDown's page reads. Its document shows only events; the rows are the demo's, named as the events name the fields.

const Pipeline = v.object({
  id: v.string(),
  name: v.string(),
  status: v.picklist(['idle', 'running', 'completed', 'failed']),
  /** `cancelled` is a failure that somebody wanted. */
  stage: v.string(),
  progress: v.number(),
  message: v.nullable(v.string()),
  timestamp: v.string(),
});

const DataSource = v.object({
  id: v.string(),
  sourceName: v.string(),
  status: v.picklist(['syncing', 'completed', 'error']),
  recordsProcessed: v.number(),
  totalRecords: v.number(),
  lastSync: v.nullable(v.string()),
});

const Api = v.object({
  /** Provider and endpoint. */
  id: v.string(),
  provider: v.string(),
  endpoint: v.string(),
  status: v.picklist(['success', 'rate_limited', 'error']),
  /** In ms. */
  responseTime: v.number(),
  timestamp: v.string(),
});

const Generation = v.object({
  id: v.string(),
  prompt: v.string(),
  /** `template`, `block`, `improvement`. */
  type: v.string(),
  stage: v.string(),
  progress: v.number(),
  content: v.nullable(v.string()),
  tokensUsed: v.nullable(v.number()),
  /** In ms; `null` while it runs. */
  duration: v.nullable(v.number()),
  timestamp: v.string(),
});

export type Pipeline = v.InferOutput<typeof Pipeline>;
export type DataSource = v.InferOutput<typeof DataSource>;
export type Api = v.InferOutput<typeof Api>;
export type Generation = v.InferOutput<typeof Generation>;

export const pipelineRows = defineCollection('pipelines', { item: Pipeline });
export const dataSourceRows = defineCollection('dataSources', { item: DataSource });
export const apiRows = defineCollection('apis', { item: Api });
export const generationRows = defineCollection('generations', { item: Generation });

/**
 * A pin's title changed. PinDown's document has no event for it, and without one the cached title would stay behind the
 * table: so the demo says it in its own words, with the whole row.
 */
export const pinUpdated = defineEvent('pin:updated', {
  schema: pinSchema,
  channel: 'pins',
  touches: [pins],
  patch: ({ data }) => pins.upsert(data),
});

/** Somebody asked for a text. The document's first word of a generation is its progress, which has no prompt. */
const generationRequested = defineEvent('ai:generation_requested', {
  schema: Generation,
  channel: 'ai',
  touches: [generationRows],
  patch: ({ data }) => generationRows.upsert(data, { at: 'start' }),
});

const generationRemoved = defineEvent('ai:generation_removed', {
  schema: v.object({ requestId: v.string() }),
  channel: 'ai',
  touches: [generationRows],
  patch: ({ data }) => generationRows.remove(data.requestId),
});

/** The demo's own events. */
export const pindownExtras = [pinUpdated, generationRequested, generationRemoved];

/** The document's events, which change the demo's rows too. */
export const pindownKeeping = [
  withRows(pipelineStatus, pipelineRows, ({ at, data: { pipelineId, message = null, timestamp: _, ...step } }) =>
    pipelineRows.merge(pipelineId, { ...step, message, timestamp: iso(at) }),
  ),
  withRows(datasourceSync, dataSourceRows, ({ data: { sourceId, lastSync = null, timestamp: _, ...sync } }) =>
    dataSourceRows.merge(sourceId, { ...sync, lastSync }),
  ),
  withRows(apiStatusUpdate, apiRows, ({ at, data: { provider, endpoint, status, responseTime } }) =>
    apiRows.upsert({ id: `${provider} ${endpoint}`, provider, endpoint, status, responseTime, timestamp: iso(at) }),
  ),
  withRows(generationProgress, generationRows, ({ data: { requestId, stage, progress } }) =>
    generationRows.merge(requestId, { stage, progress }),
  ),
  withRows(generationComplete, generationRows, ({ data: { requestId, result, duration } }) =>
    generationRows.merge(requestId, {
      ...{ stage: 'complete', progress: 100, duration },
      ...{ content: result.content, tokensUsed: result.tokensUsed },
    }),
  ),
];

const iso = (at: number) => new Date(at).toISOString();

import * as v from 'valibot';
import { defineEvent } from '../../events/event.ts';
import { addApiStatus, addDataSource, apiStatus, dataSources } from '../../slices/integrations.ts';
import { addProgress, pipelines } from '../../slices/progress.ts';
import { number, timeOf, timestamp } from '../fields.ts';

const states = { running: 'running', completed: 'done', failed: 'failed' } as const;

/** A pipeline went on, came to its end, or failed; `progress` is from 0 to 100. PinDown, "Automation Channel". */
export const pipelineStatus = defineEvent('automation:pipeline_status', {
  schema: v.object({
    pipelineId: v.string(),
    stage: v.string(),
    status: v.picklist(['running', 'completed', 'failed']),
    progress: number,
    message: v.nullish(v.string()),
    timestamp,
  }),
  channel: 'automation',
  slice: pipelines,
  reduce: (state, event) => {
    const { pipelineId, stage, status, progress, message } = event.data;
    return addProgress(state, pipelineId, event, { status: states[status], percent: progress, stage, message });
  },
  notify: ({ data: { pipelineId, stage, status, progress, message } }) => ({
    title: `Pipeline ${status}`,
    message: message ?? stage,
    severity: status === 'failed' ? 'error' : status === 'completed' ? 'success' : 'info',
    key: `pipeline:${pipelineId}`,
    progress: status === 'running' ? progress / 100 : undefined,
  }),
});

/**
 * A data source is being synchronised, is done, or failed. The document gives it no `timestamp`; `lastSync` is a field of
 * the source. PinDown, "Automation Channel".
 */
export const datasourceSync = defineEvent('automation:datasource_sync', {
  schema: v.object({
    sourceId: v.string(),
    sourceName: v.string(),
    status: v.picklist(['syncing', 'completed', 'error']),
    recordsProcessed: number,
    totalRecords: number,
    lastSync: v.nullish(v.string()),
    timestamp,
  }),
  channel: 'automation',
  slice: dataSources,
  reduce: (state, { data: { sourceId, sourceName, status, recordsProcessed, totalRecords, lastSync } }) =>
    addDataSource(state, {
      ...{ id: sourceId, name: sourceName, status, recordsProcessed, totalRecords },
      lastSyncAt: timeOf(lastSync),
    }),
  notify: ({ data: { sourceId, sourceName, status, recordsProcessed } }) =>
    status === 'syncing'
      ? undefined
      : {
          title: status === 'error' ? `${sourceName} could not be synchronised` : `${sourceName} is up to date`,
          message: `${recordsProcessed} records`,
          severity: status === 'error' ? 'error' : 'success',
          key: `datasource:${sourceId}`,
        },
});

/** An outside API answered; `responseTime` is in ms. A provider may be another than the document's three. PinDown, "Automation Channel". */
export const apiStatusUpdate = defineEvent('automation:api_status', {
  schema: v.object({
    provider: v.string(),
    endpoint: v.string(),
    status: v.picklist(['success', 'rate_limited', 'error']),
    responseTime: number,
    creditsUsed: v.optional(number),
    timestamp,
  }),
  channel: 'automation',
  slice: apiStatus,
  reduce: (state, { at, data: { provider, endpoint, status, responseTime, creditsUsed } }) =>
    addApiStatus(state, { provider, endpoint, status, responseTime, creditsUsed, at }),
  notify: ({ data: { provider, endpoint, status } }) =>
    status === 'success'
      ? undefined
      : {
          title: status === 'error' ? `${provider} answers with errors` : `${provider} limits our requests`,
          message: endpoint,
          severity: status === 'error' ? 'error' : 'warning',
          key: `api:${provider}:${endpoint}`,
        },
});

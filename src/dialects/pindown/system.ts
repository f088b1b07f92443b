import * as v from 'valibot';
import { defineEvent } from '../../events/event.ts';
import { addHealthSample, health } from '../../slices/health.ts';
import { addProgress, jobs } from '../../slices/progress.ts';
import { addRateLimit, rateLimits } from '../../slices/rate-limits.ts';
import { number, timeOf, timestamp } from '../fields.ts';

/** The health of the server, at an interval. PinDown, "System Channel". */
export const systemHealthUpdate = defineEvent('system:health_update', {
  schema: v.object({ cpu: number, memory: number, uptime: number, activeConnections: number, timestamp }),
  channel: 'system',
  slice: health,
  reduce: (state, { at, data: { cpu, memory, uptime, activeConnections } }) =>
    addHealthSample(state, { cpu, memory, uptime, activeConnections, at }),
});

/** A user has few requests left until `resetTime`. PinDown, "System Channel". */
export const rateLimitWarning = defineEvent('system:rate_limit_warning', {
  schema: v.object({
    userId: v.string(),
    endpoint: v.string(),
    remaining: number,
    resetTime: v.string(),
    timestamp,
  }),
  channel: 'system',
  slice: rateLimits,
  reduce: (state, { data: { userId, endpoint, remaining, resetTime } }) =>
    addRateLimit(state, { userId, endpoint, remaining, resetAt: timeOf(resetTime) }),
  notify: ({ data: { endpoint, remaining } }) => ({
    title: remaining === 1 ? '1 request left' : `${remaining} requests left`,
    message: endpoint,
    severity: 'warning',
    key: `rate-limit:${endpoint}`,
  }),
});

/**
 * A background job came to its end; `duration` is in ms. Its `type` is the job's kind (`document_processing`,
 * `ai_generation`, `data_export`, …), not the event's. PinDown, "System Channel".
 */
export const jobCompleted = defineEvent('system:job_completed', {
  schema: v.object({
    jobId: v.string(),
    type: v.string(),
    status: v.picklist(['completed', 'failed']),
    result: v.optional(v.unknown()),
    duration: number,
    timestamp,
  }),
  channel: 'system',
  slice: jobs,
  reduce: (state, event) =>
    addProgress(state, event.data.jobId, event, { status: event.data.status === 'failed' ? 'failed' : 'done' }),
  notify: ({ data: { jobId, type, status } }) => ({
    title: status === 'failed' ? 'Job failed' : 'Job done',
    message: type.replaceAll('_', ' '),
    severity: status === 'failed' ? 'error' : 'success',
    key: `job:${jobId}`,
  }),
});

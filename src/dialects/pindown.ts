import { defineDialect } from '../events/dialect.ts';
import { generationComplete, generationProgress } from './pindown/ai.ts';
import { activeUsersUpdate, trendingPinsUpdate } from './pindown/analytics.ts';
import { apiStatusUpdate, datasourceSync, pipelineStatus } from './pindown/automation.ts';
import { pinContentUpdated, pinStatusChanged, pinViewsUpdated } from './pindown/pins.ts';
import { jobCompleted, rateLimitWarning, systemHealthUpdate } from './pindown/system.ts';

export { type ActiveUsers, activeUsers, type TrendingPin, trendingPins } from '../slices/audience.ts';
export { type Health, type HealthSample, health } from '../slices/health.ts';
export { type ApiStatus, apiStatus, type DataSource, dataSources } from '../slices/integrations.ts';
export { liveVars, type Vars } from '../slices/live-vars.ts';
export { generations, jobs, type Progress, pipelines } from '../slices/progress.ts';
export { type RateLimit, rateLimits } from '../slices/rate-limits.ts';
export * from './pindown/ai.ts';
export * from './pindown/analytics.ts';
export * from './pindown/automation.ts';
export * from './pindown/pins.ts';
export * from './pindown/system.ts';
export { pindownUrl } from './pindown/url.ts';

// Payloads carry their own `timestamp`: ISO 8601 in the document, and a number of milliseconds is read as well. Where code
// depends on a status, it is one of the document's; names of things (providers, kinds of jobs) are open.

/**
 * PinDown.ai, "Event Channels & Types": 13 named events on five channels (`pins`, `automation`, `system`, `ai`,
 * `analytics`), each with a payload of its own. Channel `pins` narrowed to one pin is the scope `pin:<pinId>`:
 * `useChannel('pins', { pinId: '7' })`.
 */
export function pindown() {
  return defineDialect({
    name: 'pindown',
    framing: 'named',
    events: [
      ...[pinContentUpdated, pinViewsUpdated, pinStatusChanged],
      ...[pipelineStatus, datasourceSync, apiStatusUpdate],
      ...[systemHealthUpdate, rateLimitWarning, jobCompleted],
      ...[generationProgress, generationComplete],
      ...[activeUsersUpdate, trendingPinsUpdate],
    ],
    scopes: { pins: 'pin:{pinId}' },
  });
}

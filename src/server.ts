export { ConfigError } from './errors.ts';
export type { Admission, Authorize } from './server/admission.ts';
export type { ControlWriter } from './server/blocks.ts';
export type { CorsOptions } from './server/cors.ts';
export { createHub, type Hub, type HubHealth } from './server/hub.ts';
export type { HubLimits } from './server/limiter.ts';
export {
  type Log,
  type LogDraft,
  type LogEntry,
  LogError,
  type LogGap,
  type Place,
  type Resumption,
} from './server/log/log.ts';
export { type MemoryLogOptions, memoryLog } from './server/log/memory.ts';
export type { HubLogger, LogFields } from './server/logger.ts';
export {
  healthResponse,
  type Monitored,
  metricsResponse,
  statusPage,
} from './server/monitoring/responses.ts';
export type { StatusPageOptions } from './server/monitoring/status-page.ts';
export type { NodeResponse } from './server/node-response.ts';
export type { HubOptions, OpenStream } from './server/options.ts';
export { type AnyPublication, type Publication, PublishError, type PublishOptions } from './server/publication.ts';
export type { KnownClient } from './server/reception.ts';
export type { Identity, Subscription } from './server/scopes.ts';
export type { SeatAnswer, SeatClaim, Seats } from './server/seats.ts';
export type { Source, SourceHost } from './server/source/source.ts';
export type { HubStats } from './server/stats.ts';

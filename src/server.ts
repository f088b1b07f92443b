export { ConfigError } from './errors.ts';
export type { Admission, Authorize } from './server/admission.ts';
export type { HubLogger, HubStats } from './server/connections.ts';
export {
  type AttachOptions,
  createHub,
  type Hub,
  type HubHealth,
  type HubLimits,
  type HubOptions,
} from './server/hub.ts';
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
export type { NodeResponse } from './server/node-response.ts';
export { type Publication, PublishError, type PublishOptions } from './server/publication.ts';
export type { Identity, Subscription } from './server/scopes.ts';

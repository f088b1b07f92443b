export type { ConnectionFace } from './react/connection-face.ts';
export { StreamProvider, type StreamProviderProps } from './react/stream-provider.tsx';
export { useActiveUsers } from './react/use-active-users.ts';
export { useApiStatus } from './react/use-api-status.ts';
export { type ChannelStatus, useChannel } from './react/use-channel.ts';
export { type ConnectionView, useConnection } from './react/use-connection.ts';
export {
  type ConnectionFaceView,
  type UseConnectionFaceOptions,
  useConnectionFace,
} from './react/use-connection-face.ts';
export { useCountdown } from './react/use-countdown.ts';
export { useDataSource } from './react/use-data-source.ts';
export { type UseEventOptions, useEvent } from './react/use-event.ts';
export { type UseEventLogOptions, useEventLog } from './react/use-event-log.ts';
export { useGap } from './react/use-gap.ts';
export { useLatestEvent } from './react/use-latest-event.ts';
export { useLiveVars } from './react/use-live-vars.ts';
export { usePresence } from './react/use-presence.ts';
export { type ProgressView, type UseProgressOptions, useProgress } from './react/use-progress.ts';
export { useRateLimits } from './react/use-rate-limits.ts';
export { useSlice } from './react/use-slice.ts';
export { useStreamClient } from './react/use-stream-client.ts';
export { useStreamStore } from './react/use-stream-store.ts';
export { useSystemHealth } from './react/use-system-health.ts';
export { useTrendingPins } from './react/use-trending-pins.ts';
export type { ActiveUsers, TrendingPin } from './slices/audience.ts';
export type { Health, HealthSample } from './slices/health.ts';
export type { ApiStatus, DataSource } from './slices/integrations.ts';
export type { Presence } from './slices/presence.ts';
export type { ProgressKind } from './slices/progress.ts';
export type { RateLimit } from './slices/rate-limits.ts';
export * from './vanilla.ts';

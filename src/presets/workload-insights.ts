'use client';
import { useEffect, useReducer } from 'react';
import type { workloadInsights } from '../dialects/workload-insights.ts';
import type { Envelopes } from './shapes.ts';
import { useSharedStream } from './use-shared-stream.ts';
import { nothingFresh, updateFresh } from './workload-insights/fresh-events.ts';
import { updatesStream } from './workload-insights/stream.ts';

type WorkloadInsights = ReturnType<typeof workloadInsights>;

/**
 * An event as Workload Insights writes it; `timestamp` in ms. Workload Insights, "SSEEvent Interface". Its `heartbeat` is not
 * among them: it keeps the connection alive. Types that the document does not list are told as well.
 */
export type SSEEvent = Envelopes<WorkloadInsights>;

export interface RealtimeUpdatesOptions {
  /** Default: the page's origin. */
  readonly baseUrl?: string | undefined;
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** Called with every event: once each, in order. */
  readonly onMessage?: ((event: SSEEvent) => void) | undefined;
}

export interface RealtimeUpdates {
  readonly isConnected: boolean;
  /**
   * What has come since the effects of the last render that had events. Each event is in it for one run of an effect that
   * depends on `[events]`, however many come at a time.
   */
  readonly events: readonly SSEEvent[];
}

/**
 * All updates of activities and presence: `GET /api/events`. All components share one stream. Workload Insights, "Client-Side
 * Usage", which handles all of `events` whenever it changes: a list that only grew would have each activity added again
 * with every further event, so it holds what is new.
 */
export function useRealtimeUpdates(options: RealtimeUpdatesOptions = {}): RealtimeUpdates {
  const { baseUrl = '', enabled } = options;
  const [{ events }, dispatch] = useReducer(updateFresh<SSEEvent>, nothingFresh);
  useEffect(() => dispatch({ handled: events }), [events]);
  const { state } = useSharedStream({
    name: ['workload-insights', baseUrl],
    enabled,
    stream: () => updatesStream(baseUrl),
    onEvent({ type, data, at }) {
      const event = { type, data, timestamp: at } as SSEEvent;
      dispatch({ event });
      options.onMessage?.(event);
    },
  });
  return { isConnected: state.status === 'open', events };
}

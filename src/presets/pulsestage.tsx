'use client';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { pulsestage } from '../dialects/pulsestage.ts';
import { createEmitter, type Emitter } from '../utils/emitter.ts';
import { tenantStream } from './pulsestage/stream.ts';
import type { Envelopes } from './shapes.ts';
import { useLatest } from './use-latest.ts';
import { useSharedStream } from './use-shared-stream.ts';

type PulseStage = ReturnType<typeof pulsestage>;

/**
 * An event as PulseStage writes it; `timestamp` in ms. PulseStage, "EventBus". Heartbeats are not among them, nor is
 * `connected`, which the document's code gives to `lastEvent`: `connected` of the result says the same. Types that the
 * document does not list are told as well.
 */
export type SSEEvent = Envelopes<PulseStage> & { tenantId: string };

interface SSEContextType {
  readonly connected: boolean;
  readonly lastEvent: SSEEvent | null;
  readonly all: Emitter<SSEEvent> | undefined;
}

const SSEContext = createContext<SSEContextType>({ connected: false, lastEvent: null, all: undefined });

export interface SSEProviderProps {
  /** The tenant's slug. */
  readonly tenantId: string;
  /** The document's `API_URL`. Default: the page's origin. */
  readonly apiUrl?: string | undefined;
  readonly children?: ReactNode;
}

/**
 * Gives the components below it the events of one tenant: `GET /sse?tenantId=…`. Several providers of one tenant share one
 * stream. PulseStage, "SSEContext" and "Automatic Reconnection": tried again after 1, 2, 4 and 8 s, then every 10 s.
 */
export function SSEProvider({ tenantId, apiUrl = '', children }: SSEProviderProps): ReactNode {
  const [lastEvent, setLastEvent] = useState<SSEEvent | null>(null);
  const [all] = useState(() => createEmitter<SSEEvent>());
  const { state } = useSharedStream({
    name: ['pulsestage', apiUrl, tenantId],
    stream: () => tenantStream(tenantId, apiUrl),
    onEvent({ type, data, at, meta }) {
      const event = { type, ...meta, data, timestamp: at } as unknown as SSEEvent;
      setLastEvent(event);
      all.emit(event);
    },
  });
  const connected = state.status === 'open';
  const context = useMemo(() => ({ connected, lastEvent, all }), [connected, lastEvent, all]);
  return <SSEContext.Provider value={context}>{children}</SSEContext.Provider>;
}

export interface UseSSEOptions {
  /** Called with every event: once each, in order. */
  readonly onMessage?: ((event: SSEEvent) => void) | undefined;
}

export interface UseSSEResult {
  readonly connected: boolean;
  /** The event that came last. Of several that come at a time, only the last is seen: `onMessage` hears all. */
  readonly lastEvent: SSEEvent | null;
}

/**
 * What the nearest `SSEProvider` hears; outside of one, as in the document, a stream that never connects. PulseStage,
 * "Using SSE Events".
 */
export function useSSE({ onMessage }: UseSSEOptions = {}): UseSSEResult {
  const { connected, lastEvent, all } = useContext(SSEContext);
  const latest = useLatest(onMessage);
  useEffect(() => all?.on((event) => latest.current?.(event)), [all, latest]);
  return { connected, lastEvent };
}

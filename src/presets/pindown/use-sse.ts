'use client';
import { useState } from 'react';
import { useSharedStream } from '../use-shared-stream.ts';
import { isFor, pinStream, type SSEEvent, streamName } from './stream.ts';

export interface SSEOptions {
  /** `pins`, `automation`, `system`, `ai`, `analytics`. A list made anew in every render is no other list. */
  readonly channels: readonly string[];
  /** Adds what is sent to this pin. */
  readonly pinId?: string | undefined;
  /** Default true. The document's code does nothing unless it is given, which its optional mark speaks against. */
  readonly enabled?: boolean | undefined;
  /** Default: the page's origin. */
  readonly baseUrl?: string | undefined;
  /** Sent as `Authorization: Bearer …`. Default: none, only cookies. */
  readonly token?: string | undefined;
  /** Called with every event: once each, in order. */
  readonly onMessage?: ((event: SSEEvent) => void) | undefined;
}

export interface SSEResult {
  readonly isConnected: boolean;
  /** The event that came last. Of several that come at a time, only the last is seen: `onMessage` hears all. */
  readonly lastEvent: SSEEvent | null;
}

/**
 * The events of PinDown's channels. All components share one stream, which carries the channels of all; each hears its own.
 * Only another pin needs another stream, for the server knows one pin a stream. PinDown, "React Hook Implementation": its
 * server names its events, which `onmessage` never hears; here they come, and unnamed `{ event, data }` does too.
 */
export function useSSE(options: SSEOptions): SSEResult {
  const { channels, pinId, enabled, baseUrl = '', token } = options;
  const [lastEvent, setLastEvent] = useState<SSEEvent | null>(null);
  const place = { baseUrl, token, pinId };
  const { state } = useSharedStream({
    name: streamName(place),
    channels,
    enabled,
    stream: () => pinStream(place),
    onEvent(event, client) {
      if (!isFor(event, { channels, pinId }, client.store.getState().channels)) return;
      const message = { event: event.type, data: event.data } as SSEEvent;
      setLastEvent(message);
      options.onMessage?.(message);
    },
  });
  return { isConnected: state.status === 'open', lastEvent };
}

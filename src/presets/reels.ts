'use client';
import { useState } from 'react';
import type { ConnectionState } from '../connection/state.ts';
import type { reels } from '../dialects/reels.ts';
import { everything, type UserStreamOptions, userStream } from './reels/stream.ts';
import type { NamedEvents } from './shapes.ts';
import { useSharedStream } from './use-shared-stream.ts';

export { SSENotifications, type SSENotificationsProps } from './reels/sse-notifications.tsx';

type Reels = ReturnType<typeof reels>;

/**
 * An event of Reels: `{ event, data }`. Reels, "Event Types". Heartbeats are not among them: they keep the connection alive.
 * What an app sends by `sendCustomEvent` is named by the type parameter: `SSEEvent<{ event: 'liked'; data: Like }>`.
 */
export type SSEEvent<Custom extends OwnEvent = never> = NamedEvents<Reels> | Custom;

/** An event that the document does not declare. Its data is not checked. */
export interface OwnEvent {
  event: string;
  data: unknown;
}

export interface UseSSEOptions<Custom extends OwnEvent = never> extends UserStreamOptions {
  /** The events to ask for. Default, and if empty: all. A list made anew in every render is no other list. */
  readonly events?: readonly string[] | undefined;
  /** Called with every event: once each, in order. */
  readonly onMessage?: ((event: SSEEvent<Custom>) => void) | undefined;
  /** Called when the stream is lost or refused, and when an attempt fails: with an `ErrorEvent`, whose `message` says why. */
  readonly onError?: ((error: Event) => void) | undefined;
  /** Called when the stream opens. */
  readonly onOpen?: (() => void) | undefined;
  /** Called when the open stream is lost, or let go of. */
  readonly onClose?: (() => void) | undefined;
  /** Whether a lost stream is opened again. Default true. */
  readonly autoReconnect?: boolean | undefined;
  /** How many reconnects in a row may fail. Default: no limit. */
  readonly maxReconnectAttempts?: number | undefined;
}

export interface UseSSEResult<Custom extends OwnEvent = never> {
  readonly isConnected: boolean;
  /** Whether an attempt is under way. */
  readonly isConnecting: boolean;
  /** Why there is no stream; `null` while there is one. A text, as the document's example shows it to people. */
  readonly error: string | null;
  /** Connects now: after `disconnect()`, after attempts ran out, or instead of waiting for the next one. */
  readonly connect: () => void;
  /** Lets go of the stream. It ends unless other components hold it. */
  readonly disconnect: () => void;
  /** The event that came last. Of several that come at a time, only the last is seen: `onMessage` hears all. */
  readonly lastEvent: SSEEvent<Custom> | null;
}

/**
 * The events of a user or a session: `GET /api/sse?userId=…&sessionId=…&events=…`. All components of one user and session
 * share one stream, which asks for the events of all; each hears its own, and each gives up by its own options.
 * Reels, "Client-Side Hook".
 */
export function useSSE<Custom extends OwnEvent = never>(options: UseSSEOptions<Custom> = {}): UseSSEResult<Custom> {
  const { userId, sessionId, baseUrl = '', autoReconnect = true } = options;
  const events = options.events?.length ? options.events : undefined;
  const [wanted, setWanted] = useState(true);
  const [error, setError] = useState<string | null>(null);
  const [lastEvent, setLastEvent] = useState<SSEEvent<Custom> | null>(null);

  const { client, state } = useSharedStream({
    name: ['reels', baseUrl, userId, sessionId],
    channels: events ?? [everything],
    enabled: wanted,
    stream: () => userStream(options),
    onEvent({ type, data }) {
      if (events && !events.includes(type)) return;
      const event = { event: type, data } as SSEEvent<Custom>;
      setLastEvent(event);
      options.onMessage?.(event);
    },
    onState(state, before) {
      if (state.status === 'open') {
        setError(null);
        options.onOpen?.();
        return;
      }
      if (before.status === 'open') options.onClose?.();
      const reason = lossOf(state);
      if (reason === undefined) return;
      setError(reason);
      options.onError?.(new ErrorEvent('error', { message: reason }));
      if (state.status === 'reconnecting' && (!autoReconnect || isTooMany(state.attempt, options))) setWanted(false);
    },
  });

  return {
    isConnected: state.status === 'open',
    isConnecting: state.status === 'connecting' || (state.status === 'reconnecting' && state.retryAt === undefined),
    error,
    connect() {
      setError(null);
      setWanted(true);
      if (state.status !== 'open') client?.reconnect();
    },
    disconnect: () => setWanted(false),
    lastEvent,
  };
}

/** Why there is no stream, when one was just lost or refused. */
function lossOf(state: ConnectionState): string | undefined {
  if (state.status === 'blocked') return state.error.message;
  if (state.status !== 'reconnecting' || state.retryAt === undefined) return undefined;
  return state.error?.message ?? 'The server ended the stream.';
}

/** `attempt` is the number of the next one, and the first was no reconnect. */
function isTooMany(attempt: number, { maxReconnectAttempts = Number.POSITIVE_INFINITY }: UseSSEOptions): boolean {
  return attempt - 1 > maxReconnectAttempts;
}

'use client';
import { useEffect, useState } from 'react';
import type { labsos } from '../dialects/labsos.ts';
import type { StreamError } from '../errors.ts';
import { type ProjectStreamOptions, projectStream, readToken } from './labsos/stream.ts';
import type { FlatEvents } from './shapes.ts';
import { useLatest } from './use-latest.ts';
import { useSharedStream } from './use-shared-stream.ts';

type LabsOS = ReturnType<typeof labsos>;

/**
 * A message as LabsOS writes it: `{ type, …fields }`. LabsOS, "Event Types". Its `connected` is not among them: it steers the
 * connection, and `sseConnected` says what it means. Types that the document does not list are told as well.
 */
export type SSEMessage = FlatEvents<LabsOS>;

export interface ProjectStatusOptions extends ProjectStreamOptions {
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** Called with every message: once each, in order. The document's `handleSSEMessage`. */
  readonly onMessage?: ((data: SSEMessage) => void) | undefined;
  /**
   * Reads again what the stream tells of: the document's `fetchData`. Called when messages were lost, and every
   * `pollInterval` while there is no stream.
   */
  readonly refetch?: (() => unknown) | undefined;
  /** In ms. Default 30,000, the interval of the document's health check. */
  readonly pollInterval?: number | undefined;
}

export interface ProjectStatus {
  readonly sseConnected: boolean;
  /** The message that came last. Of several that come at a time, only the last is seen: `onMessage` hears all. */
  readonly lastMessage: SSEMessage | null;
  /** Whether the server refused the token (401), and a fresh one too. Nothing happens until `connectSSE()` or another token. */
  readonly unauthorized: boolean;
  /** What went wrong last; `null` while connected. */
  readonly error: StreamError | null;
  /** Connects at once, whatever the connection waits for. */
  readonly connectSSE: () => void;
}

/**
 * The status stream of one project: `GET /api/projects/:id/status?token=…`. All components of one project share it.
 * LabsOS, "Client-Side Implementation" and "Error Handling". Where it says "after 5 seconds" in one place and
 * `min(1000 · 2ⁿ, 30000)` in another, this does the latter. Its probe for a 401 is not needed: the stream's own answer is read.
 */
export function useProjectStatus(projectId: string, options: ProjectStatusOptions = {}): ProjectStatus {
  const { token, baseUrl = '', enabled = true, pollInterval = 30_000 } = options;
  const [lastMessage, setLastMessage] = useState<SSEMessage | null>(null);
  const latest = useLatest(options);
  const { client, state } = useSharedStream({
    name: ['labsos', baseUrl, projectId, typeof token === 'function' ? { isAsked: true } : token],
    enabled,
    stream: () =>
      projectStream(projectId, {
        baseUrl,
        token: typeof token === 'function' ? () => readToken(latest.current.token) : token,
        onUnauthorized: options.onUnauthorized && (() => latest.current.onUnauthorized?.()),
      }),
    onEvent({ type, data }) {
      const message = { type, ...(data as object) } as SSEMessage;
      setLastMessage(message);
      options.onMessage?.(message);
    },
    onGap: () => options.refetch?.(),
  });
  const sseConnected = state.status === 'open';
  const unauthorized = state.status === 'blocked' && state.reason === 'auth';

  const polls = enabled && !sseConnected && !unauthorized;
  useEffect(() => {
    if (!polls) return;
    const timer = setInterval(() => latest.current.refetch?.(), pollInterval);
    return () => clearInterval(timer);
  }, [polls, pollInterval, latest]);

  return {
    sseConnected,
    lastMessage,
    unauthorized,
    error: ('error' in state && state.error) || null,
    connectSSE: () => client?.reconnect(),
  };
}

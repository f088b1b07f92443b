'use client';
import { useCallback, useSyncExternalStore } from 'react';
import type { AnyStreamClient } from '../client/create-stream-client.ts';
import { deadlinesOf, knownDeadlines } from './deadlines.ts';
import { useStreamClient } from './use-stream-client.ts';

/**
 * How many whole seconds are left until `until` (ms since the epoch), by the client's clock; 0 once it has come, `undefined`
 * without one, or as long as the client rests. Renders once a second.
 */
export function useCountdown(until: number | undefined): number | undefined {
  const client = useStreamClient();
  const subscribe = useCallback(
    (onChange: () => void) => (until === undefined ? nothing : everySecond(client, until, onChange)),
    [client, until],
  );
  const secondsLeft = () => (until === undefined ? undefined : secondsUntil(until, knownDeadlines(client)?.now()));
  return useSyncExternalStore(subscribe, secondsLeft, nothing);
}

const nothing = () => undefined;

function everySecond(client: AnyStreamClient, until: number, onChange: () => void): () => void {
  const deadlines = deadlinesOf(client);
  let undo: () => void = nothing;
  function wait(): void {
    const seconds = secondsUntil(until, deadlines.now());
    if (!seconds) return;
    undo = deadlines.addDeadline(until - (seconds - 1) * 1_000, () => {
      onChange();
      wait();
    });
  }
  wait();
  return () => undo();
}

function secondsUntil(until: number, now: number | undefined): number | undefined {
  return now === undefined ? undefined : Math.max(0, Math.ceil((until - now) / 1_000));
}

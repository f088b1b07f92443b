'use client';
import { useEffect, useState } from 'react';
import { deadlinesOf } from './deadlines.ts';
import { useStreamClient } from './use-stream-client.ts';

/**
 * The latest of these times (ms since the epoch) that has passed, by the client's clock; `-Infinity` when none has. Renders when
 * one passes.
 */
export function usePassed(times: readonly number[]): number {
  const client = useStreamClient();
  const [passed, setPassed] = useState(Number.NEGATIVE_INFINITY);
  const key = JSON.stringify(times.filter(Number.isFinite));
  useEffect(() => {
    const deadlines = deadlinesOf(client);
    const undo = (JSON.parse(key) as readonly number[]).map((at) =>
      deadlines.addDeadline(at, () => setPassed((before) => Math.max(before, at))),
    );
    return () => {
      for (const takeBack of undo) takeBack();
    };
  }, [client, key]);
  return passed;
}

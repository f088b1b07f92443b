'use client';
import { useEffect, useInsertionEffect, useRef } from 'react';
import type { Gap } from '../wire/notice.ts';
import { useStreamClient } from './use-stream-client.ts';

/**
 * Calls `handler` whenever events were lost that cannot be resumed. Covered queries are read again by themselves; this is
 * for state of the app's own, or to tell the user.
 */
export function useGap(handler: (gap: Gap) => void): void {
  const client = useStreamClient();
  const latest = useRef(handler);
  useInsertionEffect(() => {
    latest.current = handler;
  });
  useEffect(() => client.onGap((gap) => latest.current(gap)), [client]);
}

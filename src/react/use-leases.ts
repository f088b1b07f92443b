'use client';
import { useEffect } from 'react';
import type { AnyStreamClient } from '../client/create-stream-client.ts';
import type { ChannelRequest } from '../wire/channel.ts';

/** Holds leases as long as the component is mounted; with an empty list, one on the connection alone. */
export function useLeases(client: AnyStreamClient, requests: readonly ChannelRequest[], enabled: boolean): void {
  // A text stands for the list, so that a list made anew in every render is still the same claim.
  const key = JSON.stringify(requests);
  useEffect(() => {
    if (!enabled) return;
    const wanted = JSON.parse(key) as readonly ChannelRequest[];
    const releases = wanted.length === 0 ? [client.lease()] : wanted.map((request) => client.lease(request));
    return () => {
      for (const release of releases) release();
    };
  }, [client, key, enabled]);
}

'use client';
import type { StreamClient } from '../client/create-stream-client.ts';
import type { ChannelOf, Dialect } from '../events/dialect.ts';
import type { RegisteredDialect } from '../events/register.ts';
import { useLeases } from './use-leases.ts';
import { useSelection } from './use-selection.ts';
import { useStreamClient } from './use-stream-client.ts';

/** How a channel stands: not wanted, asked for, or carried by the open stream. */
export type ChannelStatus = 'disabled' | 'joining' | 'live';

/** Claims a channel as long as the component is mounted, and tells whether its events arrive. */
export function useChannel<D extends Dialect = RegisteredDialect>(
  channel: ChannelOf<D>,
  params?: Readonly<Record<string, string>>,
  options: { readonly enabled?: boolean | undefined; readonly client?: StreamClient<D> | undefined } = {},
): { readonly status: ChannelStatus; readonly isLive: boolean } {
  const { enabled = true } = options;
  const client = useStreamClient<D>(options.client);
  const request = { channel, params };
  useLeases(client, [request], enabled);
  const isLive = useSelection(client.store, () => enabled && client.isLive(request));
  return { status: enabled ? (isLive ? 'live' : 'joining') : 'disabled', isLive };
}

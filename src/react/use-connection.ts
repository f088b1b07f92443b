'use client';
import { useMemo } from 'react';
import type { AnyStreamClient, StreamClient } from '../client/create-stream-client.ts';
import type { ConnectionState } from '../connection/state.ts';
import { useSelection } from './use-selection.ts';
import { useStreamClient } from './use-stream-client.ts';

/** A connection's state as components want it. */
export type ConnectionView = ConnectionState & {
  /** Whether events arrive now. */
  readonly isLive: boolean;
  readonly transport: 'sse' | 'poll';
  /** Who holds the stream: this tab alone, this tab for others, or another tab. */
  readonly role: 'solo' | 'leader' | 'follower';
  /** Ends the stream or the wait, if any, and connects at once. */
  readonly reconnect: () => void;
};

const whole = (view: ConnectionView) => view;

/** How the connection stands, or a part of it. Nothing in it changes per event. Claims nothing: it only looks. */
export function useConnection<Selected = ConnectionView>(
  select: (view: ConnectionView) => Selected = whole as (view: ConnectionView) => Selected,
  options: { readonly client?: AnyStreamClient | undefined } = {},
): Selected {
  const client = useStreamClient(options.client as StreamClient | undefined);
  const view = useMemo(() => viewer(client.reconnect), [client]);
  return useSelection(client.store, ({ connection }) => select(view(connection)));
}

/** Makes views that stay the same object for the same state. */
function viewer(reconnect: () => void): (state: ConnectionState) => ConnectionView {
  let last: { readonly state: ConnectionState; readonly view: ConnectionView } | undefined;
  return (state) => {
    if (last?.state === state) return last.view;
    const defaults = { transport: 'sse', role: 'solo' } as const;
    const view: ConnectionView = { ...defaults, ...state, isLive: state.status === 'open', reconnect };
    last = { state, view };
    return view;
  };
}

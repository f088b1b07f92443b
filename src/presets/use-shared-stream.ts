'use client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { StreamClient } from '../client/create-stream-client.ts';
import type { ConnectionState } from '../connection/state.ts';
import type { Dialect } from '../events/dialect.ts';
import type { StreamEvent } from '../events/event.ts';
import type { ChannelRequest } from '../wire/channel.ts';
import { type StreamOf, shareStream } from './shared-stream.ts';
import { useLatest } from './use-latest.ts';

/** What a component wants of a stream. Functions may be made anew in every render: the latest is called. */
export interface StreamClaim<D extends Dialect> {
  /** What tells this stream from others; as JSON. Components that say the same share one. */
  readonly name: readonly unknown[];
  /** Makes the stream's options. Asked by the first who holds it. */
  readonly stream: StreamOf<D>;
  /** Default: none, just the connection. */
  readonly channels?: readonly string[] | undefined;
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** Called with every event: once each, in order. */
  readonly onEvent?: ((event: StreamEvent, client: StreamClient<D>) => void) | undefined;
  /** Called when events were lost. */
  readonly onGap?: (() => void) | undefined;
  /** Called when the connection changes for this component; `idle` is what it is before and after its claim. */
  readonly onState?: ((state: ConnectionState, before: ConnectionState) => void) | undefined;
}

const idle: ConnectionState = { status: 'idle' };

/**
 * Holds a shared stream as long as the component is mounted; gives its client (`undefined` until mounted, and while not
 * enabled) and how it stands. Nothing happens while rendering, so servers and StrictMode need no care.
 */
export function useSharedStream<D extends Dialect>(
  claim: StreamClaim<D>,
): { readonly client: StreamClient<D> | undefined; readonly state: ConnectionState } {
  const { channels = [], enabled = true } = claim;
  const [client, setClient] = useState<StreamClient<D>>();
  const latest = useLatest(claim);
  // Texts stand for the lists, so that lists made anew in every render are still the same claim.
  const name = JSON.stringify(claim.name);
  const wanted = JSON.stringify(channels);

  useEffect(() => {
    if (!enabled) return;
    const held = shareStream(name, latest.current.stream);
    const one = held.value;
    let state = idle;
    const tell = (next: ConnectionState) => {
      const before = state;
      state = next;
      if (next !== before) latest.current.onState?.(next, before);
    };
    const undo = [
      one.on('*', (event) => latest.current.onEvent?.(event as StreamEvent, one)),
      one.onGap(() => latest.current.onGap?.()),
      one.store.subscribe(({ connection }) => tell(connection)),
      ...leasesOf(wanted).map((request) => one.lease(request as never)),
    ];
    tell(one.store.getState().connection);
    setClient(one);
    return () => {
      for (const end of undo) end();
      tell(idle);
      setClient(undefined);
      // A turn later, so that whoever comes in the same turn (a new page, StrictMode's second mount) finds the stream open.
      setTimeout(held.release);
    };
  }, [name, wanted, enabled, latest]);

  const state = useSyncExternalStore(
    client?.store.subscribe ?? subscribeToNothing,
    () => client?.store.getState().connection ?? idle,
    () => idle,
  );
  return { client, state };
}

function leasesOf(wanted: string): readonly (ChannelRequest | undefined)[] {
  const names = JSON.parse(wanted) as readonly string[];
  return names.length === 0 ? [undefined] : names.map((channel) => ({ channel }));
}

const subscribeToNothing = () => () => {};

'use client';
import { useEffect, useInsertionEffect, useRef } from 'react';
import type { StreamClient } from '../client/create-stream-client.ts';
import type { ChannelOf, Dialect } from '../events/dialect.ts';
import type { StreamEvent } from '../events/event.ts';
import type { RegisteredDialect } from '../events/register.ts';
import { type AnySource, channelsOf, type EventFrom, namesOf, type SourceOf } from '../events/source.ts';
import { type ChannelRequest, spellChannel } from '../wire/channel.ts';
import { useLeases } from './use-leases.ts';
import { useStreamClient } from './use-stream-client.ts';

export interface UseEventOptions<D extends Dialect> {
  /** Default true. While false, nothing is heard and no channel is claimed. */
  readonly enabled?: boolean | undefined;
  /** The channel to claim. Default: the channels that the events declare. */
  readonly channel?: ChannelOf<D> | undefined;
  /** What narrows the channel: `{ pinId: '7' }`. Only events of that part are heard. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** Default: the client of the nearest provider. */
  readonly client?: StreamClient<D> | undefined;
}

/**
 * Calls `handler` for every event of the source: once each, in order, after its commit, however many come at a time. It
 * holds no state and renders nothing; it always calls the latest handler. Claims the channels that carry the events.
 *
 * The source is a type, a namespace (`'question:*'`), `'*'`, a definition, or an array of these. Not React's
 * `useEffectEvent`: that makes a function for effects of your own; this listens to the stream.
 */
export function useEvent<const S extends SourceOf<D>, D extends Dialect = RegisteredDialect>(
  source: S,
  handler: (event: EventFrom<D, S>) => void,
  options: UseEventOptions<D> = {},
): void {
  const { enabled = true, channel, params } = options;
  const client = useStreamClient<D>(options.client);
  const latest = useRef(handler);
  useInsertionEffect(() => {
    latest.current = handler;
  });

  const anySource = source as AnySource;
  const channels = channel === undefined ? channelsOf(anySource, client.dialect) : [channel];
  const requests: readonly ChannelRequest[] = channels.map((name) => ({ channel: name, params }));
  const names = JSON.stringify(namesOf(anySource));
  const narrowed =
    params && JSON.stringify(requests.map((one) => [one.channel, spellChannel(one, client.dialect.scopes)]));

  useEffect(() => {
    if (!enabled) return;
    const heard = narrowed && new Set((JSON.parse(narrowed) as string[][]).flat());
    return client.on(JSON.parse(names) as never, (event: StreamEvent) => {
      if (heard && event.channel !== undefined && !heard.has(event.channel)) return;
      latest.current(event as EventFrom<D, S>);
    });
  }, [client, names, narrowed, enabled]);
  useLeases(client, requests, enabled);
}

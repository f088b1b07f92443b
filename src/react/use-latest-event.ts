'use client';
import type { StreamClient } from '../client/create-stream-client.ts';
import type { Dialect } from '../events/dialect.ts';
import type { RegisteredDialect } from '../events/register.ts';
import { type AnySource, channelsOf, type EventFrom, matcher, type SourceOf } from '../events/source.ts';
import type { EventState } from '../store/create-event-store.ts';
import { useLeases } from './use-leases.ts';
import { useSelection } from './use-selection.ts';
import { useStreamClient } from './use-stream-client.ts';

/**
 * The last event of the source, or a part of it; `undefined` before the first. It shows the newest of a burst only: to
 * handle every event, use `useEvent`.
 */
export function useLatestEvent<
  const S extends SourceOf<D>,
  Selected = EventFrom<RegisteredDialect, S>,
  D extends Dialect = RegisteredDialect,
>(
  source: S,
  select?: (event: EventFrom<D, S>) => Selected,
  options: { readonly client?: StreamClient<D> | undefined } = {},
): Selected | undefined {
  const client = useStreamClient<D>(options.client);
  const anySource = source as AnySource;
  const requests = channelsOf(anySource, client.dialect).map((channel) => ({ channel }));
  useLeases(client, requests, true);
  return useSelection(client.store as never, (state: EventState) => {
    const event = newest(state, matcher(anySource)) as EventFrom<D, S> | undefined;
    return event === undefined || !select ? (event as Selected | undefined) : select(event);
  });
}

function newest({ log, latest }: EventState, matches: (type: string) => boolean) {
  return (
    log.findLast(({ type }) => matches(type)) ??
    Object.values(latest)
      .filter(({ type }) => matches(type))
      .sort((a, b) => a.receivedAt - b.receivedAt)
      .at(-1)
  );
}

'use client';
import { runtimeDefinitions } from '../events/dialect.ts';
import type { Slice } from '../events/slice.ts';
import type { EventState } from '../store/create-event-store.ts';
import { useLeases } from './use-leases.ts';
import { useSelection } from './use-selection.ts';
import { useStreamClient } from './use-stream-client.ts';

const whole = <State>(state: State) => state;

/** The state that events have reduced into a slice, or a part of it. Claims the channels of the events that fill it. */
export function useSlice<State, Selected = State>(
  slice: Slice<string, State>,
  select: (state: State) => Selected = whole as (state: State) => Selected,
): Selected {
  const client = useStreamClient();
  const channels = runtimeDefinitions(client.dialect)
    .filter((definition) => definition.slice?.name === slice.name)
    .map(({ channel }) => channel);
  const requests = [...new Set(channels)].filter((channel) => channel !== undefined).map((channel) => ({ channel }));
  useLeases(client, requests, true);
  return useSelection(client.store as never, (state: EventState) =>
    select(((state.slices as Readonly<Record<string, unknown>>)[slice.name] ?? slice.initial) as State),
  );
}

'use client';
import { runtimeDefinitions } from '../events/dialect.ts';
import { entryOf, type Keyed } from '../slices/keyed.ts';
import { liveVars, type Vars } from '../slices/live-vars.ts';
import type { EventState } from '../store/create-event-store.ts';
import { useLeases } from './use-leases.ts';
import { useSelection } from './use-selection.ts';
import { useStreamClient } from './use-stream-client.ts';

const none: Vars = Object.freeze({});

/**
 * The template variables of a pin that the stream has told of, by name; empty until then. Claims the pin's part of the
 * channel (`pin:<pinId>`) where the dialect has one, so that nothing comes of other pins. PinDown, "Pins Channel".
 */
export function useLiveVars(pinId: string): Vars {
  const client = useStreamClient();
  const { dialect } = client;
  const channels = runtimeDefinitions(dialect)
    .filter(({ slice }) => slice?.name === liveVars.name)
    .flatMap(({ channel }) => channel ?? []);
  const requests = [...new Set(channels)].map((channel) =>
    dialect.scopes[channel]?.includes('{pinId}') ? { channel, params: { pinId } } : { channel },
  );
  useLeases(client, requests, true);
  return useSelection(client.store as never, ({ slices }: EventState) => {
    const pins = (slices[liveVars.name] ?? liveVars.initial) as Keyed<Vars>;
    return entryOf(pins, pinId) ?? none;
  });
}

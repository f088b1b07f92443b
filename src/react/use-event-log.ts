'use client';
import type { EventOf, EventsOf } from '../events/dialect.ts';
import type { StreamEvent } from '../events/event.ts';
import type { RegisteredDialect } from '../events/register.ts';
import { type AnySource, channelsOf, matcher, type SourceName } from '../events/source.ts';
import type { EventState } from '../store/create-event-store.ts';
import { useLeases } from './use-leases.ts';
import { useSelection } from './use-selection.ts';
import { useStreamClient } from './use-stream-client.ts';

export interface UseEventLogOptions {
  /** Types and namespaces to list. Default: all that arrive. */
  readonly types?: readonly SourceName<RegisteredDialect>[] | undefined;
  /** How many, of the newest. Default: all that the store keeps (`logSize`). */
  readonly limit?: number | undefined;
}

/** The last events, oldest first. Claims the channels of `types`; without them, it lists what others have claimed. */
export function useEventLog({
  types,
  limit,
}: UseEventLogOptions = {}): readonly EventOf<EventsOf<RegisteredDialect>>[] {
  const client = useStreamClient();
  const requests = types ? channelsOf(types as AnySource, client.dialect).map((channel) => ({ channel })) : [];
  useLeases(client, requests, true);
  const log = useSelection(
    client.store as never,
    ({ log }: EventState) => {
      const matches = types && matcher(types as AnySource);
      const listed = matches ? log.filter(({ type }) => matches(type)) : log;
      return limit === undefined ? listed : listed.slice(-limit);
    },
    sameEvents,
  );
  return log as readonly EventOf<EventsOf<RegisteredDialect>>[];
}

function sameEvents(a: readonly StreamEvent[], b: readonly StreamEvent[]): boolean {
  return a.length === b.length && a.every((event, index) => event === b[index]);
}

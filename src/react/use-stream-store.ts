'use client';
import type { StreamClient } from '../client/create-stream-client.ts';
import type { ConnectionState } from '../connection/state.ts';
import type { Dialect, SlicesOf } from '../events/dialect.ts';
import type { RegisteredDialect } from '../events/register.ts';
import type { EventState } from '../store/create-event-store.ts';
import { useSelection } from './use-selection.ts';
import { useStreamClient } from './use-stream-client.ts';

/** A part of the event store; renders only when it changes. Claims no channel: `useChannel` and `useSlice` do. */
export function useStreamStore<Selected, D extends Dialect = RegisteredDialect>(
  select: (state: EventState<ConnectionState, SlicesOf<D>>) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
  options: { readonly client?: StreamClient<D> | undefined } = {},
): Selected {
  const client = useStreamClient<D>(options.client);
  return useSelection(client.store, select, isEqual);
}

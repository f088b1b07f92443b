import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RuntimeDefinition, StreamEvent } from '../events/event.ts';
import type { DeliveredEvent } from '../events/sink.ts';
import type { AnySlice } from '../events/slice.ts';

/** What the event store holds. `Connection` is the connection's state; the store only keeps it. */
export interface EventState<Connection = unknown, Slices = Readonly<Record<string, unknown>>> {
  readonly connection: Connection;
  /** The channels that the open stream carries, spelled; `undefined` while none is open. Empty: all there are. */
  readonly channels: readonly string[] | undefined;
  /** The last event of each type. */
  readonly latest: Readonly<Record<string, StreamEvent>>;
  /** The last events of all types, oldest first: at most `logSize`, and at most 4 Mi characters of data. */
  readonly log: readonly StreamEvent[];
  /** What the reducers have made, by slice name. */
  readonly slices: Slices;
}

export interface EventStoreOptions<Connection> {
  readonly connection: Connection;
  readonly definitions: readonly RuntimeDefinition[];
  /** How many events `log` keeps. Default 500. */
  readonly logSize?: number | undefined;
  /** Told of a reducer that threw; its slice stays as it was. */
  readonly onReduceError: (error: unknown, event: StreamEvent) => void;
}

export interface EventStore<Connection, Slices> {
  readonly store: StoreApi<EventState<Connection, Slices>>;
  /** Takes the events of one flush in one write. */
  commit(events: readonly DeliveredEvent[]): void;
  /** Forgets all events and what reducers made of them, in one write: they were another user's. */
  reset(): void;
  setConnection(connection: Connection): void;
  setChannels(channels: readonly string[] | undefined): void;
}

/** A Zustand store of what the stream has said. One `set` per commit: each slice is copied once, not once per event. */
export function createEventStore<Connection, Slices>(
  options: EventStoreOptions<Connection>,
): EventStore<Connection, Slices> {
  const { definitions, logSize = 500, onReduceError } = options;
  const initial: Record<string, unknown> = {};
  let log = createLog(logSize);
  for (const { slice } of definitions) if (slice) initial[slice.name] = slice.initial;
  const store = createStore<EventState<Connection, Slices>>()(() => ({
    connection: options.connection,
    channels: undefined,
    latest: {},
    log: [],
    slices: initial as Slices,
  }));

  return {
    store,
    commit(events) {
      const state = store.getState();
      const latest = { ...state.latest };
      let slices: Record<string, unknown> | undefined;
      for (const { event, definition } of events) {
        latest[event.type] = event;
        if (definition?.slice && definition.reduce) {
          slices ??= { ...(state.slices as object) };
          reduce(slices, definition, definition.slice, event);
        }
      }
      store.setState({
        latest,
        log: log(events),
        ...(slices ? { slices: slices as Slices } : {}),
      });
    },
    reset() {
      log = createLog(logSize);
      const { latest, log: none, slices } = store.getInitialState();
      store.setState({ latest, log: none, slices });
    },
    setConnection: (connection) => store.setState({ connection }),
    setChannels: (channels) => store.setState({ channels }),
  };

  function reduce(
    slices: Record<string, unknown>,
    definition: RuntimeDefinition,
    { name }: AnySlice,
    event: StreamEvent,
  ): void {
    try {
      slices[name] = definition.reduce?.(slices[name] as never, event as never);
    } catch (error) {
      onReduceError(error, event);
    }
  }
}

/** How many characters of data the log keeps, however few events they are. */
const logLimitChars = 4 * 1_048_576;

/** The newest events, as many as the limits of number and size let stay. Each call gives another list. */
function createLog(limit: number): (added: readonly DeliveredEvent[]) => readonly StreamEvent[] {
  let kept: readonly DeliveredEvent[] = [];
  return (added) => {
    const all =
      added.length >= limit ? added.slice(added.length - limit) : [...kept.slice(added.length - limit), ...added];
    let first = all.length;
    for (let chars = 0; first > 0; first -= 1) {
      chars += (all[first - 1] as DeliveredEvent).size;
      if (chars > logLimitChars) break;
    }
    kept = first === 0 ? all : all.slice(first);
    return kept.map(({ event }) => event);
  };
}

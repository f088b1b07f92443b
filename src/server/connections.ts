import type { Clock } from '../utils/clock.ts';
import type { Connection, ConnectionObserver } from './connection.ts';
import type { Counters } from './counters.ts';
import type { Log } from './log/log.ts';
import type { HubLogger } from './logger.ts';

/** All connections of a hub: wakes them, counts them, ends them. */
export interface Connections extends ConnectionObserver {
  /** The open connection of this id, if it is one of this hub's. */
  find(id: string): Connection | undefined;
  /** Those that are not ending. */
  open(): readonly Connection[];
  /** Ends every connection as `how` says, and resolves when all have closed. */
  endAll(how: () => { readonly retryMs: number; readonly delayMs?: number }): Promise<void>;
  /** Stops listening to the log. */
  dispose(): void;
}

/** After so many entries connections are woken at once, so that a burst in one turn does not overtake them in the log. */
const burst = 100;

export interface ConnectionsOptions {
  readonly log: Log;
  readonly logger: HubLogger;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly onOpened: (connection: Connection) => void;
  readonly onClosed: (connection: Connection) => void;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { log, logger, clock, counters, onOpened, onClosed } = options;
  const all = new Map<string, Connection>();
  let unseen = 0;
  let whenEmpty: (() => void)[] = [];

  function wakeAll(): void {
    if (unseen === 0) return;
    unseen = 0;
    for (const connection of all.values()) connection.wake();
  }

  const unsubscribe = log.subscribe(() => {
    unseen += 1;
    // What is published in one turn is written at once.
    if (unseen === 1) queueMicrotask(wakeAll);
    else if (unseen >= burst) wakeAll();
  });

  return {
    opened(connection) {
      all.set(connection.id, connection);
      counters.add('opened');
      onOpened(connection);
      logger.info?.({ connectionId: connection.id, user: connection.identity.user }, 'bisse: a stream was opened.');
    },
    closed(connection, reason) {
      const { id, identity, openedAt } = connection;
      all.delete(id);
      onClosed(connection);
      const durationMs = clock.now() - openedAt;
      counters.ended(reason, durationMs);
      logger.info?.({ connectionId: id, user: identity.user, reason, durationMs }, 'bisse: a stream has ended.');
      if (all.size > 0) return;
      for (const tell of whenEmpty) tell();
      whenEmpty = [];
    },
    delivered: (entries) => counters.add('delivered', entries),
    beat: () => counters.add('heartbeats'),
    missed(connection, reason) {
      counters.add('gaps');
      // The other reasons are the log's own, and the same for all.
      if (reason !== 'overflow') return;
      logger.warn(
        { connectionId: connection.id, user: connection.identity.user },
        'bisse: a client read so slowly that the log moved on without it. It was told of the gap and goes on at the newest event.',
      );
    },
    find: (id) => all.get(id),
    open: () => [...all.values()].filter((connection) => connection.isOpen),
    async endAll(how) {
      for (const connection of all.values()) connection.end('shutdown', how());
      if (all.size > 0) await new Promise<void>((resolve) => whenEmpty.push(resolve));
    },
    dispose: unsubscribe,
  };
}

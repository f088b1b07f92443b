import type { Clock } from '../utils/clock.ts';
import type { Connection, ConnectionObserver } from './connection.ts';
import type { Log } from './log/log.ts';
import type { HubLogger } from './logger.ts';

export interface HubStats {
  /** Streams that are open now. */
  readonly connections: number;
  /** Of these, how many asked for each channel; `'*'` counts those that asked for none and hear all they may. */
  readonly connectionsByChannel: Readonly<Record<string, number>>;
  /** Of these, how many do not read as fast as events come. */
  readonly slow: number;
  /** Since the hub was made: streams that were opened. */
  readonly opened: number;
  /** Since the hub was made: calls of `publish` that succeeded. */
  readonly published: number;
  /** Since the hub was made: events that were written to streams, each stream counted. */
  readonly delivered: number;
  /** Since the hub was made: gaps told in mid-stream, to clients that read too slowly, or to all when the log lost entries. */
  readonly gaps: number;
}

/** All connections of a hub: wakes them, counts them, ends them. */
export interface Connections extends ConnectionObserver {
  /** The open connection of this id, if it is one of this hub's. */
  find(id: string): Connection | undefined;
  active(): number;
  byChannel(): Record<string, number>;
  stats(): HubStats;
  published(): void;
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
  readonly onClosed: (connection: Connection) => void;
}

export function createConnections({ log, logger, clock, onClosed }: ConnectionsOptions): Connections {
  const all = new Map<string, Connection>();
  const counts = { opened: 0, published: 0, delivered: 0, gaps: 0 };
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

  const open = () => [...all.values()].filter((connection) => connection.isOpen);

  function byChannel(): Record<string, number> {
    const connectionsByChannel: Record<string, number> = {};
    for (const { channels = ['*'] } of open()) {
      for (const channel of channels) connectionsByChannel[channel] = (connectionsByChannel[channel] ?? 0) + 1;
    }
    return connectionsByChannel;
  }

  return {
    opened(connection) {
      all.set(connection.id, connection);
      counts.opened += 1;
      logger.info?.({ connectionId: connection.id, user: connection.identity.user }, 'bisse: a stream was opened.');
    },
    closed(connection, reason) {
      const { id, identity, openedAt } = connection;
      all.delete(id);
      onClosed(connection);
      const durationMs = clock.now() - openedAt;
      logger.info?.({ connectionId: id, user: identity.user, reason, durationMs }, 'bisse: a stream has ended.');
      if (all.size > 0) return;
      for (const tell of whenEmpty) tell();
      whenEmpty = [];
    },
    delivered(entries) {
      counts.delivered += entries;
    },
    missed(connection, reason) {
      counts.gaps += 1;
      // The other reasons are the log's own, and the same for all.
      if (reason !== 'overflow') return;
      logger.warn(
        { connectionId: connection.id, user: connection.identity.user },
        'bisse: a client read so slowly that the log moved on without it. It was told of the gap and goes on at the newest event.',
      );
    },
    published() {
      counts.published += 1;
    },
    find: (id) => all.get(id),
    active: () => open().length,
    byChannel,
    stats() {
      const connections = open();
      return {
        connections: connections.length,
        connectionsByChannel: byChannel(),
        slow: connections.filter((connection) => connection.isSlow).length,
        ...counts,
      };
    },
    async endAll(how) {
      for (const connection of all.values()) connection.end('shutdown', how());
      if (all.size > 0) await new Promise<void>((resolve) => whenEmpty.push(resolve));
    },
    dispose: unsubscribe,
  };
}

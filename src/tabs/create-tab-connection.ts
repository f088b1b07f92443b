import { type Connection, type ConnectionOptions, createConnection } from '../connection/connection.ts';
import type { Broadcast } from '../utils/broadcast.ts';
import type { Observer } from '../utils/observer.ts';
import type { Cursor } from '../wire/message.ts';
import { createGroup } from './group.ts';
import type { Locks } from './locks.ts';
import type { TabRecord } from './record.ts';

export interface TabConnectionOptions extends ConnectionOptions {
  /** Names what tabs share: endpoint and framing. `undefined`: this tab shares nothing. */
  readonly group: string | undefined;
  readonly locks: Locks | undefined;
  readonly broadcast: Broadcast | undefined;
  readonly compareCursors: (a: Cursor, b: Cursor) => number | undefined;
  /** Told of what happens between tabs, for whoever inspects it. */
  readonly tabObserver?: Observer<TabRecord> | undefined;
}

/**
 * A connection that all tabs of a group share: the one that holds the group's lock has the stream, the others hear it from
 * there. Above it nobody knows which. Where there are no locks or channels between tabs, each has its own.
 */
export function createTabConnection(options: TabConnectionOptions): Connection {
  const { group, locks, broadcast } = options;
  if (group === undefined || !locks || !broadcast) return createConnection(options);
  return createGroup({ ...options, group, locks, broadcast });
}

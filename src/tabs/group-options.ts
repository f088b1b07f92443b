import type { ConnectionOptions } from '../connection/connection.ts';
import type { Broadcast } from '../utils/broadcast.ts';
import type { Observer } from '../utils/observer.ts';
import type { Cursor } from '../wire/message.ts';
import type { Locks } from './locks.ts';
import type { Member } from './messages.ts';
import type { TabRecord } from './record.ts';

/** What a connection needs to be shared. */
export interface GroupOptions extends ConnectionOptions {
  readonly group: string;
  readonly locks: Locks;
  readonly broadcast: Broadcast;
  readonly compareCursors: (a: Cursor, b: Cursor) => number | undefined;
  /** Told of what happens between tabs, for whoever inspects it. */
  readonly tabObserver?: Observer<TabRecord> | undefined;
  /** What this tab is to the others now. */
  readonly member: () => Member;
}

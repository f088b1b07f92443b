import type { ConnectionOptions } from '../connection/connection.ts';
import type { Broadcast } from '../utils/broadcast.ts';
import type { Cursor } from '../wire/message.ts';
import type { Locks } from './locks.ts';
import type { Member } from './messages.ts';

/** What a connection needs to be shared. */
export interface GroupOptions extends ConnectionOptions {
  readonly group: string;
  readonly locks: Locks;
  readonly broadcast: Broadcast;
  readonly compareCursors: (a: Cursor, b: Cursor) => number | undefined;
  /** What this tab is to the others now. */
  readonly member: () => Member;
}

import type { ConnectionView } from './use-connection.ts';

/** What a person should know of a connection: one word for every way it can stand. */
export type ConnectionFace =
  /** Events come, in a stream. */
  | 'live'
  /** Events come, by polls. */
  | 'polling'
  /** Events come again after some were lost, and what depends on these is read again. */
  | 'catching-up'
  /** It will come by itself. `refreshing`: credentials are renewed first. */
  | 'connecting'
  | 'reconnecting'
  | 'refreshing'
  /** It waits for the network, or for the page to be shown. */
  | 'offline'
  | 'paused'
  /** It comes only when somebody does something. */
  | 'unauthorized'
  | 'forbidden'
  | 'protocol'
  | 'exhausted'
  | 'closed'
  /** Nobody wants it. */
  | 'idle';

/** The face of a state, as it is now. */
export function faceOf(connection: ConnectionView): Exclude<ConnectionFace, 'catching-up'> {
  switch (connection.status) {
    case 'open':
      return connection.transport === 'poll' ? 'polling' : 'live';
    case 'reconnecting':
      return isSigningIn(connection) ? 'refreshing' : 'reconnecting';
    case 'paused':
      return connection.reasons.includes('offline') ? 'offline' : 'paused';
    case 'blocked':
      return connection.reason === 'auth' ? 'unauthorized' : connection.reason;
    default:
      return connection.status;
  }
}

/** A 401 is under repair as long as no next attempt is planned. */
function isSigningIn({ error, retryAt }: Extract<ConnectionView, { status: 'reconnecting' }>): boolean {
  return retryAt === undefined && error?.name === 'HttpError' && 'status' in error && error.status === 401;
}

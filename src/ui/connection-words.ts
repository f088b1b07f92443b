import type { ConnectionFace } from '../react/connection-face.ts';
import type { ConnectionView } from '../react/use-connection.ts';

/** The texts of a connection indicator; replace them for another language or another tone. */
export interface ConnectionWords {
  /** A word or two for each way that a connection can stand. */
  readonly faces: Readonly<Record<ConnectionFace, string>>;
  /** More, where there is more to say. */
  readonly detail: (face: ConnectionFace, connection: ConnectionView) => string | undefined;
  /** How long it is until the next attempt. */
  readonly countdown: (seconds: number) => string;
  /** On the button that connects at once. */
  readonly retry: string;
}

export const englishConnectionWords: ConnectionWords = {
  faces: {
    live: 'Live',
    polling: 'Live, by polls',
    'catching-up': 'Catching up',
    connecting: 'Connecting',
    reconnecting: 'Reconnecting',
    refreshing: 'Signing in again',
    offline: 'Offline',
    paused: 'Paused',
    unauthorized: 'Signed out',
    forbidden: 'No access',
    protocol: 'Cannot connect',
    exhausted: 'Connection lost',
    closed: 'Disconnected',
    idle: 'Not connected',
  },
  detail(face, connection) {
    switch (face) {
      case 'live':
        return { solo: undefined, leader: 'shared with other tabs', follower: 'through another tab' }[connection.role];
      case 'polling':
        return 'something on the way holds the stream back';
      case 'catching-up':
        return 'some events were missed and are being made up for';
      case 'reconnecting':
        return connection.status === 'reconnecting' && connection.attempt > 1
          ? `attempt ${connection.attempt}`
          : undefined;
      case 'offline':
        return 'goes on when the network is back';
      case 'paused':
        return 'goes on when the page is back';
      case 'unauthorized':
        return 'sign in to go on';
      case 'forbidden':
        return 'your account may not see this';
      case 'protocol':
        return 'the server sent something unexpected';
      case 'exhausted':
        return 'the server could not be reached';
      default:
        return undefined;
    }
  },
  countdown: (seconds) => (seconds > 0 ? `next try in ${seconds} s` : 'trying now'),
  retry: 'Retry now',
};

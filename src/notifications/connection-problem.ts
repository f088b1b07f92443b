import type { ConnectionView } from '../react/use-connection.ts';
import type { NotificationLabels } from './labels.ts';

/** What keeps events from coming, in the reader's words. */
export interface ConnectionProblem {
  readonly text: string;
  /** Whether it helps to try again at once. */
  readonly canRetry: boolean;
}

/** `undefined` when events come, or nobody has asked for any. */
export function connectionProblem(
  connection: ConnectionView,
  labels: NotificationLabels,
): ConnectionProblem | undefined {
  switch (connection.status) {
    case 'reconnecting':
      return { text: labels.connectionLost, canRetry: true };
    case 'paused':
      return connection.reasons.includes('offline') ? { text: labels.offline, canRetry: false } : undefined;
    case 'blocked': {
      const texts = {
        auth: labels.signedOut,
        forbidden: labels.forbidden,
        protocol: labels.unavailable,
        exhausted: labels.unavailable,
      };
      return { text: texts[connection.reason], canRetry: true };
    }
    default:
      return undefined;
  }
}

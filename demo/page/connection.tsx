import { type ConnectionView, useConnection } from 'bisse';
import type { Mark } from './icons.tsx';
import { StateMark } from './icons.tsx';

type Look = readonly [look: string, mark: Mark, word: string];

/** Whether what the page shows is live: by shape, by colour and in words. */
export function Connection() {
  const connection = useConnection();
  const [look, mark, word] = lookOf(connection);
  const canRetry = look !== 'live' && connection.status !== 'connecting';
  return (
    <div className="connection">
      <span className={`state ${look}`} role="status" data-connection={connection.status}>
        <StateMark mark={mark} />
        {word}
      </span>
      {canRetry && (
        <button type="button" className="button" onClick={connection.reconnect}>
          Reconnect
        </button>
      )}
    </div>
  );
}

function lookOf(connection: ConnectionView): Look {
  switch (connection.status) {
    case 'open':
      return ['live', 'full', 'Live'];
    case 'idle':
    case 'connecting':
      return ['waiting', 'half', 'Connecting'];
    case 'reconnecting':
      return [
        'waiting',
        'half',
        connection.attempt > 1 ? `Reconnecting, attempt ${connection.attempt}` : 'Reconnecting',
      ];
    case 'paused':
      return ['off', 'ring', connection.reasons.includes('offline') ? 'Offline' : 'Paused'];
    case 'blocked':
      return ['off', 'ring', `Stopped: ${connection.reason}`];
    case 'closed':
      return ['off', 'ring', 'Closed'];
  }
}

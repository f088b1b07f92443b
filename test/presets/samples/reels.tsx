// Reels, "Client-Side Usage".
import { useSSE } from 'bisse/presets/reels';

// Using the hook
export function MyComponent() {
  const { isConnected, lastEvent, error } = useSSE({
    userId: 'user123',
    events: ['notification', 'reel_upload_progress'],
    onMessage: (event) => {
      console.log('Received SSE event:', event);
    },
  });

  return (
    <div>
      <p>Connection status: {isConnected ? 'Connected' : 'Disconnected'}</p>
      {error && <p>Error: {error}</p>}
      {lastEvent && <p>Last event: {lastEvent.event}</p>}
    </div>
  );
}

// PinDown, "React Hook Implementation".
import { useSSE } from 'bisse/presets/pindown';
import { useEffect } from 'react';

// The document leaves this to the app.
export const updatePinVariables = { call: (_vars: Record<string, unknown>) => {} };

// Usage in component
export function LivePinComponent({ pinId }: { pinId: string }) {
  const { isConnected, lastEvent } = useSSE({
    channels: ['pins', 'automation'],
    pinId,
    enabled: true,
  });

  useEffect(() => {
    if (lastEvent?.event === 'pin:content_updated') {
      // Update local state with new values
      updatePinVariables.call(lastEvent.data.updatedVars);
    }
  }, [lastEvent]);

  return (
    <div>
      <div className={`connection-status ${isConnected ? 'connected' : 'disconnected'}`}>
        {isConnected ? '🟢 Live' : '🔴 Offline'}
      </div>
      {/* Pin content with live updates */}
    </div>
  );
}

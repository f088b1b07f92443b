// PinDown, "JavaScript/TypeScript Client".
import { PinDownSSEClient } from 'bisse/presets/pindown';

export function connectPage(userToken: string) {
  // Usage
  const sseClient = new PinDownSSEClient('http://localhost:8000', userToken);
  sseClient.connect(['pins', 'automation'], 'pin_123');

  return sseClient;
}

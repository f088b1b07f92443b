/** A channel between all tabs of an origin, as BroadcastChannel gives it. Messages keep each sender's order. */
export interface Broadcast {
  /** Hears what others post under this name. */
  join(name: string, onMessage: (message: unknown) => void): Bus;
}

export interface Bus {
  post(message: unknown): void;
  leave(): void;
}

/** The browser's channels between tabs; `undefined` where there are none. */
export function browserBroadcast(): Broadcast | undefined {
  if (typeof BroadcastChannel === 'undefined' || typeof document === 'undefined') return undefined;
  return {
    join(name, onMessage) {
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }) => onMessage(data);
      return { post: (message) => channel.postMessage(message), leave: () => channel.close() };
    },
  };
}

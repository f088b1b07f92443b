/** Why events are missing. */
export type GapReason =
  /** The stream was reopened and nothing proves that no event was lost in between. */
  | 'unproven'
  /** The server no longer has the events after the cursor. */
  | 'trimmed'
  /** The server's log began anew; the cursor belongs to an older one. */
  | 'epoch'
  /** The client read too slowly and the server moved on. */
  | 'overflow'
  /** A message was dropped because it was too large. */
  | 'oversize'
  /** A message could not be read. */
  | 'unreadable'
  /** This tab missed what the tab that holds the stream has passed on. */
  | 'missed'
  /** The server said that it does not know the cursor (410). */
  | 'cursor';

/**
 * A frame that steers the connection and is no event. Its names (`connected`, `heartbeat`, `ping`, `gap`, `bye`,
 * `channels`) are reserved: no event may be called so.
 */
export type ControlFrame =
  | {
      /** The first frame of a stream. Its id, when it has one, is the cursor that the stream continues after. */
      readonly type: 'connected';
      readonly connectionId?: string | undefined;
      /** Whether the stream continues from the client's cursor. A server without a log says nothing. */
      readonly resume?: 'fresh' | 'resumed' | 'gap' | undefined;
      readonly reason?: GapReason | undefined;
      /** The last id in the server's log: events up to it are replayed ones. */
      readonly head?: string | undefined;
      /** The channels that the stream carries, spelled; `undefined` when the server does not say. */
      readonly channels?: readonly string[] | undefined;
      /** How often the server promises to write at least one byte. */
      readonly heartbeatMs?: number | undefined;
      /** Whether the channels of the open stream can be changed by a request beside it. */
      readonly control?: boolean | undefined;
    }
  /** A sign of life. Its id, when it has one, is this connection's cursor. */
  | { readonly type: 'heartbeat' }
  /** Events were lost in mid-stream. Its id, when it has one, is the cursor that the stream continues after. */
  | { readonly type: 'gap'; readonly reason: GapReason; readonly channels?: readonly string[] | undefined }
  /** The server is about to end the stream. */
  | { readonly type: 'bye'; readonly reason?: string | undefined }
  /** The channels changed on request; the list is the whole new set, and its id is where the added ones begin. */
  | { readonly type: 'channels'; readonly channels: readonly string[] };

export const controlNames = ['connected', 'heartbeat', 'ping', 'gap', 'bye', 'channels'] as const;
export type ControlName = (typeof controlNames)[number];

const names: ReadonlySet<string> = new Set(controlNames);

/** Whether `name` is reserved for control frames. */
export function isControlName(name: string): name is ControlName {
  return names.has(name);
}

/** A control frame from its name and JSON fields; fields of a wrong type are left out, never trusted. */
export function toControlFrame(name: ControlName, fields: unknown): ControlFrame {
  const source = (typeof fields === 'object' && fields !== null ? fields : {}) as Record<string, unknown>;
  const text = (key: string) => (typeof source[key] === 'string' ? (source[key] as string) : undefined);
  const list = Array.isArray(source['channels'])
    ? source['channels'].filter((name) => typeof name === 'string')
    : undefined;
  switch (name) {
    case 'connected': {
      const resume = text('resume');
      const heartbeatMs = source['heartbeatMs'];
      return {
        type: 'connected',
        connectionId: text('connectionId'),
        resume: resume === 'fresh' || resume === 'resumed' || resume === 'gap' ? resume : undefined,
        reason: text('reason') as GapReason | undefined,
        head: text('head'),
        channels: list,
        heartbeatMs: typeof heartbeatMs === 'number' && heartbeatMs > 0 ? heartbeatMs : undefined,
        control: source['control'] === true ? true : undefined,
      };
    }
    case 'gap':
      return { type: 'gap', reason: (text('reason') as GapReason | undefined) ?? 'overflow', channels: list };
    case 'bye':
      return { type: 'bye', reason: text('reason') };
    case 'channels':
      return { type: 'channels', channels: list ?? [] };
    case 'heartbeat':
    case 'ping':
      return { type: 'heartbeat' };
  }
}

import type { StreamError } from '../errors.ts';
import type { BlockReason, ConnectionState, ConnectionStatus, PauseReason, TransportKind } from './state.ts';

/** Where the machine is. Finer than {@link ConnectionState}, which is its public face. */
export type Phase =
  | { readonly status: 'idle' }
  /** A request is on its way. `held`: it replaces an open stream, so the connection goes on being called open. */
  | { readonly status: 'connecting'; readonly held: boolean }
  /** The head has come and no byte yet: a proxy that buffers sends heads and nothing else. */
  | { readonly status: 'opening'; readonly held: boolean }
  /** The credentials are being refreshed after a 401, which is `error`. */
  | { readonly status: 'refreshing'; readonly held: boolean; readonly error: StreamError }
  | OpenPhase
  | { readonly status: 'waiting'; readonly retryAt: number }
  | { readonly status: 'paused' }
  | { readonly status: 'blocked'; readonly reason: BlockReason; readonly error: StreamError }
  | { readonly status: 'closed' };

export interface OpenPhase {
  readonly status: 'open';
  readonly openedAt: number;
  readonly hasMessage: boolean;
  /** What is under way to change the stream, or to replace it without a break. */
  readonly change?: Change | undefined;
}

/** A change has a generation of its own, which becomes the stream's when a second stream takes over. */
export type Change =
  /** The server was asked to change the running stream. */
  | { readonly way: 'control'; readonly generation: number }
  /** A second stream is being opened; with its first word it takes over. */
  | { readonly way: 'overlap'; readonly generation: number; readonly tries: number }
  /** A second stream will be opened when it is due. */
  | { readonly way: 'later'; readonly generation: number; readonly tries: number };

/** All that the machine remembers. Never changed, only replaced. */
export interface MachineState {
  readonly phase: Phase;
  /** When the public status became what it is. */
  readonly since: number;
  /** The number of the attempt that runs or ran last. What is told of others is ignored, but for the change's. */
  readonly generation: number;
  /** The highest number that was given out. */
  readonly issued: number;
  /** How the running or next attempt is had. */
  readonly transport: TransportKind;
  /** Attempts in a row that brought no first byte in time. */
  readonly stalls: number;
  /** Whether the server has no answer to polls. */
  readonly refusesPolls: boolean;
  /** Attempts that failed in a row. */
  readonly failures: number;
  /** What the running or next attempt makes up for. */
  readonly lastError: StreamError | undefined;
  /** The last `retry:` field, in ms. */
  readonly retryMs: number | undefined;
  /** Why it may not connect now; kept in every phase. */
  readonly reasons: readonly PauseReason[];
  /** Whether somebody called `connect()`: then it stays without leases too. */
  readonly wanted: boolean;
  readonly leased: boolean;
  /** Whether a stream was open in this session: what comes after it is a reconnect. */
  readonly opened: boolean;
  /** Whether the credentials were refreshed for the attempt under way. */
  readonly refreshed: boolean;
}

export const initialMachineState: MachineState = {
  phase: { status: 'idle' },
  since: 0,
  generation: 0,
  issued: 0,
  transport: 'sse',
  stalls: 0,
  refusesPolls: false,
  failures: 0,
  lastError: undefined,
  retryMs: undefined,
  reasons: [],
  wanted: false,
  leased: false,
  opened: false,
  refreshed: false,
};

/** What is under way beside the running stream. */
export function changeOf(phase: Phase): Change | undefined {
  return phase.status === 'open' ? phase.change : undefined;
}

/** The public status of a state. */
export function statusOf({ phase, opened, failures }: MachineState): ConnectionStatus {
  switch (phase.status) {
    case 'waiting':
      return 'reconnecting';
    case 'connecting':
    case 'opening':
    case 'refreshing':
      if (phase.held) return 'open';
      return opened || failures > 0 ? 'reconnecting' : 'connecting';
    default:
      return phase.status;
  }
}

/** The public face of a state. */
export function toConnectionState(state: MachineState): ConnectionState {
  const { phase, since, failures, reasons } = state;
  const status = statusOf(state);
  switch (status) {
    case 'idle':
      return { status };
    case 'connecting':
      return { status, attempt: failures + 1, since };
    case 'open':
      return { status, since, transport: state.transport, role: 'solo' };
    case 'reconnecting': {
      const retryAt = phase.status === 'waiting' ? phase.retryAt : undefined;
      const error = phase.status === 'refreshing' ? phase.error : state.lastError;
      return { status, attempt: failures + 1, since, retryAt, error };
    }
    case 'paused':
      return { status, since, reasons };
    case 'blocked': {
      const { reason, error } = phase as Extract<Phase, { status: 'blocked' }>;
      return { status, since, reason, error };
    }
    case 'closed':
      return { status, since };
  }
}

/** Whether two public states say the same, so that nobody need hear of the second. */
export function isSameState(a: ConnectionState, b: ConnectionState): boolean {
  const fields = a as unknown as Readonly<Record<string, unknown>>;
  const others = b as unknown as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields);
  return names.length === Object.keys(others).length && names.every((name) => Object.is(fields[name], others[name]));
}

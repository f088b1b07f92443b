import type { ConnectionState } from '../connection/state.ts';
import { foreignError, type StreamErrorName } from '../errors.ts';

/** A connection's state as it goes from tab to tab: an error keeps its name, its message and its fields. */
export type PlainState =
  | { readonly state: ConnectionState }
  | { readonly state: ConnectionState; readonly error: object };

export function toPlainState(state: ConnectionState): PlainState {
  if (!('error' in state) || !state.error) return { state };
  const { error, ...rest } = state;
  const { name, message, cause: _, ...fields } = error as typeof error & { cause?: unknown };
  return { state: rest as ConnectionState, error: { ...fields, name, message } };
}

/** The state as another tab than the leader has it. */
export function fromPlainState(plain: PlainState): ConnectionState {
  const { state } = plain;
  const role = state.status === 'open' ? { role: 'follower' as const } : undefined;
  if (!('error' in plain)) return { ...state, ...role };
  const { name, message, ...fields } = plain.error as { name: StreamErrorName; message: string };
  return { ...state, error: foreignError(name, message, fields) } as ConnectionState;
}

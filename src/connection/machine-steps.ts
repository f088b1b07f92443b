import { NetworkError, type StreamError } from '../errors.ts';
import { type AskedDelays, retryDelay } from './backoff.ts';
import type { Effect, MachineContext, Transition } from './machine-signals.ts';
import { changeOf, type MachineState, type Phase } from './machine-state.ts';
import type { BlockReason } from './state.ts';

// What several signals lead to.

export const none: readonly Effect[] = [];

/** A stream that was open so long, and brought a message, proves that connecting works. */
const healthyAfterMs = 10_000;

export function isHealthy(phase: Phase, now: number): boolean {
  return phase.status === 'open' && phase.hasMessage && now - phase.openedAt >= healthyAfterMs;
}

export function isRunning({ status }: Phase): boolean {
  return status === 'connecting' || status === 'opening' || status === 'open';
}

/** Begins a session: nothing that happened before counts. */
export function startSession(state: MachineState, effects: readonly Effect[] = none): Transition {
  const fresh = { failures: 0, lastError: undefined, opened: false, refreshed: false, stalls: 0 } as const;
  return begin({ ...state, ...fresh, transport: 'sse', refusesPolls: false }, false, effects);
}

/** Starts the next attempt, or pauses while there is a reason to. The one place that opens a stream in place of another. */
export function begin(state: MachineState, held = false, effects: readonly Effect[] = none): Transition {
  if (state.reasons.length > 0) {
    return [state.phase.status === 'paused' ? state : { ...state, phase: { status: 'paused' } }, effects];
  }
  const generation = state.issued + 1;
  const { transport, failures } = state;
  const open: Effect = { type: 'open', generation, attempt: failures + 1, transport, beside: false };
  return [{ ...state, generation, issued: generation, phase: { status: 'connecting', held } }, [...effects, open]];
}

/** Leaves whatever runs for a phase in which nothing does. */
export function stop(state: MachineState, phase: Phase): Transition {
  return [{ ...state, refreshed: false, phase }, stopping(state)];
}

/** What ends the work of the current phase. A refresh cannot be ended: its result comes too late and is ignored. */
export function stopping({ phase, generation }: MachineState): readonly Effect[] {
  if (isRunning(phase)) return [{ type: 'abort', generation }, ...stoppingChange(phase)];
  return phase.status === 'waiting' ? [{ type: 'unschedule', generation }] : none;
}

/** What ends the change that is under way. */
export function stoppingChange(phase: Phase): readonly Effect[] {
  const change = changeOf(phase);
  if (!change) return none;
  return [{ type: change.way === 'later' ? 'unschedule' : 'abort', generation: change.generation }];
}

export function fail(
  state: MachineState,
  error: StreamError | undefined,
  asked: AskedDelays,
  effects: readonly Effect[],
  context: MachineContext,
): Transition {
  const failures = state.failures + 1;
  const failed = { ...state, failures, refreshed: false };
  if (failures > context.maxAttempts) return block(failed, 'exhausted', error ?? endedTooOften(), effects);
  const delayMs = retryDelay(failures, context.backoff, context.random, { ...asked, retryMs: state.retryMs });
  return wait(failed, context.now + delayMs, error, effects);
}

function endedTooOften(): StreamError {
  return new NetworkError(
    'the server ended the stream each time soon after it had opened, so no attempt is left. Look for a proxy or a time limit that cuts long answers off, then call reconnect().',
  );
}

export function wait(
  state: MachineState,
  at: number,
  error: StreamError | undefined,
  effects: readonly Effect[],
): Transition {
  const { generation } = state;
  const schedule: Effect = { type: 'schedule', generation, at };
  const waiting: Phase = { status: 'waiting', retryAt: at };
  return [{ ...state, phase: waiting, lastError: error }, [...effects, ...report(generation, error), schedule]];
}

export function block(
  state: MachineState,
  reason: BlockReason,
  error: StreamError,
  effects: readonly Effect[] = none,
): Transition {
  const blocked: MachineState = { ...state, refreshed: false, phase: { status: 'blocked', reason, error } };
  return [blocked, [...effects, ...report(state.generation, error)]];
}

export function report(generation: number, error: StreamError | undefined): readonly Effect[] {
  return error ? [{ type: 'report', generation, error }] : none;
}

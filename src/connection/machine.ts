import { NetworkError, SilenceError, type StreamError } from '../errors.ts';
import type { Random } from '../utils/random.ts';
import { type AnswerHead, readAnswer } from './answer.ts';
import { type AskedDelays, type BackoffWindow, healthyEndDelay, retryDelay } from './backoff.ts';
import { type MachineState, type Phase, statusOf } from './machine-state.ts';
import type { BlockReason, PauseReason } from './state.ts';

/*
 *            leased, connect                       head: 200           first byte
 *   ┌──────┐ ─────────────► ┌────────────┐ ─────────────► ┌─────────┐ ─────────► ┌──────┐
 *   │ idle │                │ connecting │                │ opening │            │ open │
 *   └──────┘ ◄── released ─ └────────────┘ ◄── grew ───── └─────────┘ ◄── grew ─ └──────┘
 *      from all but             ▲   ▲  │ 401                   │                     │
 *      blocked, closed          │   │  ▼                       │ ended, failed,      │
 *                     refreshed │   │  ┌────────────┐          │ silent, 5xx, 429    │
 *                               └───┼─ │ refreshing │          ▼                     ▼
 *                                   │  └────────────┘        ┌──────────────────────────┐
 *                               due └─────────────────────── │ waiting                  │
 *                                                            └──────────────────────────┘
 *   pause: all of the above but idle ─► paused ─► connecting, when the last reason is resumed
 *   401 twice, 403, 404, wrong type, attempts used up ─► blocked ─► connecting, by connect or reconnect only
 *   204, close ─► closed ─► connecting, by connect or reconnect only
 */

/** What happens to the machine. Those with a `generation` are answers to an effect, and may come too late. */
export type Signal =
  | { readonly type: 'connect' | 'close' | 'reconnect' }
  /** The first lease was taken; the last one has run out; channels came that the running attempt does not carry. */
  | { readonly type: 'leased' | 'released' | 'grew' }
  | { readonly type: 'pause' | 'resume'; readonly reason: PauseReason }
  | ({ readonly type: 'head'; readonly generation: number; readonly retryAfterMs: number | undefined } & AnswerHead)
  | { readonly type: 'byte' | 'message' | 'ended' | 'due' | 'refreshed' | 'refreshFailed'; readonly generation: number }
  | { readonly type: 'retry'; readonly generation: number; readonly retryMs: number }
  | { readonly type: 'failed' | 'silent'; readonly generation: number; readonly error: StreamError };

/** What is to be done. */
export type Effect =
  | { readonly type: 'open'; readonly generation: number; readonly attempt: number }
  | { readonly type: 'abort' | 'unschedule' | 'refresh' | 'dropCursor'; readonly generation: number }
  | { readonly type: 'schedule'; readonly generation: number; readonly at: number }
  | { readonly type: 'report'; readonly generation: number; readonly error: StreamError };

/** All that the machine may know of the world. */
export interface MachineContext {
  readonly now: number;
  readonly random: Random;
  readonly backoff: BackoffWindow;
  /** How many attempts in a row may fail after the first. */
  readonly maxAttempts: number;
  /** Whether there is a way to refresh the credentials. */
  readonly canRefresh: boolean;
}

export type Transition = readonly [state: MachineState, effects: readonly Effect[]];

/** A stream that was open so long, and brought a message, proves that connecting works. */
const healthyAfterMs = 10_000;
const none: readonly Effect[] = [];

/** The next state, and what is to be done for it. Pure and total: a signal that means nothing here changes nothing. */
export function transition(state: MachineState, signal: Signal, context: MachineContext): Transition {
  if ('generation' in signal && signal.generation !== state.generation) return [state, none];
  const proven = state.failures > 0 && isHealthy(state.phase, context.now) ? { ...state, failures: 0 } : state;
  const [next, effects] = react(proven, signal, context);
  return [statusOf(next) === statusOf(state) ? next : { ...next, since: context.now }, effects];
}

function react(state: MachineState, signal: Signal, context: MachineContext): Transition {
  const { phase } = state;
  const { status } = phase;
  switch (signal.type) {
    case 'connect':
      return connect({ ...state, wanted: true, reasons: without(state.reasons, 'user') });
    case 'leased':
      return status === 'idle' ? startSession({ ...state, leased: true }) : [{ ...state, leased: true }, none];
    case 'released': {
      const rests = state.wanted || status === 'idle' || status === 'blocked' || status === 'closed';
      return rests ? [{ ...state, leased: false }, none] : stop({ ...state, leased: false }, { status: 'idle' });
    }
    case 'close':
      return stop({ ...state, wanted: false }, { status: 'closed' });
    case 'reconnect':
      return reconnect({ ...state, reasons: without(state.reasons, 'user') });
    case 'grew': {
      if (status === 'open') return begin(state, true, stopping(state));
      // The request on its way asks for too little: it makes place for one that asks for all.
      const early = status === 'connecting' || status === 'opening';
      return early ? begin(state, phase.held, stopping(state)) : [state, none];
    }
    case 'pause': {
      if (state.reasons.includes(signal.reason)) return [state, none];
      const paused = { ...state, reasons: [...state.reasons, signal.reason] };
      const rests = status === 'idle' || status === 'blocked' || status === 'closed' || status === 'paused';
      return rests ? [paused, none] : stop(paused, { status: 'paused' });
    }
    case 'resume':
      return resume(state, signal.reason);
    case 'head':
      return status === 'connecting' ? receiveHead(state, phase.held, signal, context) : [state, none];
    case 'byte': {
      if (status !== 'opening') return [state, none];
      const open: Phase = { status: 'open', openedAt: context.now, hasMessage: false };
      return [{ ...state, phase: open, opened: true, lastError: undefined }, none];
    }
    case 'message': {
      const first = status === 'open' && !phase.hasMessage;
      return first ? [{ ...state, phase: { ...phase, hasMessage: true } }, none] : [state, none];
    }
    case 'retry':
      return [state.retryMs === signal.retryMs ? state : { ...state, retryMs: signal.retryMs }, none];
    case 'ended':
      return end(state, context);
    case 'failed':
      return isRunning(phase) ? fail(state, signal.error, {}, none, context) : [state, none];
    case 'silent':
      return isRunning(phase) ? fail(state, signal.error, {}, stopping(state), context) : [state, none];
    case 'due':
      return status === 'waiting' ? begin(state) : [state, none];
    case 'refreshed':
      return status === 'refreshing' ? begin({ ...state, refreshed: true }, phase.held) : [state, none];
    case 'refreshFailed':
      return status === 'refreshing' ? block(state, 'auth', phase.error) : [state, none];
  }
}

function isRunning({ status }: Phase): boolean {
  return status === 'connecting' || status === 'opening' || status === 'open';
}

function connect(state: MachineState): Transition {
  switch (state.phase.status) {
    case 'idle':
    case 'blocked':
    case 'closed':
      return startSession(state);
    case 'paused':
      return begin(state);
    default:
      return [state, none];
  }
}

function reconnect(state: MachineState): Transition {
  const { status } = state.phase;
  // Nobody holds it: whoever says "reconnect" now wants it as `connect()` does.
  if (status === 'idle' || status === 'blocked' || status === 'closed') {
    return startSession({ ...state, wanted: state.wanted || !state.leased });
  }
  return begin({ ...state, failures: 0, refreshed: false }, false, stopping(state));
}

function resume(state: MachineState, reason: PauseReason): Transition {
  const { phase } = state;
  const resumed = state.reasons.includes(reason) ? { ...state, reasons: without(state.reasons, reason) } : state;
  if (phase.status === 'paused') return begin(resumed);
  // Back online: a wait that only a broken network asked for has lost its cause.
  if (phase.status === 'waiting' && reason === 'offline' && isOfNetwork(state.lastError)) {
    return begin(resumed, false, stopping(state));
  }
  return [resumed, none];
}

function receiveHead(
  state: MachineState,
  held: boolean,
  head: Extract<Signal, { type: 'head' }>,
  context: MachineContext,
): Transition {
  const abort = stopping(state);
  const verdict = readAnswer(head);
  const known = verdict.kind === 'unauthorized' ? state : { ...state, refreshed: false };
  switch (verdict.kind) {
    case 'stream':
      return [{ ...known, phase: { status: 'opening', held } }, none];
    case 'done':
      return stop({ ...known, wanted: false }, { status: 'closed' });
    case 'unauthorized': {
      if (state.refreshed || !context.canRefresh) return block(state, 'auth', verdict.error, abort);
      const refresh: Effect = { type: 'refresh', generation: state.generation };
      return [{ ...state, phase: { status: 'refreshing', held, error: verdict.error } }, [...abort, refresh]];
    }
    case 'forbidden':
      return block(known, 'forbidden', verdict.error, abort);
    case 'protocol': {
      const drop: readonly Effect[] = verdict.lostCursor
        ? [{ type: 'dropCursor', generation: state.generation }]
        : none;
      return block(known, 'protocol', verdict.error, [...abort, ...drop]);
    }
    case 'retry':
      return fail(known, verdict.error, { retryAfterMs: head.retryAfterMs }, abort, context);
  }
}

/** The server ended the stream. */
function end(state: MachineState, context: MachineContext): Transition {
  const { phase } = state;
  if (!isRunning(phase)) return [state, none];
  if (phase.status !== 'open') {
    const error = new NetworkError(
      'the server ended the stream before its first byte, so nothing could be read. It is tried again; if it goes on, look for a proxy or a time limit that cuts long answers off.',
    );
    return fail(state, error, {}, none, context);
  }
  if (!isHealthy(phase, context.now)) return fail(state, undefined, {}, none, context);
  const at = context.now + healthyEndDelay(context.random, { retryMs: state.retryMs });
  return wait(state, at, undefined, none);
}

function isHealthy(phase: Phase, now: number): boolean {
  return phase.status === 'open' && phase.hasMessage && now - phase.openedAt >= healthyAfterMs;
}

function fail(
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

function wait(state: MachineState, at: number, error: StreamError | undefined, effects: readonly Effect[]): Transition {
  const { generation } = state;
  const schedule: Effect = { type: 'schedule', generation, at };
  const waiting: Phase = { status: 'waiting', retryAt: at };
  return [{ ...state, phase: waiting, lastError: error }, [...effects, ...report(generation, error), schedule]];
}

function block(
  state: MachineState,
  reason: BlockReason,
  error: StreamError,
  effects: readonly Effect[] = none,
): Transition {
  const blocked: MachineState = { ...state, refreshed: false, phase: { status: 'blocked', reason, error } };
  return [blocked, [...effects, ...report(state.generation, error)]];
}

function report(generation: number, error: StreamError | undefined): readonly Effect[] {
  return error ? [{ type: 'report', generation, error }] : none;
}

/** Begins a session: nothing that happened before counts. */
function startSession(state: MachineState): Transition {
  return begin({ ...state, failures: 0, lastError: undefined, opened: false, refreshed: false });
}

/** Starts the next attempt, or pauses while there is a reason to. The one place that opens streams. */
function begin(state: MachineState, held = false, effects: readonly Effect[] = none): Transition {
  if (state.reasons.length > 0) {
    return [state.phase.status === 'paused' ? state : { ...state, phase: { status: 'paused' } }, effects];
  }
  const generation = state.generation + 1;
  const open: Effect = { type: 'open', generation, attempt: state.failures + 1 };
  return [{ ...state, generation, phase: { status: 'connecting', held } }, [...effects, open]];
}

/** Leaves whatever runs for a phase in which nothing does. */
function stop(state: MachineState, phase: Phase): Transition {
  return [{ ...state, refreshed: false, phase }, stopping(state)];
}

/** What ends the work of the current phase. A refresh cannot be ended: its result comes too late and is ignored. */
function stopping({ phase, generation }: MachineState): readonly Effect[] {
  if (isRunning(phase)) return [{ type: 'abort', generation }];
  return phase.status === 'waiting' ? [{ type: 'unschedule', generation }] : none;
}

function isOfNetwork(error: StreamError | undefined): boolean {
  return error instanceof NetworkError || error instanceof SilenceError;
}

function without(reasons: readonly PauseReason[], reason: PauseReason): readonly PauseReason[] {
  return reasons.includes(reason) ? reasons.filter((other) => other !== reason) : reasons;
}

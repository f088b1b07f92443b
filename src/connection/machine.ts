import { NetworkError, SilenceError, type StreamError } from '../errors.ts';
import { readAnswer } from './answer.ts';
import { healthyEndDelay } from './backoff.ts';
import { probeLater, reactToChange, replace, startChange } from './machine-change.ts';
import type { Effect, MachineContext, Signal, Transition } from './machine-signals.ts';
import { changeOf, type MachineState, type OpenPhase, statusOf } from './machine-state.ts';
import {
  begin,
  block,
  fail,
  isHealthy,
  isRunning,
  none,
  startSession,
  stop,
  stopping,
  stoppingChange,
  wait,
} from './machine-steps.ts';
import type { PauseReason } from './state.ts';

/*
 *            leased, connect                       head: 200           first byte
 *   ┌──────┐ ─────────────► ┌────────────┐ ─────────────► ┌─────────┐ ─────────► ┌──────┐
 *   │ idle │                │ connecting │                │ opening │            │ open │ and see machine-change.ts
 *   └──────┘ ◄── released ─ └────────────┘ ◄── grew ───── └─────────┘ ◄── grew ─ └──────┘
 *      from all but             ▲   ▲  │ 401                   │                     │
 *      blocked, closed          │   │  ▼                       │ ended, failed,      │
 *                     refreshed │   │  ┌────────────┐          │ silent, stalled,    │
 *                               └───┼─ │ refreshing │          ▼ 5xx, 429           ▼
 *                                   │  └────────────┘        ┌──────────────────────────┐
 *                               due └─────────────────────── │ waiting                  │
 *                                                            └──────────────────────────┘
 *   pause: all of the above but idle ─► paused ─► connecting, when the last reason is resumed
 *   401 twice, 403, 404, wrong type, attempts used up ─► blocked ─► connecting, by connect, reconnect and rescoped only
 *   204, close ─► closed ─► connecting, by connect or reconnect only
 *   stalled twice: the next attempts poll, and a stream is looked for beside the polls
 */

/** Attempts that bring no byte: one may be bad luck, two are a proxy that buffers. */
const stallsBeforePolls = 2;

/** The next state, and what is to be done for it. Pure and total: a signal that means nothing here changes nothing. */
export function transition(state: MachineState, signal: Signal, context: MachineContext): Transition {
  const isOwn = !('generation' in signal) || signal.generation === state.generation;
  const change = isOwn ? undefined : changeOf(state.phase);
  if (!isOwn && signal.generation !== change?.generation) return [state, none];
  const proven = state.failures > 0 && isHealthy(state.phase, context.now) ? { ...state, failures: 0 } : state;
  const [next, effects] = change
    ? reactToChange(proven, proven.phase as OpenPhase, change, signal, context)
    : react(proven, signal, context);
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
    case 'shrank':
      return status === 'open' ? startChange(state, phase, false, context) : [state, none];
    case 'renewed':
      return status === 'open' && state.transport === 'sse' ? replace(state, phase, context) : [state, none];
    case 'rescoped':
      return rescope(state);
    case 'grew': {
      if (status === 'open') return startChange(state, phase, true, context);
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
      const open: OpenPhase = { status: 'open', openedAt: context.now, hasMessage: false };
      const opened: MachineState = { ...state, phase: open, opened: true, lastError: undefined };
      return state.transport === 'poll' ? probeLater(opened, open, context) : [{ ...opened, stalls: 0 }, none];
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
      return isRunning(phase) ? fail(state, signal.error, {}, stoppingChange(phase), context) : [state, none];
    case 'silent':
      return isRunning(phase) ? fail(state, signal.error, {}, stopping(state), context) : [state, none];
    case 'stalled':
      if (status === 'connecting' || status === 'opening') return stall(state, signal.error, context);
      return isRunning(phase) ? fail(state, signal.error, {}, stopping(state), context) : [state, none];
    case 'changed':
    case 'refused':
      return [state, none];
    case 'due':
      return status === 'waiting' ? begin(state) : [state, none];
    case 'refreshed':
      return status === 'refreshing' ? begin({ ...state, refreshed: true }, phase.held) : [state, none];
    case 'refreshFailed':
      return status === 'refreshing' ? block(state, 'auth', phase.error) : [state, none];
  }
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

/** What was known was another user's; who is connected begins anew, and who was refused may be let in now. */
function rescope(state: MachineState): Transition {
  const { status } = state.phase;
  const forget: Effect = { type: 'forget', generation: state.generation };
  const rests = status === 'idle' || status === 'closed' || status === 'paused';
  const isHeld = state.leased || state.wanted;
  return rests || !isHeld ? [state, [forget]] : startSession(state, [...stopping(state), forget]);
}

/** No first byte came in time. */
function stall(state: MachineState, error: StreamError, context: MachineContext): Transition {
  // Where polls get no answer either, it is no proxy that holds streams back.
  if (state.transport === 'poll') {
    return fail({ ...state, transport: 'sse', stalls: 0 }, error, {}, stopping(state), context);
  }
  const stalled = { ...state, stalls: state.stalls + 1 };
  const polls = stalled.stalls >= stallsBeforePolls && context.canPoll && !state.refusesPolls;
  if (!polls) return fail(stalled, error, {}, stopping(state), context);
  return begin({ ...stalled, transport: 'poll', lastError: error }, false, stopping(state));
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
  const verdict = readAnswer(head, state.transport);
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
      if (state.transport === 'poll') {
        return fail({ ...known, transport: 'sse', refusesPolls: true }, verdict.error, {}, abort, context);
      }
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
  const effects = stoppingChange(phase);
  if (!isHealthy(phase, context.now)) return fail(state, undefined, {}, effects, context);
  const at = context.now + healthyEndDelay(context.random, { retryMs: state.retryMs });
  return wait(state, at, undefined, effects);
}

function isOfNetwork(error: StreamError | undefined): boolean {
  return error instanceof NetworkError || error instanceof SilenceError;
}

function without(reasons: readonly PauseReason[], reason: PauseReason): readonly PauseReason[] {
  return reasons.includes(reason) ? reasons.filter((other) => other !== reason) : reasons;
}

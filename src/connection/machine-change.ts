import { readAnswer } from './answer.ts';
import { retryDelay } from './backoff.ts';
import type { Effect, MachineContext, Signal, Transition } from './machine-signals.ts';
import { type Change, changeOf, type MachineState, type OpenPhase } from './machine-state.ts';
import { begin, none, report, stopping, stoppingChange } from './machine-steps.ts';

/*
 * While a connection is open, its stream can be changed, or replaced without a break:
 *
 *              grew, shrank              changed
 *   ┌──────┐ ─────────────► ┌─────────┐ ─────────► ┌──────┐
 *   │ open │                │ control │            │ open │
 *   └──────┘                └─────────┘            └──────┘
 *      │ grew, renewed           │ refused            ▲
 *      ▼                         ▼                    │ changed: the other stream is the stream now
 *   ┌─────────────────────────────────────────────────────┐ ended, failed, 5xx   ┌───────┐
 *   │ overlap                                             │ ───────────────────► │ later │
 *   └─────────────────────────────────────────────────────┘ ◄──────── due, grew ─└───────┘
 *      │ 401, 410, 429, stalled, refused
 *      ▼
 *   connecting: the stream makes place for the next one
 *
 * 403, 404 and the like: the stream goes on as it is. A connection that polls is always on its way back: it looks for a
 * stream later, and later again.
 */

/** The first look for a stream after polls began; then in windows that double. */
const probeMs = 30_000;
const longestProbeMs = 600_000;

/** Has the running stream carry other channels: it lacks some (`grew`) or has too many. */
export function startChange(state: MachineState, phase: OpenPhase, grew: boolean, context: MachineContext): Transition {
  const change = changeOf(phase);
  // What is under way is followed by another change, if need be. And each poll asks for what is needed then.
  if (state.transport === 'poll' || (change && change.way !== 'later')) return [state, none];
  if (context.canControl) {
    const generation = state.issued + 1;
    const changing: MachineState = {
      ...state,
      issued: generation,
      phase: { ...phase, change: { way: 'control', generation } },
    };
    return [changing, [...stoppingChange(phase), { type: 'control', generation }]];
  }
  return grew ? replace(state, phase, context) : [state, none];
}

/** Has another stream take the place of the one that runs: without a break, if that can be. */
export function replace(state: MachineState, phase: OpenPhase, context: MachineContext): Transition {
  return context.canOverlap ? overlap(state, phase, 1) : begin(state, true, stopping(state));
}

/** Puts a look for a stream on the calendar of a connection that polls. */
export function probeLater(state: MachineState, phase: OpenPhase, context: MachineContext): Transition {
  return later(state, phase, 1, none, context);
}

/** What a signal that belongs to the change leads to. */
export function reactToChange(
  state: MachineState,
  phase: OpenPhase,
  change: Change,
  signal: Signal,
  context: MachineContext,
): Transition {
  const { way, generation } = change;
  switch (signal.type) {
    case 'changed':
      if (way === 'overlap') return takeOver(state, generation, context);
      return way === 'control' ? [settled(state, phase), none] : [state, none];
    case 'refused':
      if (way === 'overlap') return makePlace(state);
      return way === 'control'
        ? replace(settled(state, phase), { ...phase, change: undefined }, context)
        : [state, none];
    case 'due':
      return way === 'later' ? overlap(state, phase, change.tries + 1) : [state, none];
    case 'stalled':
      // It may be that the browser has no connection left for a second stream.
      return way === 'overlap' && state.transport === 'sse'
        ? makePlace(state)
        : lostTry(state, phase, change, none, context);
    case 'ended':
      return lostTry(state, phase, change, none, context);
    case 'failed':
    case 'silent':
      return lostTry(state, phase, change, report(generation, signal.error), context);
    case 'head':
      return change.way === 'overlap' ? readHead(state, phase, change, signal, context) : [state, none];
    default:
      return [state, none];
  }
}

function readHead(
  state: MachineState,
  phase: OpenPhase,
  change: Extract<Change, { way: 'overlap' }>,
  head: Extract<Signal, { type: 'head' }>,
  context: MachineContext,
): Transition {
  const verdict = readAnswer(head);
  if (verdict.kind === 'stream') return [state, none];
  const abort: Effect = { type: 'abort', generation: change.generation };
  if (state.transport === 'poll') return lostTry(state, phase, change, [abort], context);
  // The limit is reached, or there is something to mend first: both are the business of the one stream.
  const isOfTheOne = verdict.kind === 'unauthorized' || head.status === 429 || head.status === 410;
  if (isOfTheOne) return makePlace(state);
  const told = verdict.kind === 'done' ? none : report(change.generation, verdict.error);
  if (verdict.kind === 'retry') {
    return later(state, phase, change.tries, [abort, ...told], context, head.retryAfterMs);
  }
  return [settled(state, phase), [abort, ...told]];
}

/** Opens a second stream beside the running one. */
function overlap(state: MachineState, phase: OpenPhase, tries: number): Transition {
  const generation = state.issued + 1;
  const open: Effect = { type: 'open', generation, attempt: tries, transport: 'sse', beside: true };
  const opening: OpenPhase = { ...phase, change: { way: 'overlap', generation, tries } };
  return [{ ...state, issued: generation, phase: opening }, [...stoppingChange(phase), open]];
}

/** The second stream has spoken: it is the stream now. */
function takeOver(state: MachineState, generation: number, { now }: MachineContext): Transition {
  const phase: OpenPhase = { status: 'open', openedAt: now, hasMessage: true };
  const abort: Effect = { type: 'abort', generation: state.generation };
  return [{ ...state, generation, phase, transport: 'sse', stalls: 0 }, [abort]];
}

/** The running stream goes on, and the second one is tried again. */
function lostTry(
  state: MachineState,
  phase: OpenPhase,
  change: Change,
  effects: readonly Effect[],
  context: MachineContext,
): Transition {
  return change.way === 'overlap' ? later(state, phase, change.tries, effects, context) : [state, none];
}

function later(
  state: MachineState,
  phase: OpenPhase,
  tries: number,
  effects: readonly Effect[],
  context: MachineContext,
  retryAfterMs?: number,
): Transition {
  const generation = state.issued + 1;
  const isProbe = state.transport === 'poll';
  const delayMs = isProbe
    ? Math.min(longestProbeMs, probeMs * 2 ** (tries - 1)) * (0.5 + context.random() / 2)
    : retryDelay(tries, context.backoff, context.random, { retryAfterMs, retryMs: state.retryMs });
  const schedule: Effect = { type: 'schedule', generation, at: context.now + Math.round(delayMs) };
  const waiting: OpenPhase = { ...phase, change: { way: 'later', generation, tries } };
  return [{ ...state, issued: generation, phase: waiting }, [...effects, schedule]];
}

function makePlace(state: MachineState): Transition {
  return begin(state, true, stopping(state));
}

function settled(state: MachineState, phase: OpenPhase): MachineState {
  return { ...state, phase: { ...phase, change: undefined } };
}

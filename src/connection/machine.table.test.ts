import { describe, expect, test } from 'vitest';
import { HttpError, NetworkError, SilenceError } from '../errors.ts';
import { transition } from './machine.ts';
import type { MachineContext, Signal } from './machine-signals.ts';
import { changeOf, initialMachineState, type MachineState, type Phase } from './machine-state.ts';

const error = new NetworkError('gone');
const context: MachineContext = {
  now: 50_000,
  random: () => 0.5,
  backoff: { minMs: 500, maxMs: 30_000 },
  maxAttempts: Number.POSITIVE_INFINITY,
  canRefresh: true,
  canPoll: false,
  canControl: false,
  canOverlap: false,
};

/** Every status; an open connection once more for each change that can be under way, whose generation is 4. */
type Row = Phase['status'] | 'open, control' | 'open, overlap' | 'open, later';
type SignalType = Signal['type'];

const open = { status: 'open', openedAt: 49_000, hasMessage: false } as const;
const phases: Readonly<Record<Row, Phase>> = {
  idle: { status: 'idle' },
  connecting: { status: 'connecting', held: false },
  opening: { status: 'opening', held: false },
  refreshing: { status: 'refreshing', held: false, error: new HttpError(401, '401') },
  open,
  'open, control': { ...open, change: { way: 'control', generation: 4 } },
  'open, overlap': { ...open, change: { way: 'overlap', generation: 4, tries: 1 } },
  'open, later': { ...open, change: { way: 'later', generation: 4, tries: 1 } },
  waiting: { status: 'waiting', retryAt: 51_000 },
  paused: { status: 'paused' },
  blocked: { status: 'blocked', reason: 'forbidden', error },
  closed: { status: 'closed' },
};

const signals: { readonly [T in SignalType]: Signal & { type: T } } = {
  connect: { type: 'connect' },
  close: { type: 'close' },
  reconnect: { type: 'reconnect' },
  leased: { type: 'leased' },
  released: { type: 'released' },
  grew: { type: 'grew' },
  shrank: { type: 'shrank' },
  renewed: { type: 'renewed' },
  rescoped: { type: 'rescoped' },
  changed: { type: 'changed', generation: 3 },
  refused: { type: 'refused', generation: 3 },
  stalled: { type: 'stalled', generation: 3, error: new SilenceError(9_000, 'stalled') },
  pause: { type: 'pause', reason: 'offline' },
  resume: { type: 'resume', reason: 'user' },
  head: { type: 'head', generation: 3, status: 200, contentType: 'text/event-stream', retryAfterMs: undefined },
  byte: { type: 'byte', generation: 3 },
  message: { type: 'message', generation: 3 },
  retry: { type: 'retry', generation: 3, retryMs: 7_000 },
  ended: { type: 'ended', generation: 3 },
  failed: { type: 'failed', generation: 3, error },
  silent: { type: 'silent', generation: 3, error: new SilenceError(9_000, 'silent') },
  due: { type: 'due', generation: 3 },
  refreshed: { type: 'refreshed', generation: 3 },
  refreshFailed: { type: 'refreshFailed', generation: 3 },
};

/** A state in the third attempt, held by a lease; one that is paused has the user's reason. */
function stateIn(row: Row): MachineState {
  const reasons = row === 'paused' ? (['user'] as const) : [];
  const issued = changeOf(phases[row]) ? 4 : 3;
  return { ...initialMachineState, phase: phases[row], generation: 3, issued, leased: true, reasons };
}

const stay = 'stay';
const connect = 'connecting: open 4';
const forget = 'forget 3';

/** Where each signal leads from each status, and with which effects. */
const table: Record<Row, Record<SignalType, string>> = {
  idle: {
    connect,
    close: 'closed',
    reconnect: connect,
    leased: connect,
    released: stay,
    grew: stay,
    shrank: stay,
    renewed: stay,
    rescoped: `idle: ${forget}`,
    changed: stay,
    refused: stay,
    stalled: stay,
    pause: stay,
    resume: stay,
    head: stay,
    byte: stay,
    message: stay,
    retry: stay,
    ended: stay,
    failed: stay,
    silent: stay,
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
  connecting: {
    connect: stay,
    close: 'closed: abort 3',
    reconnect: 'connecting: abort 3, open 4',
    leased: stay,
    released: 'idle: abort 3',
    grew: 'connecting: abort 3, open 4',
    shrank: stay,
    renewed: stay,
    rescoped: 'connecting: abort 3, forget 3, open 4',
    changed: stay,
    refused: stay,
    stalled: 'waiting: abort 3, report 3, schedule 3',
    pause: 'paused: abort 3',
    resume: stay,
    head: 'opening',
    byte: stay,
    message: stay,
    retry: stay,
    ended: 'waiting: report 3, schedule 3',
    failed: 'waiting: report 3, schedule 3',
    silent: 'waiting: abort 3, report 3, schedule 3',
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
  opening: {
    connect: stay,
    close: 'closed: abort 3',
    reconnect: 'connecting: abort 3, open 4',
    leased: stay,
    released: 'idle: abort 3',
    grew: 'connecting: abort 3, open 4',
    shrank: stay,
    renewed: stay,
    rescoped: 'connecting: abort 3, forget 3, open 4',
    changed: stay,
    refused: stay,
    stalled: 'waiting: abort 3, report 3, schedule 3',
    pause: 'paused: abort 3',
    resume: stay,
    head: stay,
    byte: 'open',
    message: stay,
    retry: stay,
    ended: 'waiting: report 3, schedule 3',
    failed: 'waiting: report 3, schedule 3',
    silent: 'waiting: abort 3, report 3, schedule 3',
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
  refreshing: {
    connect: stay,
    close: 'closed',
    reconnect: connect,
    leased: stay,
    released: 'idle',
    grew: stay,
    shrank: stay,
    renewed: stay,
    rescoped: 'connecting: forget 3, open 4',
    changed: stay,
    refused: stay,
    stalled: stay,
    pause: 'paused',
    resume: stay,
    head: stay,
    byte: stay,
    message: stay,
    retry: stay,
    ended: stay,
    failed: stay,
    silent: stay,
    due: stay,
    refreshed: connect,
    refreshFailed: 'blocked: report 3',
  },
  open: {
    connect: stay,
    close: 'closed: abort 3',
    reconnect: 'connecting: abort 3, open 4',
    leased: stay,
    released: 'idle: abort 3',
    grew: 'connecting: abort 3, open 4',
    shrank: stay,
    renewed: 'connecting: abort 3, open 4',
    rescoped: 'connecting: abort 3, forget 3, open 4',
    changed: stay,
    refused: stay,
    stalled: 'waiting: abort 3, report 3, schedule 3',
    pause: 'paused: abort 3',
    resume: stay,
    head: stay,
    byte: stay,
    message: 'open',
    retry: stay,
    ended: 'waiting: schedule 3',
    failed: 'waiting: report 3, schedule 3',
    silent: 'waiting: abort 3, report 3, schedule 3',
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
  'open, control': {
    connect: stay,
    close: 'closed: abort 3, abort 4',
    reconnect: 'connecting: abort 3, abort 4, open 5',
    leased: stay,
    released: 'idle: abort 3, abort 4',
    grew: stay,
    shrank: stay,
    renewed: 'connecting: abort 3, abort 4, open 5',
    rescoped: 'connecting: abort 3, abort 4, forget 3, open 5',
    changed: stay,
    refused: stay,
    stalled: 'waiting: abort 3, abort 4, report 3, schedule 3',
    pause: 'paused: abort 3, abort 4',
    resume: stay,
    head: stay,
    byte: stay,
    message: 'open, control',
    retry: stay,
    ended: 'waiting: abort 4, schedule 3',
    failed: 'waiting: abort 4, report 3, schedule 3',
    silent: 'waiting: abort 3, abort 4, report 3, schedule 3',
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
  'open, overlap': {
    connect: stay,
    close: 'closed: abort 3, abort 4',
    reconnect: 'connecting: abort 3, abort 4, open 5',
    leased: stay,
    released: 'idle: abort 3, abort 4',
    grew: stay,
    shrank: stay,
    renewed: 'connecting: abort 3, abort 4, open 5',
    rescoped: 'connecting: abort 3, abort 4, forget 3, open 5',
    changed: stay,
    refused: stay,
    stalled: 'waiting: abort 3, abort 4, report 3, schedule 3',
    pause: 'paused: abort 3, abort 4',
    resume: stay,
    head: stay,
    byte: stay,
    message: 'open, overlap',
    retry: stay,
    ended: 'waiting: abort 4, schedule 3',
    failed: 'waiting: abort 4, report 3, schedule 3',
    silent: 'waiting: abort 3, abort 4, report 3, schedule 3',
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
  'open, later': {
    connect: stay,
    close: 'closed: abort 3, unschedule 4',
    reconnect: 'connecting: abort 3, unschedule 4, open 5',
    leased: stay,
    released: 'idle: abort 3, unschedule 4',
    grew: 'connecting: abort 3, unschedule 4, open 5',
    shrank: stay,
    renewed: 'connecting: abort 3, unschedule 4, open 5',
    rescoped: 'connecting: abort 3, unschedule 4, forget 3, open 5',
    changed: stay,
    refused: stay,
    stalled: 'waiting: abort 3, unschedule 4, report 3, schedule 3',
    pause: 'paused: abort 3, unschedule 4',
    resume: stay,
    head: stay,
    byte: stay,
    message: 'open, later',
    retry: stay,
    ended: 'waiting: unschedule 4, schedule 3',
    failed: 'waiting: unschedule 4, report 3, schedule 3',
    silent: 'waiting: abort 3, unschedule 4, report 3, schedule 3',
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
  waiting: {
    connect: stay,
    close: 'closed: unschedule 3',
    reconnect: 'connecting: unschedule 3, open 4',
    leased: stay,
    released: 'idle: unschedule 3',
    grew: stay,
    shrank: stay,
    renewed: stay,
    rescoped: 'connecting: unschedule 3, forget 3, open 4',
    changed: stay,
    refused: stay,
    stalled: stay,
    pause: 'paused: unschedule 3',
    resume: stay,
    head: stay,
    byte: stay,
    message: stay,
    retry: stay,
    ended: stay,
    failed: stay,
    silent: stay,
    due: connect,
    refreshed: stay,
    refreshFailed: stay,
  },
  paused: {
    connect,
    close: 'closed',
    reconnect: connect,
    leased: stay,
    released: 'idle',
    grew: stay,
    shrank: stay,
    renewed: stay,
    rescoped: `paused: ${forget}`,
    changed: stay,
    refused: stay,
    stalled: stay,
    pause: stay,
    resume: connect,
    head: stay,
    byte: stay,
    message: stay,
    retry: stay,
    ended: stay,
    failed: stay,
    silent: stay,
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
  blocked: {
    connect,
    close: 'closed',
    reconnect: connect,
    leased: stay,
    released: stay,
    grew: stay,
    shrank: stay,
    renewed: stay,
    rescoped: 'connecting: forget 3, open 4',
    changed: stay,
    refused: stay,
    stalled: stay,
    pause: stay,
    resume: stay,
    head: stay,
    byte: stay,
    message: stay,
    retry: stay,
    ended: stay,
    failed: stay,
    silent: stay,
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
  closed: {
    connect,
    close: stay,
    reconnect: connect,
    leased: stay,
    released: stay,
    grew: stay,
    shrank: stay,
    renewed: stay,
    rescoped: `closed: ${forget}`,
    changed: stay,
    refused: stay,
    stalled: stay,
    pause: stay,
    resume: stay,
    head: stay,
    byte: stay,
    message: stay,
    retry: stay,
    ended: stay,
    failed: stay,
    silent: stay,
    due: stay,
    refreshed: stay,
    refreshFailed: stay,
  },
};

/** What the table holds of a step: the status after it and the effects, or that nothing has happened. */
function outcome(before: MachineState, signal: Signal, more: Partial<MachineContext> = {}): string {
  const [after, effects] = transition(before, signal, { ...context, ...more });
  const done = effects.map((effect) => `${effect.type} ${effect.generation}`).join(', ');
  if (JSON.stringify(after.phase) === JSON.stringify(before.phase) && done === '') return stay;
  const change = changeOf(after.phase);
  const status = change ? `${after.phase.status}, ${change.way}` : after.phase.status;
  return done ? `${status}: ${done}` : status;
}

describe.each(Object.keys(table) as Row[])('%s', (row) => {
  test.each(Object.entries(table[row]) as [SignalType, string][])('on %s: %s', (type, expected) => {
    expect(outcome(stateIn(row), signals[type])).toBe(expected);
  });
});

/** The signals that an open connection takes for its change. */
type ChangeSignal = 'changed' | 'refused' | 'head' | 'byte' | 'ended' | 'failed' | 'silent' | 'stalled' | 'due';

/** Where signals of the change's own generation lead, in a world where all is possible. */
const changes: Record<'control' | 'overlap' | 'later', Record<ChangeSignal, string>> = {
  control: {
    changed: 'open',
    refused: 'open, overlap: open 5',
    ...{ head: stay, byte: stay, ended: stay, failed: stay, silent: stay, stalled: stay, due: stay },
  },
  overlap: {
    changed: 'open: abort 3',
    refused: 'connecting: abort 3, abort 4, open 5',
    head: stay,
    byte: stay,
    ended: 'open, later: schedule 5',
    failed: 'open, later: report 4, schedule 5',
    silent: 'open, later: report 4, schedule 5',
    stalled: 'connecting: abort 3, abort 4, open 5',
    due: stay,
  },
  later: {
    ...{ changed: stay, refused: stay, head: stay, byte: stay, ended: stay, failed: stay, silent: stay, stalled: stay },
    due: 'open, overlap: unschedule 4, open 5',
  },
};

const all = { canControl: true, canOverlap: true };

describe.each(Object.keys(changes) as (keyof typeof changes)[])('the %s of an open connection', (way) => {
  test.each(Object.entries(changes[way]) as [ChangeSignal, string][])('on %s: %s', (type, expected) => {
    const signal = { ...signals[type], generation: 4 } as Signal;
    expect(outcome(stateIn(`open, ${way}`), signal, all)).toBe(expected);
  });
});

describe('channels that the open stream lacks', () => {
  test.each([
    ['are asked for, where the server changes streams', all, 'open, control: control 4'],
    ['come with a second stream', { canOverlap: true }, 'open, overlap: open 4'],
    ['come with the next stream, where there may be one only', {}, 'connecting: abort 3, open 4'],
  ])('%s', (_, more, expected) => {
    expect(outcome(stateIn('open'), signals.grew, more)).toBe(expected);
  });

  test('come with the next poll', () => {
    expect(outcome({ ...stateIn('open'), transport: 'poll' }, signals.grew, all)).toBe(stay);
  });
});

/** What a second stream's answers lead to: the first one goes on, unless there may be one only. */
const besides: Readonly<Record<string, string>> = {
  '200 text/event-stream': stay,
  '200 text/html': 'open: abort 4, report 4',
  '204': 'open: abort 4',
  '401': 'connecting: abort 3, abort 4, open 5',
  '403': 'open: abort 4, report 4',
  '404': 'open: abort 4, report 4',
  '410': 'connecting: abort 3, abort 4, open 5',
  '429': 'connecting: abort 3, abort 4, open 5',
  '503': 'open, later: abort 4, report 4, schedule 5',
};

describe('an answer to a second stream', () => {
  test.each(Object.entries(besides))('%s: %s', (answer, expected) => {
    const [, status, contentType = null] = /^(\d+) ?(.+)?$/.exec(answer) ?? [];
    const head = { type: 'head', generation: 4, status: Number(status), contentType, retryAfterMs: undefined } as const;
    expect(outcome(stateIn('open, overlap'), head, all)).toBe(expected);
  });
});

/** What each answer leads to, and after how long it is tried again. */
const answers: Readonly<Record<string, string>> = {
  '200 text/event-stream': 'opening',
  '200 Text/Event-Stream; charset=utf-8': 'opening',
  '200 text/html': 'blocked protocol: abort, report',
  '200 text/event-streams': 'blocked protocol: abort, report',
  '200': 'blocked protocol: abort, report',
  '204': 'closed: abort',
  '206 text/event-stream': 'blocked protocol: abort, report',
  '304': 'blocked protocol: abort, report',
  '400': 'blocked protocol: abort, report',
  '401': 'refreshing: abort, refresh',
  '402': 'blocked protocol: abort, report',
  '403': 'blocked forbidden: abort, report',
  '404': 'blocked protocol: abort, report',
  '405': 'blocked protocol: abort, report',
  '406': 'blocked protocol: abort, report',
  '408': 'waiting 3000 ms: abort, report, schedule',
  '410': 'blocked protocol: abort, dropCursor, report',
  '422': 'blocked protocol: abort, report',
  '425': 'waiting 3000 ms: abort, report, schedule',
  '429': 'waiting 3000 ms: abort, report, schedule',
  '500': 'waiting 3000 ms: abort, report, schedule',
  '503 text/event-stream': 'waiting 3000 ms: abort, report, schedule',
  '599': 'waiting 3000 ms: abort, report, schedule',
};

describe('an answer with Retry-After: 3', () => {
  test.each(Object.entries(answers))('%s: %s', (answer, expected) => {
    const [, status, contentType = null] = /^(\d+) ?(.+)?$/.exec(answer) ?? [];
    const head = { type: 'head', generation: 3, status: Number(status), contentType, retryAfterMs: 3_000 } as const;
    const [{ phase }, effects] = transition(stateIn('connecting'), head, context);
    const detail =
      phase.status === 'blocked'
        ? ` ${phase.reason}`
        : phase.status === 'waiting'
          ? ` ${phase.retryAt - context.now} ms`
          : '';
    const done = effects.map(({ type }) => type).join(', ');
    expect(`${phase.status}${detail}${done && `: ${done}`}`).toBe(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { HttpError, NetworkError, SilenceError } from '../errors.ts';
import { type MachineContext, type Signal, transition } from './machine.ts';
import { initialMachineState, type MachineState, type Phase } from './machine-state.ts';

const error = new NetworkError('gone');
const context: MachineContext = {
  now: 50_000,
  random: () => 0.5,
  backoff: { minMs: 500, maxMs: 30_000 },
  maxAttempts: Number.POSITIVE_INFINITY,
  canRefresh: true,
};

type Status = Phase['status'];
type SignalType = Signal['type'];

const phases: { readonly [S in Status]: Extract<Phase, { status: S }> } = {
  idle: { status: 'idle' },
  connecting: { status: 'connecting', held: false },
  opening: { status: 'opening', held: false },
  refreshing: { status: 'refreshing', held: false, error: new HttpError(401, '401') },
  open: { status: 'open', openedAt: 49_000, hasMessage: false },
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
function stateIn(status: Status): MachineState {
  const reasons = status === 'paused' ? (['user'] as const) : [];
  return { ...initialMachineState, phase: phases[status], generation: 3, leased: true, reasons };
}

const stay = 'stay';
const connect = 'connecting: open 4';

/** Where each signal leads from each status, and with which effects. */
const table: Record<Status, Record<SignalType, string>> = {
  idle: {
    connect,
    close: 'closed',
    reconnect: connect,
    leased: connect,
    released: stay,
    grew: stay,
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
  waiting: {
    connect: stay,
    close: 'closed: unschedule 3',
    reconnect: 'connecting: unschedule 3, open 4',
    leased: stay,
    released: 'idle: unschedule 3',
    grew: stay,
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

describe.each(Object.keys(table) as Status[])('%s', (status) => {
  test.each(Object.entries(table[status]) as [SignalType, string][])('on %s: %s', (type, expected) => {
    const before = stateIn(status);
    const [after, effects] = transition(before, signals[type], context);
    const done = effects.map((effect) => `${effect.type} ${effect.generation}`).join(', ');
    const same = JSON.stringify(after.phase) === JSON.stringify(before.phase) && done === '';
    expect(same ? stay : done ? `${after.phase.status}: ${done}` : after.phase.status).toBe(expected);
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

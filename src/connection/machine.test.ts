import { describe, expect, test } from 'vitest';
import { NetworkError } from '../errors.ts';
import { transition } from './machine.ts';
import type { Effect, MachineContext, Signal } from './machine-signals.ts';
import { initialMachineState, toConnectionState } from './machine-state.ts';

const error = new NetworkError('gone');
const lost: Signal = { type: 'failed', generation: 0, error };
const contextAt = (now: number, more: Partial<MachineContext> = {}): MachineContext => ({
  now,
  random: () => 0.5,
  backoff: { minMs: 500, maxMs: 30_000 },
  maxAttempts: Number.POSITIVE_INFINITY,
  canRefresh: true,
  canPoll: false,
  canControl: false,
  canOverlap: false,
  ...more,
});
const answer = (status: number): Signal => ({
  type: 'head',
  generation: 0,
  status,
  contentType: 'text/event-stream',
  retryAfterMs: undefined,
});

/** Plays signals, one a second; those with a generation get the current one. */
function play(
  signals: readonly Signal[],
  more: Partial<MachineContext> = {},
  from = initialMachineState,
  stepMs = 1_000,
) {
  let state = from;
  const effects: Effect[] = [];
  signals.forEach((signal, index) => {
    const current = 'generation' in signal ? { ...signal, generation: state.generation } : signal;
    const [next, done] = transition(state, current, contextAt(index * stepMs, more));
    state = next;
    effects.push(...done);
  });
  return { state, effects, shown: toConnectionState(state) };
}

const leased: Signal = { type: 'leased' };
const byte: Signal = { type: 'byte', generation: 0 };
const message: Signal = { type: 'message', generation: 0 };
const ended: Signal = { type: 'ended', generation: 0 };
const due: Signal = { type: 'due', generation: 0 };
const opens = [answer(200), byte, message] as const;

describe('the public state', () => {
  test('is connecting for the first attempt and reconnecting for every later one', () => {
    expect(play([leased]).shown).toEqual({ status: 'connecting', attempt: 1, since: 0 });
    expect(play([leased, lost]).shown).toEqual({
      status: 'reconnecting',
      attempt: 2,
      since: 1_000,
      retryAt: 1_250,
      error,
    });
    expect(play([leased, lost, due, lost]).shown).toMatchObject({ attempt: 3, since: 1_000, retryAt: 3_500 });
    expect(play([leased, lost, due]).shown).toMatchObject({ status: 'reconnecting', retryAt: undefined, error });
  });

  test('is open from the first byte, not from the head', () => {
    expect(play([leased, answer(200)]).shown.status).toBe('connecting');
    expect(play([leased, answer(200), byte]).shown).toEqual({
      status: 'open',
      since: 2_000,
      transport: 'sse',
      role: 'solo',
    });
  });

  test('stays the same open state while a stream with more channels takes over', () => {
    const opened = play([leased, ...opens]);
    const grown = play([{ type: 'grew' }, answer(200)], {}, opened.state);
    expect(grown.shown).toEqual(opened.shown);
    expect(play([{ type: 'grew' }, ...opens], {}, opened.state).shown).toEqual(opened.shown);
    expect(play([{ type: 'grew' }, lost], {}, opened.state).shown.status).toBe('reconnecting');
  });

  test('begins a new session after idle', () => {
    expect(play([leased, ...opens, { type: 'released' }, leased]).shown).toMatchObject({
      status: 'connecting',
      attempt: 1,
    });
  });

  test('keeps nothing of an error once the stream is open again', () => {
    expect(play([leased, lost, due, ...opens, ended]).shown).toMatchObject({ error: undefined });
  });
});

describe('attempts', () => {
  test('count on through streams that end within 10 s', () => {
    expect(play([leased, ...opens, ended, due, ...opens, ended]).shown).toMatchObject({ attempt: 3 });
  });

  test('count on through a stream that brings no message', () => {
    const { state } = play([leased, answer(200), byte]);
    const [after] = transition(state, { ...lost, generation: 1 } as Signal, contextAt(60_000));
    expect(after.failures).toBe(1);
    const [again] = transition(after, { type: 'due', generation: 1 }, contextAt(61_000));
    const opened = play([answer(200), byte], {}, again);
    const [ended2] = transition(opened.state, { type: 'ended', generation: 2 }, contextAt(90_000));
    expect(ended2.failures).toBe(2);
  });

  test('start anew after 10 s with a message, and the end of that stream is followed by a short wait', () => {
    const opened = play([leased, lost, due, lost, due, ...opens]);
    expect(opened.state.failures).toBe(2);
    const [after] = transition(opened.state, { ...ended, generation: 3 } as Signal, contextAt(40_000));
    expect(toConnectionState(after)).toEqual({
      status: 'reconnecting',
      attempt: 1,
      since: 40_000,
      retryAt: 40_500,
      error: undefined,
    });
  });

  test('run out, and the connection is blocked as exhausted', () => {
    const { shown, effects } = play([leased, lost, due, lost, due, lost], { maxAttempts: 2 });
    expect(shown).toMatchObject({ status: 'blocked', reason: 'exhausted', error });
    expect(effects.filter(({ type }) => type === 'open')).toHaveLength(3);
  });
});

describe('a 401', () => {
  const refreshed: Signal = { type: 'refreshed', generation: 0 };

  test('is followed by one refresh and an attempt at once; a second 401 blocks', () => {
    const once = play([leased, answer(401), refreshed]);
    expect(once.effects.map(({ type }) => type)).toEqual(['open', 'abort', 'refresh', 'open']);
    expect(once.shown).toMatchObject({ status: 'connecting', attempt: 1 });
    expect(play([answer(401)], {}, once.state).shown).toMatchObject({ status: 'blocked', reason: 'auth' });
  });

  test('is refreshed again when another answer came in between', () => {
    const again = play([leased, answer(401), refreshed, answer(503), due, answer(401)]);
    expect(again.state.phase.status).toBe('refreshing');
  });

  test('blocks at once when there is no way to refresh', () => {
    expect(play([leased, answer(401)], { canRefresh: false }).shown).toMatchObject({ reason: 'auth' });
  });
});

describe('pausing', () => {
  const pause = (reason: 'offline' | 'user'): Signal => ({ type: 'pause', reason });
  const resume = (reason: 'offline' | 'user'): Signal => ({ type: 'resume', reason });

  test('ends when the last reason is gone', () => {
    const both = [leased, ...opens, pause('offline'), pause('user')];
    expect(play(both).shown).toMatchObject({ status: 'paused', reasons: ['offline', 'user'] });
    expect(play([...both, resume('offline')]).shown).toMatchObject({ status: 'paused', reasons: ['user'] });
    expect(play([...both, resume('offline'), resume('user')]).shown.status).toBe('reconnecting');
  });

  test('holds a connection that is leased meanwhile', () => {
    expect(play([pause('user'), leased]).shown).toMatchObject({ status: 'paused', reasons: ['user'] });
  });

  test('by the user ends by connect() and reconnect(), other reasons remain', () => {
    expect(play([leased, pause('user'), { type: 'connect' }]).shown.status).toBe('connecting');
    expect(play([leased, pause('offline'), { type: 'reconnect' }]).shown.status).toBe('paused');
  });

  test('is over at once when the network is back and the wait was for the network', () => {
    expect(play([leased, lost, resume('offline')]).state.phase.status).toBe('connecting');
    expect(play([leased, answer(503), resume('offline')]).state.phase.status).toBe('waiting');
  });
});

test('a connection that was told to connect outlives its last lease', () => {
  expect(play([leased, { type: 'connect' }, { type: 'released' }]).shown.status).toBe('connecting');
  expect(play([leased, { type: 'connect' }, { type: 'close' }, leased]).shown.status).toBe('closed');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seed } from '../../test/seed.ts';
import { HttpError, NetworkError, SilenceError } from '../errors.ts';
import { transition } from './machine.ts';
import type { Effect, MachineContext, Signal } from './machine-signals.ts';
import { type Change, changeOf, initialMachineState, type MachineState, toConnectionState } from './machine-state.ts';

const contextAt = (now: number, more: Partial<MachineContext>): MachineContext => ({
  now,
  random: () => 0.5,
  backoff: { minMs: 500, maxMs: 30_000 },
  maxAttempts: Number.POSITIVE_INFINITY,
  canRefresh: true,
  canPoll: true,
  canControl: false,
  canOverlap: true,
  ...more,
});
const anyReason = fc.constantFrom('hidden', 'offline', 'bfcache', 'user' as const);
const anyError = fc.constantFrom(new NetworkError('gone'), new HttpError(500, '500'), new SilenceError(1, 'silent'));
const anyStatus = fc.constantFrom(200, 200, 200, 204, 401, 403, 404, 410, 429, 503);

/** Any signal; how far its generation lies back is drawn too, mostly not at all. -1 stands for that of the change. */
const anySignal: fc.Arbitrary<Signal> = fc.oneof(
  fc
    .constantFrom('connect', 'close', 'reconnect', 'leased', 'released', 'grew', 'shrank', 'renewed', 'rescoped')
    .map((type) => ({ type }) as Signal),
  fc.record({ type: fc.constantFrom('pause', 'resume'), reason: anyReason }) as fc.Arbitrary<Signal>,
  fc.record({
    type: fc.constant('head' as const),
    generation: fc.constantFrom(0, 0, 0, 1, 2, -1),
    status: anyStatus,
    contentType: fc.constantFrom('text/event-stream', 'text/event-stream', 'text/html', null),
    retryAfterMs: fc.option(fc.nat(100_000), { nil: undefined }),
  }),
  fc.record({
    type: fc.constantFrom('byte', 'message', 'ended', 'due', 'refreshed', 'refreshFailed', 'changed', 'refused'),
    generation: fc.constantFrom(0, 0, 0, 1, -1),
  }) as fc.Arbitrary<Signal>,
  fc.record({ type: fc.constant('retry' as const), generation: fc.nat(1), retryMs: fc.nat(100_000) }),
  fc.record({
    type: fc.constantFrom('failed', 'silent', 'stalled'),
    generation: fc.constantFrom(0, 0, 1, -1),
    error: anyError,
  }) as fc.Arbitrary<Signal>,
);

interface Step {
  readonly before: MachineState;
  readonly signal: Signal;
  readonly stale: boolean;
  readonly after: MachineState;
  readonly effects: readonly Effect[];
}

/** Plays a walk of signals and looks at each step. Everything given to the machine is frozen. */
function walk(look: (step: Step, index: number) => void): void {
  const steps = fc.array(fc.tuple(anySignal, fc.nat(20_000)), { maxLength: 60 });
  fc.assert(
    fc.property(
      steps,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.nat(5),
      fc.boolean(),
      (signals, random, maxAttempts, canControl) => {
        let before = initialMachineState;
        let now = 0;
        signals.forEach(([drawn, waitMs], index) => {
          now += waitMs;
          const change = changeOf(before.phase);
          const drawnAge = 'generation' in drawn ? drawn.generation : 0;
          // Without a change its number is any that was given out long ago.
          const age = drawnAge === -1 && !change ? 3 : drawnAge;
          const generation = age === -1 ? (change as Change).generation : before.generation - age;
          const signal = 'generation' in drawn ? { ...drawn, generation } : drawn;
          const world = { random: () => random, maxAttempts: maxAttempts || Infinity, canControl };
          const context = Object.freeze(contextAt(now, world));
          const [after, effects] = transition(freeze(before), Object.freeze(signal), context);
          look({ before, signal, stale: age > 0, after, effects }, index);
          before = after;
        });
      },
    ),
    { numRuns: 500, seed },
  );
}

function freeze(state: MachineState): MachineState {
  Object.freeze(state.phase);
  Object.freeze(state.reasons);
  return Object.freeze(state);
}

describe('whatever happens', () => {
  test('every signal has an answer, and states are replaced, never changed', () => {
    walk(({ after }) => {
      expect(after.phase.status).toBeTypeOf('string');
      expect(toConnectionState(after).status).toBeTypeOf('string');
    });
  });

  test('what comes of an older attempt is ignored', () => {
    walk(({ before, stale, after, effects }) => {
      if (!stale) return;
      expect(after).toBe(before);
      expect(effects).toEqual([]);
    });
  });

  test('one stream is alive, or two while one is to take over; and each generation is given out once', () => {
    let alive = new Set<number>();
    let last = 0;
    walk(({ before, signal, stale, after, effects }, index) => {
      if (index === 0) {
        alive = new Set();
        last = 0;
      }
      // What ends does so before the machine hears of it.
      const over = ['ended', 'failed', 'silent', 'stalled'].includes(signal.type);
      if (!stale && over && 'generation' in signal) alive.delete(signal.generation);
      const before2 = changeOf(before.phase);
      if (before2?.way === 'overlap' && signal.type === 'refused' && signal.generation === before2.generation) {
        alive.delete(signal.generation);
      }
      for (const effect of effects) {
        if (effect.type === 'abort') alive.delete(effect.generation);
        const isNew = effect.type === 'open' || effect.type === 'control';
        if (!isNew && effect.type !== 'schedule') continue;
        if (isNew) {
          expect(effect.generation).toBeGreaterThan(last);
          last = effect.generation;
        }
        if (effect.type === 'open') alive.add(effect.generation);
      }
      const change = changeOf(after.phase);
      const allowed = [after.generation, ...(change?.way === 'overlap' ? [change.generation] : [])];
      expect(allowed).toEqual(expect.arrayContaining([...alive]));
      if (after.phase.status === 'open') expect(alive.has(after.generation)).toBe(true);
    });
  });

  test('nothing opens while there is a reason to pause', () => {
    walk(({ after, effects }) => {
      if (after.reasons.length > 0) expect(effects.map(({ type }) => type)).not.toContain('open');
    });
  });

  test('blocked is left by connect, reconnect, rescoped and close only, closed by connect and reconnect only', () => {
    walk(({ before, signal, after }) => {
      const { status } = before.phase;
      if (after.phase.status === status) return;
      if (status === 'blocked') expect(['connect', 'reconnect', 'rescoped', 'close']).toContain(signal.type);
      if (status === 'closed') expect(['connect', 'reconnect']).toContain(signal.type);
    });
  });

  test('what waits is always scheduled, and never left without being unscheduled', () => {
    let scheduled: number | undefined;
    walk(({ signal, stale, after, effects }, index) => {
      if (index === 0) scheduled = undefined;
      if (!stale && signal.type === 'due' && signal.generation === scheduled) scheduled = undefined;
      for (const effect of effects) {
        if (effect.type === 'unschedule' && effect.generation === scheduled) scheduled = undefined;
        if (effect.type !== 'schedule') continue;
        expect(scheduled).toBeUndefined();
        scheduled = effect.generation;
      }
      const change = changeOf(after.phase);
      const waiting = after.phase.status === 'waiting' ? after.generation : undefined;
      expect(scheduled).toBe(change?.way === 'later' ? change.generation : waiting);
    });
  });

  test('polls are had only after two attempts without a byte, and never of a server that refuses them', () => {
    walk(({ before, after }) => {
      if (before.transport === 'poll' || after.transport === 'sse') return;
      expect(after.stalls).toBeGreaterThanOrEqual(2);
      expect(after.refusesPolls).toBe(false);
    });
  });

  test('nobody holds it, so nothing runs', () => {
    walk(({ after }) => {
      const { status } = after.phase;
      if (!after.leased && !after.wanted) expect(['idle', 'closed', 'blocked']).toContain(status);
    });
  });
});

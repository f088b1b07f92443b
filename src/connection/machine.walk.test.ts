import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HttpError, NetworkError, SilenceError } from '../errors.ts';
import { transition } from './machine.ts';
import type { Effect, MachineContext, Signal } from './machine-signals.ts';
import { initialMachineState, type MachineState, toConnectionState } from './machine-state.ts';

const contextAt = (now: number, more: Partial<MachineContext>): MachineContext => ({
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
const anyReason = fc.constantFrom('hidden', 'offline', 'bfcache', 'user' as const);
const anyError = fc.constantFrom(new NetworkError('gone'), new HttpError(500, '500'), new SilenceError(1, 'silent'));
const anyStatus = fc.constantFrom(200, 200, 200, 204, 401, 403, 404, 410, 429, 503);

/** Any signal; how far its generation lies back is drawn too, mostly not at all. */
const anySignal: fc.Arbitrary<Signal> = fc.oneof(
  fc.constantFrom('connect', 'close', 'reconnect', 'leased', 'released', 'grew').map((type) => ({ type }) as Signal),
  fc.record({ type: fc.constantFrom('pause', 'resume'), reason: anyReason }) as fc.Arbitrary<Signal>,
  fc.record({
    type: fc.constant('head' as const),
    generation: fc.nat(2),
    status: anyStatus,
    contentType: fc.constantFrom('text/event-stream', 'text/event-stream', 'text/html', null),
    retryAfterMs: fc.option(fc.nat(100_000), { nil: undefined }),
  }),
  fc.record({
    type: fc.constantFrom('byte', 'message', 'ended', 'due', 'refreshed', 'refreshFailed'),
    generation: fc.constantFrom(0, 0, 0, 1),
  }) as fc.Arbitrary<Signal>,
  fc.record({ type: fc.constant('retry' as const), generation: fc.nat(1), retryMs: fc.nat(100_000) }),
  fc.record({
    type: fc.constantFrom('failed', 'silent'),
    generation: fc.constantFrom(0, 0, 1),
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
    fc.property(steps, fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(5), (signals, random, maxAttempts) => {
      let before = initialMachineState;
      let now = 0;
      signals.forEach(([drawn, waitMs], index) => {
        now += waitMs;
        const age = 'generation' in drawn ? drawn.generation : 0;
        const signal = 'generation' in drawn ? { ...drawn, generation: before.generation - age } : drawn;
        const context = Object.freeze(contextAt(now, { random: () => random, maxAttempts: maxAttempts || Infinity }));
        const [after, effects] = transition(freeze(before), Object.freeze(signal), context);
        look({ before, signal, stale: age > 0, after, effects }, index);
        before = after;
      });
    }),
    { numRuns: 500 },
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

  test('at most one stream is alive, and each generation opens once', () => {
    let alive = new Set<number>();
    let last = 0;
    walk(({ signal, stale, effects }, index) => {
      if (index === 0) {
        alive = new Set();
        last = 0;
      }
      if (!stale && (signal.type === 'ended' || signal.type === 'failed')) alive.delete(signal.generation);
      for (const effect of effects) {
        if (effect.type === 'abort') alive.delete(effect.generation);
        if (effect.type !== 'open') continue;
        expect(effect.generation).toBeGreaterThan(last);
        last = effect.generation;
        alive.add(effect.generation);
      }
      expect(alive.size).toBeLessThanOrEqual(1);
    });
  });

  test('nothing opens while there is a reason to pause', () => {
    walk(({ after, effects }) => {
      if (after.reasons.length > 0) expect(effects.map(({ type }) => type)).not.toContain('open');
    });
  });

  test('blocked is left by connect, reconnect and close only, closed by connect and reconnect only', () => {
    walk(({ before, signal, after }) => {
      const { status } = before.phase;
      if (after.phase.status === status) return;
      if (status === 'blocked') expect(['connect', 'reconnect', 'close']).toContain(signal.type);
      if (status === 'closed') expect(['connect', 'reconnect']).toContain(signal.type);
    });
  });

  test('a wait is always scheduled, in the future, and never left without being unscheduled', () => {
    walk(({ before, signal, after, effects }) => {
      const types = effects.map(({ type }) => type);
      const waits = after.phase.status === 'waiting' && before.phase !== after.phase;
      expect(types.includes('schedule')).toBe(waits);
      if (before.phase.status === 'waiting' && after.phase.status !== 'waiting' && signal.type !== 'due') {
        expect(types).toContain('unschedule');
      }
    });
  });

  test('nobody holds it, so nothing runs', () => {
    walk(({ after }) => {
      const { status } = after.phase;
      if (!after.leased && !after.wanted) expect(['idle', 'closed', 'blocked']).toContain(status);
    });
  });
});

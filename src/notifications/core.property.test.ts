import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Core, emptyCore, type Heard, pass, receive } from './core.ts';
import { collapse, defaultDeckOptions, dismiss, hold, nextChange, release } from './deck.ts';
import { toTold } from './record.ts';

const historyLimit = 40;
const options = { ...defaultDeckOptions, limit: 3, queueLimit: 6, historyLimit };

const anyHeard = fc
  .record({
    id: fc.integer({ min: 0, max: 60 }).map((n) => `n${n}`),
    title: fc.constantFrom('a', 'b'),
    severity: fc.constantFrom('info' as const, 'success', 'warning', 'error'),
    progress: fc.option(fc.constantFrom(0, 0.1, 0.3, 0.6, 1), { nil: undefined, freq: 4 }),
    keep: fc.boolean(),
    isReplayed: fc.boolean(),
  })
  .map(
    ({ id, isReplayed, keep, ...told }): Heard => ({
      ...toTold(told, { id, at: 0, group: '' }),
      isKept: keep || isReplayed,
      isReplayed,
    }),
  );

type Step =
  | { readonly do: 'hear'; readonly heard: readonly Heard[] }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'dismiss'; readonly id: string }
  | { readonly do: 'hold' | 'release' | 'collapse' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('hear' as const), heard: fc.array(anyHeard, { maxLength: 20 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 10, 999, 1_000, 5_000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dismiss' as const), id: anyHeard.map(({ id }) => id) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'release' as const, 'collapse' as const) }),
  },
);

function take(core: Core, step: Step, now: number): Core {
  switch (step.do) {
    case 'hear':
      return receive(
        core,
        step.heard.map((one) => ({ ...one, at: now })),
        now,
      );
    case 'wait':
      return core;
    case 'dismiss':
      return { ...core, deck: dismiss(core.deck, step.id, now) };
    case 'collapse':
      return { ...core, deck: collapse(core.deck, now) };
    case 'hold':
      return { ...core, deck: hold(core.deck, 'hover', now) };
    case 'release':
      return { ...core, deck: release(core.deck, 'hover', now) };
  }
}

const weight = { info: 0, success: 0, warning: 1, error: 2 };

test('whatever comes, the limits of screen, queue and history hold, nobody waits before a free place, and the weighty come first', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      let core = emptyCore(options);
      let now = 1_000;
      for (const step of steps) {
        if (step.do === 'wait') now += step.ms;
        core = pass(take(core, step, now), now, true);
        const { shown, waiting } = core.deck;
        expect(shown.length).toBeLessThanOrEqual(options.limit);
        expect(waiting.length).toBeLessThanOrEqual(options.queueLimit);
        expect(core.history.records.size).toBeLessThanOrEqual(historyLimit);
        if (waiting.length > 0) expect(shown.length).toBe(options.limit);
        const ids = [...shown, ...waiting].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const weights = waiting.map(({ severity }) => weight[severity]);
        expect(weights).toEqual([...weights].sort((a, b) => b - a));
        expect(nextChange(core.deck)).toBeGreaterThan(now);
      }
    }),
    { seed: 7, numRuns: 400 },
  );
});

test('the centre has every one of the last notifications, and none twice, however they came', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyHeard, { maxLength: 30 }), { maxLength: 10 }), (batches) => {
      let core = emptyCore(options);
      const lastTold = new Map<string, number>();
      batches.forEach((heard, at) => {
        const now = (at + 1) * 10;
        core = receive(
          core,
          heard.map((one) => ({ ...one, at: now })),
          now,
        );
        for (const { id, isKept } of heard) if (isKept) lastTold.set(id, now);
      });
      if (lastTold.size <= historyLimit)
        expect([...core.history.records.keys()].sort()).toEqual([...lastTold.keys()].sort());
      else expect(core.history.records.size).toBe(historyLimit);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('something is said once a second at most, and everything that was heard live is told, in words or in a number', () => {
  const live = anyHeard.map((one) => ({ ...one, isReplayed: false, isBusy: false, progress: undefined }));
  const anyPart = fc.record({
    heard: fc.array(live, { maxLength: 12 }),
    ms: fc.constantFrom(0, 1, 400, 999, 1_000, 3_000),
  });
  fc.assert(
    fc.property(fc.array(anyPart, { maxLength: 30 }), (parts) => {
      let core = emptyCore(options);
      let now = 0;
      let said = 0;
      let last = Number.NEGATIVE_INFINITY;
      let told = 0;
      let waiting = new Set<string>();
      const look = () => {
        core = pass(core, now, true);
        const { current, n } = core.announcer;
        if (n === said || !current) return;
        expect(now - last).toBeGreaterThanOrEqual(1_000);
        said = n;
        last = now;
        expect(1 + current.more).toBe(waiting.size);
        told += waiting.size;
        waiting = new Set();
      };
      for (const { heard, ms } of parts) {
        for (const { id } of heard) waiting.add(id);
        core = receive(core, heard, now);
        look();
        now += ms;
        look();
      }
      now += 1_000;
      look();
      expect(waiting.size).toBe(0);
      expect(told > 0).toBe(said > 0);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('500 of them in one tick: three are shown, the most weighty wait, all are in the centre, and one sentence is said', () => {
  const heard = Array.from({ length: 500 }, (_, n): Heard => {
    const told = toTold({ title: `Question ${n}` }, { id: `n${n}`, at: n, group: '' });
    return { ...told, isKept: true, isReplayed: false };
  });
  const core = pass(receive(emptyCore({ ...defaultDeckOptions, historyLimit: 500 }), heard, 1_000), 1_000, true);
  expect(core.deck.shown.map(({ id }) => id)).toEqual(['n0', 'n1', 'n2']);
  expect(core.deck.waiting).toHaveLength(20);
  expect(core.history.records.size).toBe(500);
  expect(core.announcer.current).toMatchObject({ record: { id: 'n0' }, more: 499 });
});

import fc from 'fast-check';
import { converges, equals } from './counterexamples.ts';
import type { Outcome, Step, WorldOptions } from './world.ts';

/** Random plays of one kind, and what holds at the end of each. */
export interface Family {
  readonly name: string;
  /** The rules without which it fails. Empty for the mixed ones. */
  readonly rules: readonly string[];
  readonly options: WorldOptions;
  readonly steps: fc.Arbitrary<readonly Step[]>;
  readonly holds: (outcome: Outcome) => boolean;
}

type Weighted = readonly [weight: number, step: fc.Arbitrary<Step>];

const id = fc.constantFrom('a', 'b', 'c');
const one = <S extends Step>(step: S): fc.Arbitrary<Step> => fc.constant(step);
const only = (...names: readonly Extract<Step, { do: string }>['do'][]): fc.Arbitrary<Step> =>
  fc.constantFrom(...names).map((name) => ({ do: name }) as Step);

const change: Weighted = [4, fc.record({ do: fc.constant('change' as const), id, n: fc.nat(9) })];
const set: Weighted = [3, fc.record({ do: fc.constant('set' as const), id, n: fc.nat(9) })];
const remove: Weighted = [2, fc.record({ do: fc.constant('remove' as const), id })];
const bump: Weighted = [3, fc.record({ do: fc.constant('bump' as const), id })];
const deliver: Weighted = [
  5,
  fc.record({ do: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 3 }) }),
];
const wait: Weighted = [3, fc.constantFrom(20, 20, 1_200, 7_000).map((ms) => ({ do: 'wait', ms }) as const)];
const look: Weighted = [3, one({ do: 'look', lag: 0 })];
const lag: Weighted = [3, fc.nat(3).map((behind) => ({ do: 'look', lag: behind }) as const)];
const reads: Weighted = [8, only('refetch', 'answer', 'answer')];
const resend: Weighted = [2, fc.nat(3).map((back) => ({ do: 'resend', back }) as const)];
const gaps: Weighted = [2, only('overflow', 'garble')];
const breaks: Weighted = [4, only('drop', 'drop', 'trim', 'restart')];
const refusals: Weighted = [2, fc.constantFrom(401, 503, 429).map((status) => ({ do: 'refuse', status }) as const)];
const reverts: Weighted = [3, only('cancel', 'leave', 'come', 'come')];
const foreign: Weighted = [3, only('hydrate', 'rewrite', 'reset', 'prefetch', 'invalidate')];
const failures: Weighted = [2, only('failRead')];
const writes: Weighted = [4, fc.record({ do: fc.constant('writeSet' as const), id, n: fc.nat(9) })];
const deltaWrites: Weighted = [3, fc.record({ do: fc.constant('writeBump' as const), id })];
const server: Weighted = [6, only('perform', 'confirm', 'confirm', 'reject')];
const page: Weighted = [
  3,
  fc.constantFrom('hidden', 'visible', 'offline', 'online').map((name) => ({ do: 'page', change: name }) as Step),
];
const outages: Weighted = [2, only('break', 'mend', 'mend', 'stall')];

const table = [set, change, remove] as const;

/** Up to a stream that is open and a query that was read for good. */
const live: readonly Step[] = [{ do: 'answer' }, { do: 'wait', ms: 100 }, { do: 'answer' }, { do: 'wait', ms: 100 }];

function stepsOf(...weighted: readonly Weighted[]): fc.Arbitrary<readonly Step[]> {
  return fc.tuple(fc.boolean(), listOf(weighted)).map(([isLive, steps]) => (isLive ? [...live, ...steps] : steps));
}

function liveStepsOf(...weighted: readonly Weighted[]): fc.Arbitrary<readonly Step[]> {
  return listOf(weighted).map((steps) => [...live, ...steps]);
}

function listOf(weighted: readonly Weighted[]): fc.Arbitrary<readonly Step[]> {
  const step = fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
  const live: readonly Step[] = [{ do: 'answer' }, { do: 'wait', ms: 100 }, { do: 'answer' }, { do: 'wait', ms: 100 }];
  return fc
    .tuple(fc.boolean(), fc.array(step, { minLength: 2, maxLength: 24 }))
    .map(([isLive, steps]) => (isLive ? [...live, ...steps] : steps));
}

const exact: WorldOptions = { positions: 'exact' };
const lower: WorldOptions = { positions: 'lower' };
const none: WorldOptions = { positions: 'none' };
const everything = [
  ...[...table, bump, deliver, wait, reads, resend, gaps, breaks, refusals, reverts, foreign, failures],
  ...[page, outages],
] as const;

export const families: readonly Family[] = [
  // The guarantees of the table, with everything that can happen.
  { name: 'exact positions', rules: [], options: exact, steps: stepsOf(...everything, look, lag), holds: equals },
  { name: 'lower bounds', rules: [], options: lower, steps: stepsOf(...everything, look, lag), holds: equals },
  { name: 'no positions', rules: [], options: none, steps: stepsOf(...everything, look), holds: equals },
  {
    name: 'exact positions, optimistic writes',
    rules: [],
    options: exact,
    steps: stepsOf(...everything, look, lag, writes, deltaWrites, server),
    holds: equals,
  },
  {
    name: 'no positions, optimistic writes',
    rules: [],
    options: none,
    steps: stepsOf(...everything, look, writes, server),
    holds: equals,
  },
  {
    name: 'no positions, row versions',
    rules: [],
    options: { ...none, versions: true },
    steps: stepsOf(...everything, look),
    holds: equals,
  },
  // One narrow family for each rule.
  {
    name: 'reopened streams',
    rules: ['S1', 'S2', 'S3'],
    options: exact,
    steps: stepsOf(change, deliver, wait, breaks, resend),
    holds: converges,
  },
  {
    name: 'a server without a promise',
    rules: ['S1'],
    options: { ...none, isForgetful: true },
    steps: stepsOf(change, deliver, wait, breaks, reads, look),
    holds: equals,
  },
  {
    name: 'reads during events, exact',
    rules: ['P4', 'J2', 'J3'],
    options: exact,
    steps: stepsOf(change, bump, deliver, reads, look, wait, [2, only('prefetch')]),
    holds: converges,
  },
  {
    name: 'reads during events, no position',
    rules: ['D1', 'J2'],
    options: none,
    steps: stepsOf(change, bump, deliver, reads, look, wait),
    holds: equals,
  },
  {
    name: 'replicas that lag',
    rules: ['J2', 'P5'],
    options: exact,
    steps: stepsOf(change, deliver, reads, lag, gaps, wait),
    holds: converges,
  },
  {
    name: 'replicas that lag, lower bounds',
    rules: ['J2', 'P5'],
    options: lower,
    steps: stepsOf(change, deliver, reads, lag, gaps, wait),
    holds: equals,
  },
  {
    name: 'replicas that lag, no position, no gap',
    rules: [],
    options: { ...none, replicaLag: true },
    steps: liveStepsOf(change, deliver, reads, lag, [3, one({ do: 'wait', ms: 20 })]),
    holds: equals,
  },
  {
    name: 'cancelled reads',
    rules: ['Q4'],
    options: { ...exact, usesSignal: true },
    steps: stepsOf(change, deliver, reads, look, reverts, wait),
    holds: converges,
  },
  {
    name: 'data from elsewhere',
    rules: ['Q5', 'R2'],
    options: none,
    steps: stepsOf(change, deliver, wait, gaps, [3, only('hydrate', 'rewrite', 'leave', 'come')]),
    holds: equals,
  },
  {
    name: 'failing repairs',
    rules: ['R3', 'R1-running'],
    options: none,
    steps: stepsOf(change, deliver, reads, look, gaps, failures, wait, [2, only('prefetch', 'leave', 'come')]),
    holds: equals,
  },
  {
    name: 'rows that come and go',
    rules: ['D2'],
    options: none,
    steps: stepsOf(set, remove, deliver, reads, look, wait),
    holds: equals,
  },
  {
    name: 'row versions',
    rules: ['D3'],
    options: { ...none, versions: true },
    steps: stepsOf(change, bump, deliver, reads, look, wait),
    holds: converges,
  },
  {
    name: 'writes among those of others',
    rules: ['O3'],
    options: exact,
    steps: stepsOf(change, deliver, writes, server, reads, look, gaps, wait),
    holds: equals,
  },
  {
    name: 'own writes',
    rules: ['O1', 'O2'],
    options: { ...exact, isSoleWriter: true },
    steps: liveStepsOf(deliver, writes, server, reads, look, wait),
    holds: equals,
  },
  {
    name: 'own writes as deltas',
    rules: ['O4'],
    options: { ...exact, isSoleWriter: true },
    steps: liveStepsOf(deliver, deltaWrites, server, reads, look, wait),
    holds: equals,
  },
  {
    name: 'invalidated queries',
    rules: ['J1'],
    options: none,
    steps: stepsOf(change, deliver, reverts, wait, [3, only('invalidate')]),
    holds: equals,
  },
  {
    name: 'a stream that flaps under slow reads',
    rules: ['R1-starving'],
    options: { ...none, isForgetful: true, isSoleReader: true },
    steps: stepsOf(change, deliver, wait, [3, only('drop', 'answer')]),
    holds: equals,
  },
  {
    name: 'pages that come while the stream is down',
    rules: ['C2'],
    options: none,
    steps: liveStepsOf(change, deliver, wait, [4, only('leave', 'come', 'break', 'mend', 'answer')]),
    holds: equals,
  },
  {
    name: 'writes as deltas',
    rules: [],
    options: exact,
    steps: stepsOf(bump, deliver, deltaWrites, server, reads, look, wait),
    holds: equals,
  },
  {
    name: 'writes that events do not name',
    rules: ['O3'],
    options: { ...none, isAnonymous: true },
    steps: stepsOf(change, deliver, writes, server, reads, look, wait),
    holds: equals,
  },
  {
    name: 'a page that hides and a net that goes',
    rules: ['C1'],
    options: none,
    steps: stepsOf(change, deliver, page, outages, wait, look, reads),
    holds: equals,
  },
];

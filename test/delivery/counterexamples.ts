import type { Outcome, Step, WorldOptions } from './world.ts';

/** A play that goes wrong without its rule. */
export interface Counterexample {
  /** Its number among the 29 of docs/delivery.md, where it is one of them. */
  readonly number?: number;
  /** The rule, or the rules (`J2,P5`) of which each is enough. */
  readonly rule: string;
  readonly title: string;
  readonly options: WorldOptions;
  readonly steps: readonly Step[];
  /** What must hold at the end. Default: the cache equals the table, in its order, and nothing was shown going back. */
  readonly holds?: (outcome: Outcome) => boolean;
}

const exact: WorldOptions = { positions: 'exact' };
const none: WorldOptions = { positions: 'none' };

const deliver: Step = { do: 'deliver', count: 99 };
const answer: Step = { do: 'answer' };
const drop: Step = { do: 'drop' };
const refetch: Step = { do: 'refetch' };
const look = (lag = 0): Step => ({ do: 'look', lag });
const wait = (ms: number): Step => ({ do: 'wait', ms });
const set = (id: string, n: number): Step => ({ do: 'set', id, n });
const change = (id: string, n: number): Step => ({ do: 'change', id, n });
const remove = (id: string): Step => ({ do: 'remove', id });
const bump = (id: string): Step => ({ do: 'bump', id });

/** Up to a stream that is open and a query that was read for good. */
const live: readonly Step[] = [answer, wait(100), answer, wait(100)];

/** Everything that is promised of every play. */
export const equals = ({ cached, table, violations }: Outcome): boolean =>
  violations.length === 0 && JSON.stringify(cached) === JSON.stringify(table);
/** …and what the table of guarantees says "never backwards" of. */
export const converges = (outcome: Outcome): boolean => equals(outcome) && outcome.backwards.length === 0;
/** No event was heard twice, or after one that came later. */
export function hearsInOrder({ heard, published }: Outcome): boolean {
  const places = heard.map((id) => published.indexOf(id as string));
  return places.every((place, index) => index === 0 || place > (places[index - 1] as number));
}
/** Every event was heard once, in order. */
export const hearsAll = ({ heard, published, gaps }: Outcome): boolean =>
  gaps === 0 && JSON.stringify(heard) === JSON.stringify(published);

export const counterexamples: readonly Counterexample[] = [
  {
    number: 1,
    rule: 'P4',
    title: 'a delta that the answer holds already, and that arrives after it, counts once',
    options: exact,
    steps: [...live, refetch, bump('a'), look(), answer, deliver, wait(100)],
    holds: (outcome) => converges(outcome) && outcome.shown.every((text) => text !== 'a2'),
  },
  {
    rule: 'D1',
    title: 'a delta that an answer without a position may hold already counts once',
    options: none,
    steps: [...live, refetch, bump('a'), look(), answer, deliver, wait(100), answer, wait(100)],
    holds: (outcome) => converges(outcome) && outcome.shown.every((text) => text !== 'a2'),
  },
  {
    number: 2,
    rule: 'D3',
    title: 'an older event that arrives after a newer answer changes nothing, where rows have versions',
    options: { ...none, versions: true },
    steps: [...live, refetch, change('a', 1), change('a', 2), look(), answer, { do: 'deliver', count: 1 }, wait(100)],
  },
  {
    number: 3,
    rule: 'J2,P5',
    title: 'an answer from a replica that is behind catches up from the position that it states',
    options: exact,
    steps: [...live, change('a', 5), deliver, wait(100), refetch, look(1), answer, wait(100)],
  },
  {
    rule: 'J2',
    title: 'what came during a read stays, though the answer is older',
    options: none,
    steps: [...live, refetch, look(), change('a', 5), deliver, wait(100), answer, wait(100)],
  },
  {
    number: 4,
    rule: 'P5',
    title: 'an answer from before the gap does not repair it',
    options: exact,
    steps: [...live, change('a', 5), { do: 'overflow' }, deliver, wait(100), look(1), answer, wait(100)],
    holds: (outcome) => converges(outcome) && !outcome.isInvalidated,
  },
  {
    number: 5,
    rule: 'P5',
    title: 'an answer from before a gap that is repaired already is not taken',
    options: exact,
    steps: [
      ...[...live, change('a', 5), { do: 'overflow' } as const, deliver, wait(100), answer, wait(100)],
      ...[refetch, look(1), answer, wait(100)],
    ],
  },
  {
    number: 6,
    rule: 'R1-running',
    title: 'a read that ran during the gap is followed by another',
    options: none,
    steps: [...live, { do: 'leave' }, { do: 'prefetch' }, look(), change('a', 5), { do: 'overflow' }, deliver, answer],
  },
  {
    number: 7,
    rule: 'R3',
    title: 'a repair that failed is tried again',
    options: none,
    steps: [...live, change('a', 5), { do: 'overflow' }, deliver, wait(100), { do: 'failRead' }, wait(100)],
  },
  {
    number: 8,
    rule: 'Q4',
    title: 'what was patched during a read that is cancelled stays',
    options: exact,
    steps: [...live, refetch, change('a', 5), deliver, wait(100), { do: 'cancel' }, wait(100)],
  },
  {
    number: 9,
    rule: 'Q4',
    title: 'what was patched during a read whose reader has gone stays',
    options: { ...exact, usesSignal: true },
    steps: [...live, refetch, change('a', 5), deliver, wait(100), { do: 'leave' }, wait(100)],
  },
  {
    number: 10,
    rule: 'R2',
    title: 'data that the app writes does not pass for a repair',
    options: none,
    steps: [
      ...[...live, { do: 'leave' } as const, change('a', 5), { do: 'overflow' } as const, deliver, wait(100)],
      ...[{ do: 'rewrite' } as const, wait(100)],
    ],
  },
  {
    number: 11,
    rule: 'Q5',
    title: 'an older snapshot that is hydrated over the cache is read again',
    options: none,
    steps: [...live, change('a', 5), deliver, wait(100), { do: 'hydrate' }, wait(100)],
    holds: equals,
  },
  {
    number: 12,
    rule: 'C1',
    title: 'what happened between the read and the connection is not lost',
    options: none,
    steps: [answer, change('a', 5), wait(2_000)],
  },
  {
    number: 13,
    rule: 'D2',
    title: 'rows that were removed and came back stand in the order of the server',
    options: none,
    steps: [
      ...[...live, set('b', 1), deliver, wait(100), refetch],
      ...[remove('a'), set('a', 2), set('c', 1), look(), deliver, wait(100), answer, wait(100)],
    ],
    holds: equals,
  },
  {
    number: 14,
    rule: 'S2',
    title: 'an event from before the coverage is not delivered',
    options: none,
    steps: [...[change('a', 4), change('a', 5), ...live, { do: 'resend', back: 1 } as const, deliver, wait(100)]],
    holds: (outcome) => converges(outcome) && outcome.heard.length === 0,
  },
  {
    number: 18,
    rule: 'S1',
    title: 'a server that has ids and says nothing of continuity is not believed',
    options: { ...none, isForgetful: true },
    steps: [...live, change('a', 5), deliver, wait(100), drop, change('a', 6), wait(1_000)],
  },
  {
    rule: 'S3',
    title: 'an event that comes twice is delivered once',
    options: none,
    steps: [...live, change('a', 5), deliver, { do: 'resend', back: 0 }, deliver, wait(100)],
    holds: (outcome) => converges(outcome) && hearsAll(outcome),
  },
  {
    rule: 'J1',
    title: 'a query that was invalidated stays so under a patch',
    options: none,
    steps: [
      ...[...live, { do: 'leave' } as const, { do: 'invalidate' } as const, change('a', 5), deliver, wait(100)],
      ...[{ do: 'come' } as const, wait(100)],
    ],
    holds: ({ reads }) => reads === 3,
  },
  {
    rule: 'J3',
    title: 'fetchQuery is given what came during its read',
    options: none,
    steps: [...live, { do: 'prefetch' }, look(), change('a', 5), deliver, wait(100), answer, wait(100)],
  },
  {
    number: 24,
    rule: 'O2',
    title: 'a write that is confirmed before its echo does not flicker back',
    options: none,
    steps: [
      ...[
        ...live,
        { do: 'writeSet', id: 'a', n: 5 } as const,
        { do: 'confirm' } as const,
        wait(100),
        deliver,
        wait(100),
      ],
    ],
    holds: (outcome) => converges(outcome) && outcome.shown.join() === 'a0,a5',
  },
  {
    number: 25,
    rule: 'O3',
    title: 'a write that no event tells of is not shown for ever',
    options: { ...none, isAnonymous: true },
    steps: [
      ...[...live, { do: 'writeSet', id: 'a', n: 5 } as const, { do: 'confirm' } as const, change('a', 6)],
      ...[deliver, wait(10_000)],
    ],
    holds: equals,
  },
  {
    number: 26,
    rule: 'O4',
    title: 'an increment that an answer holds already is counted once',
    options: exact,
    steps: [
      ...[
        ...live,
        { do: 'writeBump', id: 'a' } as const,
        { do: 'perform' } as const,
        refetch,
        look(),
        answer,
        wait(100),
      ],
      ...[{ do: 'confirm' } as const, deliver, wait(100)],
    ],
    holds: (outcome) => converges(outcome) && outcome.shown.every((text) => text !== 'a2'),
  },
  {
    rule: 'O1',
    title: 'a write that failed takes back itself alone',
    options: none,
    steps: [
      ...[...live, { do: 'writeSet', id: 'a', n: 5 } as const, { do: 'writeSet', id: 'a', n: 6 } as const],
      ...[{ do: 'reject' } as const, wait(100), { do: 'confirm' } as const, deliver, wait(100)],
    ],
    holds: (outcome) => equals(outcome) && outcome.shown.join() === 'a0,a5,a6',
  },
  {
    rule: 'C2',
    title: 'while the stream is down, data is as stale as the app says',
    options: none,
    steps: [...live, { do: 'leave' }, { do: 'break' }, wait(20_000), { do: 'come' }, wait(100)],
    holds: ({ reads }) => reads > 2,
  },
  {
    number: 27,
    rule: 'R1-starving',
    title: 'a slow read on a stream that flaps comes to its end',
    options: { ...none, isForgetful: true },
    steps: [
      ...[...live, change('a', 5), refetch, look(), drop, wait(1_500), drop, wait(1_500), drop, wait(1_500)],
      ...[answer, wait(50), change('a', 6)],
    ],
    holds: (outcome) => equals(outcome) && outcome.shown.includes('a5'),
  },
];

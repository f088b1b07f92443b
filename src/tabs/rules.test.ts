import { describe, expect, test } from 'vitest';
import { type Move, play, type TabsLibrary } from './test/play.ts';

/** A play that goes wrong without its rule. */
interface KeptPlay {
  readonly rule: string;
  readonly title: string;
  readonly moves: readonly Move[];
}

const open = (channel: 'a' | 'b' = 'a'): Move => ({ do: 'open', channel });
const publish = (channel: 'a' | 'b' = 'a'): Move => ({ do: 'publish', channel });
const wait = (ms: number): Move => ({ do: 'wait', ms });

const keptPlays: readonly KeptPlay[] = [
  {
    rule: 'T1',
    title: 'what comes behind a hole waits for what is missing',
    moves: [open(), wait(700), { do: 'lose', at: 1 }, publish(), wait(40), publish()],
  },
  {
    rule: 'T2',
    title: 'a new leader continues where the tab stands that is furthest behind',
    moves: [
      open(),
      open(),
      wait(700),
      publish(),
      wait(40),
      { do: 'lose', at: 2 },
      publish(),
      wait(40),
      { do: 'crash', at: 0 },
    ],
  },
  {
    rule: 'T3',
    title: 'a tab that comes to a stream which began after its own place is told so',
    moves: [open(), { do: 'chill', at: 0 }, publish(), wait(12_000), { do: 'cut' }, publish()],
  },
  {
    rule: 'T4',
    title: 'the last event is missing for no longer than a beat',
    moves: [open(), wait(700), publish(), wait(40), { do: 'lose', at: 1 }, publish(), wait(40)],
  },
  {
    rule: 'T5',
    title: 'the stream carries what any of the tabs leases',
    moves: [open('b'), wait(700), publish('b')],
  },
];

describe.each(keptPlays)('$rule: $title', ({ rule, moves }) => {
  test('holds', async () => {
    expect(await play(moves)).toEqual([]);
  });

  test(`fails without ${rule}`, async () => {
    const path = `../client/create-stream-client.ts?without=${rule}`;
    const library = (await import(/* @vite-ignore */ path)) as TabsLibrary;
    expect(await play(moves, library)).not.toEqual([]);
  });
});

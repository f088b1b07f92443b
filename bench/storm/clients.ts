import { transition } from '../../src/connection/machine.ts';
import type { MachineContext, Signal } from '../../src/connection/machine-signals.ts';
import { initialMachineState, type MachineState } from '../../src/connection/machine-state.ts';
import { NetworkError } from '../../src/errors.ts';

/** What a client meets: its stream breaks, nobody listens, or it is turned away with a 503. */
export type Mishap = 'broken' | 'unreachable' | 'turnedAway';

/** How one kind of client comes back. `State` is what a single client remembers. */
export interface ClientKind<State> {
  readonly name: string;
  readonly start: State;
  /** What the client remembers then, and when it tries again, in ms. */
  fail(state: State, mishap: Mishap, now: number): readonly [state: State, retryAt: number];
}

/** bisse's own machine, with the signals that its runner would give it. */
export function bisse(random: () => number): ClientKind<MachineState> {
  const contextAt = (now: number): MachineContext => ({
    ...{ now, random, backoff: { minMs: 500, maxMs: 30_000 }, maxAttempts: Number.POSITIVE_INFINITY },
    ...{ canRefresh: false, canPoll: false, canControl: false, canOverlap: false },
  });
  const error = new NetworkError('gone');
  const send = (state: MachineState, signal: Signal, now: number) => transition(state, signal, contextAt(now))[0];
  const of = (state: MachineState) => ({ generation: state.generation });
  const head = { contentType: 'text/event-stream', retryAfterMs: undefined };

  let open = send(initialMachineState, { type: 'leased' }, -60_000);
  open = send(open, { type: 'head', ...of(open), status: 200, ...head }, -60_000);
  open = send(open, { type: 'byte', ...of(open) }, -60_000);
  open = send(open, { type: 'message', ...of(open) }, -60_000);

  return {
    name: 'bisse',
    start: open,
    fail(state, mishap, now) {
      const trying = mishap === 'broken' ? state : send(state, { type: 'due', ...of(state) }, now);
      const signal: Signal =
        mishap === 'turnedAway'
          ? { type: 'head', ...of(trying), status: 503, ...head }
          : { type: 'failed', ...of(trying), error };
      const failed = send(trying, signal, now);
      if (failed.phase.status !== 'waiting') throw new Error(`the machine is ${failed.phase.status} and not waiting`);
      return [failed, failed.phase.retryAt];
    },
  };
}

/** The same delay each time, as a browser's EventSource has it. */
export const fixedDelay: ClientKind<undefined> = {
  name: 'fixed 3 s',
  start: undefined,
  fail: (_, __, now) => [undefined, now + 3_000],
};

/** The delays double, and every client has the same ones. */
export const noJitter: ClientKind<number> = {
  name: 'doubling, no jitter',
  start: 0,
  fail: (failures, _, now) => [failures + 1, now + Math.min(30_000, 500 * 2 ** failures)],
};

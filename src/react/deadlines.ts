import type { AnyStreamClient } from '../client/create-stream-client.ts';
import type { Sink, SinkHost } from '../events/sink.ts';

/** Calls at given times, by the client's clock. One timer serves them all, however many there are. */
interface Deadlines extends Sink {
  /** Calls `run` once the time (ms since the epoch) has come, at once if it has; the returned function takes that back. */
  readonly addDeadline: (at: number, run: () => void) => () => void;
  /** The client's time, in ms since the epoch; `undefined` while the client rests. */
  readonly now: () => number | undefined;
}

/** The client's deadlines. A sink, because sinks have the client's clock and rest when it rests. */
export function deadlinesOf(client: AnyStreamClient): Deadlines {
  const known = knownDeadlines(client);
  if (known) return known;
  const deadlines = createDeadlines();
  client.attach(deadlines);
  return deadlines;
}

/** The client's deadlines, if anybody has asked for them; changes nothing, so it may be called in render. */
export function knownDeadlines(client: AnyStreamClient): Deadlines | undefined {
  for (const sink of client.sinks) if ('addDeadline' in sink) return sink as Deadlines;
  return undefined;
}

interface Deadline {
  readonly at: number;
  readonly run: () => void;
}

function createDeadlines(): Deadlines {
  const waiting = new Set<Deadline>();
  let clock: SinkHost['clock'] | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;
  let cancel: (() => void) | undefined;

  /** Wakes at `at`, unless it wakes before that anyway. */
  function wake(at: number): void {
    if (!clock || at >= wakesAt) return;
    cancel?.();
    wakesAt = at;
    cancel = clock.setTimeout(callDue, Math.min(Math.max(0, at - clock.now()), longestTimerMs));
  }

  function callDue(): void {
    rest();
    const now = clock?.now() ?? Number.NEGATIVE_INFINITY;
    const due = [...waiting].filter(({ at }) => at <= now);
    for (const deadline of due) waiting.delete(deadline);
    for (const { run } of due) run();
    wakeForFirst();
  }

  function wakeForFirst(): void {
    let first = Number.POSITIVE_INFINITY;
    for (const { at } of waiting) first = Math.min(first, at);
    if (first < Number.POSITIVE_INFINITY) wake(first);
  }

  function rest(): void {
    cancel?.();
    cancel = undefined;
    wakesAt = Number.POSITIVE_INFINITY;
  }

  return {
    attach(host) {
      clock = host.clock;
      wakeForFirst();
      return () => {
        rest();
        clock = undefined;
      };
    },
    commit() {},
    gap() {},
    addDeadline(at, run) {
      if (clock && at <= clock.now()) {
        run();
        return () => {};
      }
      const deadline = { at, run };
      waiting.add(deadline);
      wake(at);
      return () => void waiting.delete(deadline);
    },
    now: () => clock?.now(),
  };
}

/** Browsers take a longer wait for none at all. */
const longestTimerMs = 2 ** 31 - 1;

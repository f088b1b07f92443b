import type { ClientKind, Mishap } from './clients.ts';

export interface Storm {
  readonly clients: number;
  /** For how long nobody listens, in ms. */
  readonly downMs: number;
  /** How many clients the server takes in one second once it listens, in one go if need be; the others get a 503. */
  readonly perSecond: number;
}

export interface Outcome {
  readonly name: string;
  /** All attempts to connect. */
  readonly attempts: number;
  /** The most attempts in one second and in 10 ms, from the moment the server listens again. */
  readonly peakPerSecond: number;
  readonly peakPerTick: number;
  /** The most attempts in one second while nobody listened. */
  readonly peakWhileDown: number;
  /** When half of the clients, 99 of 100, and all were back; in ms since the server listens again. */
  readonly backMs: readonly [half: number, most: number, all: number];
}

const tickMs = 10;
const ticksPerSecond = 1_000 / tickMs;

/** Breaks the streams of all clients in one moment, and follows them until the last is back. */
export function simulate<State>(kind: ClientKind<State>, { clients, downMs, perSecond }: Storm): Outcome {
  const states: State[] = new Array(clients).fill(kind.start);
  /** Who tries in which tick. */
  const calendar: number[][] = [];
  const attempts: number[] = [];
  const backMs: number[] = [];
  let back = 0;
  /** What the server can take now: what it did not need is kept for a second. */
  let room = 0;

  function fail(client: number, mishap: Mishap, now: number): void {
    const [state, retryAt] = kind.fail(states[client] as State, mishap, now);
    states[client] = state;
    const tick = Math.max(Math.ceil(retryAt / tickMs), Math.floor(now / tickMs) + 1);
    const due = calendar[tick];
    if (due) due.push(client);
    else calendar[tick] = [client];
  }

  for (let client = 0; client < clients; client += 1) fail(client, 'broken', 0);
  for (let tick = 0; back < clients; tick += 1) {
    const now = tick * tickMs;
    const due = calendar[tick] ?? [];
    calendar[tick] = [];
    attempts.push(due.length);
    const isUp = now >= downMs;
    if (isUp) room = Math.min(perSecond, room + perSecond / ticksPerSecond);
    for (const client of due) {
      if (room < 1) {
        fail(client, isUp ? 'turnedAway' : 'unreachable', now);
        continue;
      }
      room -= 1;
      back += 1;
      if (back === Math.ceil(clients / 2) || back === Math.ceil(clients * 0.99) || back === clients) {
        backMs.push(now - downMs);
      }
    }
  }

  const firstUp = Math.ceil(downMs / tickMs);
  return {
    name: kind.name,
    attempts: attempts.reduce((sum, count) => sum + count, 0),
    peakPerSecond: peak(attempts.slice(firstUp), ticksPerSecond),
    peakPerTick: peak(attempts.slice(firstUp), 1),
    peakWhileDown: peak(attempts.slice(0, firstUp), ticksPerSecond),
    backMs: backMs as unknown as Outcome['backMs'],
  };
}

/** The largest sum of so many counts in a row. */
function peak(counts: readonly number[], width: number): number {
  let sum = 0;
  let largest = 0;
  counts.forEach((count, index) => {
    sum += count - (index >= width ? (counts[index - width] as number) : 0);
    largest = Math.max(largest, sum);
  });
  return largest;
}

import type { Clock } from '../utils/clock.ts';

export interface WatchdogOptions {
  readonly clock: Clock;
  /** How long a stream may be silent where the server does not announce its interval, in ms. Default: learned. */
  readonly timeoutMs?: number | undefined;
  /** Called once when the stream is given up; `silentMs` is how long no byte came. */
  readonly onSilent: (silentMs: number) => void;
}

/** Tells a dead stream from a quiet one, by bytes and clocks. What it learned of the server outlives the stream. */
export interface Watchdog {
  /** Begins to watch a new attempt. */
  start(): void;
  /** Bytes have come, whatever they are. */
  bytes(): void;
  /** A heartbeat or a comment has come: a server that sends them keeps a rhythm, which can be learned. */
  heartbeat(): void;
  /** The interval that `connected` announces, in ms; `undefined` when it announces none. */
  announce(intervalMs: number | undefined): void;
  /** Compares the clocks now: timers of a hidden or sleeping page come late. */
  check(): void;
  stop(): void;
}

interface Limits {
  /** A stream that was silent for so long is dead. */
  readonly deadMs: number;
  /** How long a stream has to show life after the machine slept. */
  readonly graceMs: number;
}

/** A check that comes so much later than it was due tells of a machine that slept. */
const sleptMs = 2_000;
/** Heartbeats in quick succession are padding or a backlog, not a rhythm. */
const shortestIntervalMs = 1_000;
const gapsToLearn = 2;
const gapsToKeep = 4;

/**
 * Makes a watchdog. It is dormant until an interval is known: announced, set, or learned from three heartbeats or more.
 * A stream is dead after 2.5 intervals and 2 s without a byte.
 */
export function createWatchdog({ clock, timeoutMs, onSilent }: WatchdogOptions): Watchdog {
  let announcedMs: number | undefined;
  /** The last gaps between heartbeats, newest last. */
  let gaps: readonly number[] = [];
  let heartbeatAt: number | undefined;
  let lastByteAt = 0;
  /** Until when a stream that looks dead after a sleep may show life. */
  let graceUntil: number | undefined;
  let cancelTimer: (() => void) | undefined;
  /** When the timer was to fire. */
  let armedFor = 0;
  let watching = false;

  function limits(): Limits | undefined {
    if (announcedMs !== undefined) return ofInterval(announcedMs);
    if (timeoutMs !== undefined) return { deadMs: timeoutMs, graceMs: timeoutMs };
    // The longest of the last gaps: a server may skip heartbeats while it has events to send.
    return gaps.length >= gapsToLearn ? ofInterval(Math.max(...gaps)) : undefined;
  }

  function arm(at: number): void {
    cancelTimer?.();
    armedFor = at;
    cancelTimer = clock.setTimeout(check, at - clock.now());
  }

  /** One timer serves many chunks: it looks at the clock when it fires, and sleeps on if bytes came meanwhile. */
  function check(): void {
    const limit = watching ? limits() : undefined;
    if (!limit) return;
    const now = clock.now();
    const dueAt = graceUntil ?? lastByteAt + limit.deadMs;
    if (now < dueAt) {
      arm(dueAt);
    } else if (graceUntil === undefined && now - armedFor > sleptMs) {
      // It may be that only this machine stood still. Giving up at once would cost a reconnect on every wake.
      graceUntil = now + limit.graceMs;
      arm(graceUntil);
    } else {
      stop();
      onSilent(now - lastByteAt);
    }
  }

  function stop(): void {
    watching = false;
    cancelTimer?.();
    cancelTimer = undefined;
  }

  function armIfKnown(): void {
    const limit = watching && !cancelTimer ? limits() : undefined;
    if (limit) arm(lastByteAt + limit.deadMs);
  }

  return {
    start() {
      stop();
      watching = true;
      lastByteAt = clock.now();
      graceUntil = heartbeatAt = undefined;
      armIfKnown();
    },
    bytes() {
      lastByteAt = clock.now();
      graceUntil = undefined;
    },
    heartbeat() {
      const now = clock.now();
      const gap = heartbeatAt === undefined ? 0 : now - heartbeatAt;
      if (heartbeatAt !== undefined && gap < shortestIntervalMs) return;
      if (heartbeatAt !== undefined) gaps = [...gaps, gap].slice(-gapsToKeep);
      heartbeatAt = now;
      armIfKnown();
    },
    announce(intervalMs) {
      announcedMs = intervalMs;
      cancelTimer?.();
      cancelTimer = undefined;
      armIfKnown();
    },
    check,
    stop,
  };
}

function ofInterval(intervalMs: number): Limits {
  return { deadMs: 2.5 * intervalMs + 2_000, graceMs: intervalMs };
}

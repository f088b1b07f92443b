/** How fast something goes, as its steps have told. */
export interface Pace {
  /** When the first step came, in ms since the epoch; likewise `at`, of the last one. */
  readonly startedAt: number;
  readonly at: number;
  readonly percent: number;
  /** Percent gained, and the ms that it took; what lies far back counts little. */
  readonly gained: number;
  readonly tookMs: number;
  /** How many steps have gained something. */
  readonly steps: number;
  /** What people are told, rounded. `undefined` while nobody can know. */
  readonly leftMs: number | undefined;
}

/** What comes within one breath at the beginning is what was there before: replayed steps tell no pace. */
const breathMs = 100;
/** Before so much is known, a guess would be wrong by far. */
const leastMs = 2_000;
const leastSteps = 3;
/** What lies this far back counts half; of long work, a quarter of its time so far. */
const leastHalfLifeMs = 5_000;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The pace after another step. A number that falls back begins anew, and so does a clock that was set back. */
export function paceAfter(before: Pace | undefined, percent: number, at: number): Pace {
  if (!before || percent < before.percent || at < before.at) return begin(percent, at, at);
  if (at - before.startedAt < breathMs) return begin(percent, before.startedAt, at);

  const { startedAt } = before;
  const stepMs = at - before.at;
  // One late step takes away half of what was known at the most.
  const halfLifeMs = Math.max(leastHalfLifeMs, (at - startedAt) / 4, stepMs);
  const kept = 0.5 ** (stepMs / halfLifeMs);
  const gained = before.gained * kept + percent - before.percent;
  const tookMs = before.tookMs * kept + stepMs;
  const steps = before.steps + (percent > before.percent ? 1 : 0);
  const isKnown = steps >= leastSteps && at - startedAt >= leastMs && percent < 100;
  const leftMs = isKnown ? settle(before.leftMs, ((100 - percent) * tookMs) / gained) : undefined;
  return { startedAt, at, percent, gained, tookMs, steps, leftMs };
}

function begin(percent: number, startedAt: number, at: number): Pace {
  return { startedAt, at, percent, gained: 0, tookMs: 0, steps: 0, leftMs: undefined };
}

/** Time runs down; what is told goes up only when it is too low by all that one step of rounding is. */
function settle(toldMs: number | undefined, leftMs: number): number {
  const grain = grainOf(leftMs);
  const next = Math.max(1, Math.round(leftMs / grain)) * grain;
  if (toldMs === undefined || next <= toldMs) return next;
  return leftMs >= toldMs + grainOf(toldMs) ? next : toldMs;
}

/** The more is left, the less exactly is it known. */
function grainOf(ms: number): number {
  if (ms < minute) return 5 * second;
  if (ms < 10 * minute) return minute;
  if (ms < hour) return 5 * minute;
  return ms < day ? 30 * minute : day;
}

/** `40 sec`, `12 min`, `1 hr 30 min`, `2 days`, as the locale writes them. */
export function formatDuration(ms: number, locale?: string): string {
  const write = (value: number, unit: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 0 }).format(value);
  if (ms < minute) return write(ms / second, 'second');
  if (ms < hour) return write(ms / minute, 'minute');
  if (ms >= day) return write(ms / day, 'day');
  const hours = write(Math.floor(ms / hour), 'hour');
  const minutes = (ms % hour) / minute;
  if (minutes === 0) return hours;
  return new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' }).format([hours, write(minutes, 'minute')]);
}

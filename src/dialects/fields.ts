import * as v from 'valibot';

/** A number that is one: JSON can say `1e999`, which is none. */
export const number = v.pipe(v.number(), v.finite());

/** When something happened: ISO 8601, or ms since the epoch. The framing reads it; the payload keeps it as it came. */
export const timestamp = v.optional(v.union([v.string(), number]));

/** Fields of any name. */
export const values = v.record(v.string(), v.unknown());

/** The time of an ISO 8601 text in ms since the epoch; `undefined` when there is none, or it cannot be read. */
export function timeOf(text: string | null | undefined): number | undefined {
  const ms = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

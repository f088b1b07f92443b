import type { Sink } from '../events/sink.ts';
import type { Clock } from '../utils/clock.ts';
import type { Cursor } from '../wire/message.ts';

/** How long the first connect waits for reads that run already. */
const longestWaitMs = 1_000;

/**
 * Where a session's stream begins (C1): at the lowest position of what the sinks hold, or at the given cursor if that is
 * lower still. Reads that run are waited for, but not for long.
 */
export async function earliestStart(options: {
  readonly sinks: Iterable<Sink>;
  readonly cursor: Cursor | undefined;
  readonly compareCursors: (a: Cursor, b: Cursor) => number | undefined;
  readonly clock: Clock;
}): Promise<Cursor | undefined> {
  const { sinks, cursor, compareCursors, clock } = options;
  let cancel = () => {};
  const tooLong = new Promise<undefined>((resolve) => {
    cancel = clock.setTimeout(() => resolve(undefined), longestWaitMs);
  });
  const starts = [...sinks].map((sink) => sink.start?.());
  const found = await Promise.all(starts.map((start) => Promise.race([start, tooLong])));
  cancel();
  return [cursor, ...found]
    .filter((one) => one !== undefined)
    .reduce<Cursor | undefined>(
      (lowest, one) => (lowest === undefined || (compareCursors(one, lowest) ?? 0) < 0 ? one : lowest),
      undefined,
    );
}

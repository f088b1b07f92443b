import { createStreamClient } from '../client/create-stream-client.ts';
import { framer } from '../client/framer.ts';
import type { InspectionRecord } from '../client/inspection.ts';
import type { Dialect } from '../events/dialect.ts';
import type { Sink } from '../events/sink.ts';
import { createScriptedTransport } from '../transport/scripted.ts';
import { stillPage } from '../utils/page.ts';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import type { Recording } from '../wire/recording.ts';
import { openingOf, scriptOf } from './script-of.ts';

export interface ReplayOptions {
  readonly dialect: Dialect;
  /** Caches to fill: `[querySink(queryClient)]`. Default: none, and the timeline has slices only. */
  readonly sinks?: readonly Sink[] | undefined;
}

/** Longer than a client waits for anything that a recording can hold. */
const settleMs = 1_000;

/**
 * Plays a recording through a client of its own, without a network and as fast as may be, and gives its records: what
 * `createTimeline` makes a past of.
 */
export async function replayRecording(
  recording: Recording,
  { dialect, sinks }: ReplayOptions,
): Promise<readonly InspectionRecord[]> {
  const { header, steps } = recording;
  const clock = createVirtualClock(header.startedAt);
  const client = createStreamClient({
    url: 'http://recording.invalid/events',
    dialect,
    transport: createScriptedTransport(scriptOf(recording), { clock, frame: framer(dialect.framing, clock) }),
    environment: { clock, random: () => 0, page: stillPage },
    reconnect: { minMs: 1, maxMs: 1 },
    sinks,
    instruments: false,
  });
  const records: InspectionRecord[] = [];
  client.inspect((record) => records.push(record));
  client.connect();
  await clock.advance((steps.at(-1)?.at ?? 0) - openingOf(steps) + settleMs);
  client.close();
  await clock.settle();
  return records;
}

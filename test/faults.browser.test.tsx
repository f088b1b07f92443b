import { render } from '@testing-library/react';
import { createStreamClient, type Gap, type StreamError, StreamProvider, useEvent } from 'bisse';
import { StrictMode } from 'react';
import { expect, onTestFinished, test } from 'vitest';
import { commands } from 'vitest/browser';
import { counted, numbers, textOf } from './faults/numbers.ts';
import { counts } from './faults/plan.ts';
import { seededRandom } from './faults/random.ts';

const total = 100_000;
const timeout = 110_000;

/** How a sequence of numbers differs from 1, 2, … `last`. */
function compare(heard: readonly number[], last: number) {
  const seen = new Set(heard);
  let outOfOrder = 0;
  for (let index = 1; index < heard.length; index += 1) {
    if ((heard[index] as number) < (heard[index - 1] as number)) outOfOrder += 1;
  }
  const lost = Array.from({ length: last }, (_, index) => index + 1).filter((n) => !seen.has(n));
  return { lost: lost.length, doubled: heard.length - seen.size, outOfOrder };
}

/*
 * What can honestly be asked. A stream that is cut, reset, stalled, refused, slowed down, or given twice is made whole by
 * ids: nothing may be missing. Garbage BETWEEN frames is put aside; where it could have been an event of any type that is
 * told as a gap (`unreadable`), though here nothing is lost by it. Garbage WITHIN a frame costs nothing as long as the stream
 * ends before the frame does, for a frame without its empty line is dropped together with its id, and comes again: so it is
 * with a proxy that writes its error page and hangs up. What nobody can promise: a frame that is overwritten and then ends
 * is put aside and told, but its id has been read and it does not come again; bytes that are changed into other valid JSON
 * are an event to everyone but a schema; and garbage with an `id:` line of its own moves the cursor. TLS is what keeps such
 * bytes out.
 */
test('100,000 events through 200 faults are heard once each and in order, and no gap is declared', {
  timeout: timeout + 10_000,
}, async () => {
  const { origin, seed, start } = await commands.startFaultCourse();
  onTestFinished(() => commands.stopStreams([origin]));
  const startedAt = performance.now();
  const heard: number[] = [];
  const gaps: Gap[] = [];
  const errors: StreamError[] = [];
  let damaged = 0;

  const client = createStreamClient({
    url: `${origin}/events`,
    dialect: numbers,
    cursor: start,
    reconnect: { minMs: 100, maxMs: 100 },
    environment: { random: seededRandom(seed) },
    onError: (error) => errors.push(error),
  });
  client.onGap((gap) => gaps.push(gap));
  function Hearer() {
    useEvent(
      counted,
      ({ data }) => {
        heard.push(data.n);
        if (data.text !== textOf(data.n)) damaged += 1;
      },
      { client },
    );
    return null;
  }
  const page = render(
    <StrictMode>
      <StreamProvider client={client}>
        <Hearer />
      </StreamProvider>
    </StrictMode>,
  );
  onTestFinished(() => {
    page.unmount();
    client.close();
  });

  const why = `run again with BISSE_SEED=${seed}`;
  await expect.poll(() => heard.at(-1), { timeout, interval: 200, message: why }).toBe(total);
  const ms = Math.round(performance.now() - startedAt);
  // What comes too late or twice would come now.
  await new Promise((done) => setTimeout(done, 300));
  const difference = compare(heard, total);
  console.info(
    `seed ${seed}: ${heard.length} events in ${ms} ms`,
    JSON.stringify(difference),
    await commands.faultsOf(origin),
  );

  expect({ ...difference, damaged }, why).toEqual({ lost: 0, doubled: 0, outOfOrder: 0, damaged: 0 });
  expect(await commands.faultsOf(origin), why).toEqual(counts);
  const declared = gaps.map(({ reason }) => reason);
  expect(
    declared.filter((reason) => reason !== 'unreadable'),
    why,
  ).toEqual([]);
  expect(declared.length, why).toBeLessThanOrEqual(counts.garbage);
  expect(errors.filter(({ name }) => name === 'SilenceError').length, why).toBe(counts.halfOpen);
});

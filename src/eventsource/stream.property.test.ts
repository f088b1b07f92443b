import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { cut, randomCuts, randomStream } from '../../test/eventsource/random-stream.ts';
import { type Read, readWhole } from '../../test/eventsource/reference.ts';
import { seed } from '../../test/seed.ts';
import { systemClock } from '../utils/clock.ts';
import { createEventStream } from './stream.ts';

/** What a listener of one stream hears when its bytes come in these pieces. */
async function hear(pieces: readonly Uint8Array[]): Promise<readonly Read[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const headers = { 'Content-Type': 'text/event-stream' };
  vi.stubGlobal('fetch', async () => new Response(body, { headers }));
  const stream = createEventStream({
    url: 'http://host.test/',
    headers: undefined,
    credentials: 'same-origin',
    clock: systemClock,
    turn: setImmediate,
  });
  const heard: Read[] = [];
  await new Promise<void>((ended) =>
    stream.join({
      opened() {},
      message: ({ type, data, lastEventId }) => heard.push([type, data, lastEventId]),
      lost: ended,
      failed: ended,
    }),
  );
  stream.close();
  vi.unstubAllGlobals();
  return heard;
}

test('any bytes, cut anywhere, are the messages that the standard reads in them', { timeout: 60_000 }, async () => {
  let messages = 0;
  await fc.assert(
    fc.asyncProperty(randomStream, randomCuts, async (bytes, cuts) => {
      const expected = readWhole(bytes);
      messages += expected.length;
      expect(await hear(cut(bytes, cuts))).toEqual(expected);
    }),
    { numRuns: 2_000, seed },
  );
  // Random streams that held no messages would prove nothing.
  expect(messages).toBeGreaterThan(2_000);
});

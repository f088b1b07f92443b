import { EventSource } from 'bisse/eventsource';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { commands } from 'vitest/browser';
import { listenTo } from './eventsource/collect.ts';
import { cut, names, randomCuts, randomStream } from './eventsource/random-stream.ts';
import { readWhole } from './eventsource/reference.ts';
import { describeEventSource, type Server } from './eventsource/suite.ts';
import type { Played } from './servers/playback.ts';

async function serve(answers: readonly Played[]): Promise<Server> {
  const origin = await commands.startPlaybackServer(answers);
  onTestFinished(() => commands.stopStreams([origin]));
  return {
    origin,
    requests: async () => (await commands.playbackState(origin)).requests,
    open: async () => (await commands.playbackState(origin)).open,
    write: (path, text) => commands.writeToPlayback(origin, path, text),
  };
}

// The browser's own must pass too: where it does not, the suite has misread the standard.
describeEventSource('the browser’s EventSource', globalThis.EventSource, serve);
describeEventSource('the library’s EventSource', EventSource, serve);

test('any bytes, cut anywhere, are the same events to both', { timeout: 60_000 }, async () => {
  const end = new TextEncoder().encode('\n\n\nevent: end\ndata: e\n\n');
  const random = fc.sample(fc.tuple(randomStream, randomCuts), 80);
  const streams = random.map(([bytes, cuts]) => ({ bytes: Uint8Array.from([...bytes, ...end]), cuts }));
  const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);
  for (const { bytes, cuts } of streams) {
    const { origin } = await serve([{ encoding: 'latin1', pieces: cut(bytes, cuts).map(latin1) }]);
    const [theirs, ours] = await Promise.all(
      [globalThis.EventSource, EventSource].map(async (Source, index) => {
        const source = new Source(`${origin}/${index}`);
        const told = listenTo(source, [...names, 'end']);
        await new Promise((ended) => source.addEventListener('end', ended));
        source.close();
        return told;
      }),
    );
    const why = `the bytes ${JSON.stringify(latin1(bytes))}, in pieces of ${cuts}`;
    const known = readWhole(bytes).filter(([type]) => [...names, 'end'].includes(type));
    expect(ours, why).toEqual([['open', 1], ...known]);
    if (!chromiumMisreads(bytes)) expect(theirs, why).toEqual(ours);
  }
});

/** Chromium does not take a line end that comes directly after the byte-order mark for one; the standard does. */
function chromiumMisreads(bytes: Uint8Array): boolean {
  return /^\ufeff[\r\n]/.test(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
}

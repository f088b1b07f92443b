import { EventSource } from 'bisse/eventsource';
import { onTestFinished } from 'vitest';
import { commands } from 'vitest/browser';
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

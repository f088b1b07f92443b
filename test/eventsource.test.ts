import { EventSource } from 'bisse/eventsource';
import { onTestFinished } from 'vitest';
import { describeEventSource } from './eventsource/suite.ts';
import { startPlayback } from './servers/playback.ts';

describeEventSource('the library’s EventSource in Node', EventSource, async (answers) => {
  const { origin, requests, open, write, close } = await startPlayback(answers);
  onTestFinished(close);
  return {
    origin,
    requests: async () => requests,
    open: async () => open(),
    write: async (path, text) => write(path, text),
  };
});

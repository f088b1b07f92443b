import { createParser } from 'eventsource-parser';
import { type Change, eventType } from '../workload.ts';
import type { Contender } from './contender.ts';

/** The floor: the bytes are read and parsed, and nothing is done with what they say. */
export function createContender(): Contender {
  return {
    start(heard) {
      const controller = new AbortController();
      const parser = createParser({
        onEvent({ event, data }) {
          if (event === eventType) heard((JSON.parse(data) as Change).n);
        },
      });
      read(parser.feed, controller.signal).catch((error: unknown) => {
        if (!controller.signal.aborted) throw error;
      });
      return () => controller.abort();
    },
  };
}

async function read(feed: (text: string) => void, signal: AbortSignal): Promise<void> {
  const { body } = await fetch('/events', { headers: { Accept: 'text/event-stream' }, signal });
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
    feed(decoder.decode(step.value, { stream: true }));
  }
}

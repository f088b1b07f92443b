import type { StreamEvent } from '../events/event.ts';
import { type AnySource, matcher } from '../events/source.ts';
import { callSafely } from '../utils/emitter.ts';

type Handler = (event: StreamEvent) => void;

/** The app's event handlers. Which of them an event concerns is found once per type, not once per event. */
export interface Handlers {
  on(source: AnySource, handler: Handler): () => void;
  /** Calls the handlers of each event, event by event; says how many calls there were. What one throws is reported and stops nobody. */
  call(events: readonly StreamEvent[]): number;
}

export function createHandlers(): Handlers {
  const entries = new Set<{ readonly matches: (type: string) => boolean; readonly handler: Handler }>();
  let byType = new Map<string, readonly Handler[]>();

  function handlersOf(type: string): readonly Handler[] {
    let found = byType.get(type);
    if (!found) {
      found = [...entries].filter(({ matches }) => matches(type)).map(({ handler }) => handler);
      byType.set(type, found);
    }
    return found;
  }

  return {
    on(source, handler) {
      const entry = { matches: matcher(source), handler };
      entries.add(entry);
      byType = new Map();
      return () => {
        entries.delete(entry);
        byType = new Map();
      };
    },
    call(events) {
      if (entries.size === 0) return 0;
      let calls = 0;
      for (const event of events) {
        const handlers = handlersOf(event.type);
        calls += handlers.length;
        for (const handler of handlers) callSafely(handler, event);
      }
      return calls;
    },
  };
}

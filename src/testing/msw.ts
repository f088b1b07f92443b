import { type HttpHandler, HttpResponse, http } from 'msw';
import { framer } from '../client/framer.ts';
import type { Framing } from '../events/framing.ts';
import type { Script } from '../transport/script.ts';
import { createScriptedTransport, type ScriptedTransport } from '../transport/scripted.ts';
import { type Clock, systemClock } from '../utils/clock.ts';
import { streamResponse } from './stream-response.ts';

export interface StreamHandlerOptions {
  /** How the app's server writes its events. Default `'named'`. */
  readonly framing?: Framing | undefined;
  /** What the script's times are measured with. Default: the clock of the machine. */
  readonly clock?: Clock | undefined;
}

/** A handler for `setupServer` or `setupWorker`, and the stream behind it, to be driven by calls as well. */
export interface StreamHandler extends HttpHandler {
  readonly stream: ScriptedTransport;
}

/**
 * An MSW handler that plays a script as an event stream, in Node and in a worker. It is an `http.get` whose answer is a stream:
 * `sse()` of MSW needs a global `EventSource`, which Node does not have, and cannot refuse a request.
 *
 * ```ts
 * const server = setupServer(streamHandler('/events', [{ send: { event: 'ticket:voted', data: { id: 7, votes: 3 } } }]));
 * ```
 */
export function streamHandler(url: string, script: Script = [], options: StreamHandlerOptions = {}): StreamHandler {
  const { framing = 'named', clock = systemClock } = options;
  const stream = createScriptedTransport(script, { clock, frame: framer(framing, clock) });
  const handler = http.get(url, async ({ request }) => {
    try {
      return await streamResponse(stream, request);
    } catch {
      return HttpResponse.error();
    }
  });
  return Object.assign(handler, { stream });
}

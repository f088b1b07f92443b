import { fetchTransport } from '../transport/fetch.ts';
import type { TransportHead } from '../transport/transport.ts';
import type { Clock } from '../utils/clock.ts';
import { reportUncaught } from '../utils/emitter.ts';
import type { Chunk } from '../wire/parse.ts';
import { reconnectionDelay } from './reconnection-delay.ts';

/** Headers, or a function that gives them and is asked at every request. */
export type EventSourceHeaders =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

/** A message as it is told: what a `MessageEvent` is made of. */
export interface StreamMessage {
  readonly type: string;
  readonly data: string;
  readonly origin: string;
  readonly lastEventId: string;
}

/** Who listens to a stream. Each is told in a task of its own, in the order of the stream. */
export interface StreamListener {
  opened(): void;
  message(message: StreamMessage): void;
  /** The stream broke and will be opened again. */
  lost(): void;
  /** The stream has ended for good. */
  failed(): void;
}

export interface EventStreamOptions {
  /** Absolute. */
  readonly url: string;
  readonly headers: EventSourceHeaders | undefined;
  readonly credentials: RequestCredentials;
  readonly clock: Clock;
  /** Runs work in a task of its own, first come first served. */
  readonly turn: (run: () => void) => void;
}

/** One stream as the HTML standard runs it (9.2.3), for any number of listeners. */
export interface EventStream {
  /** Whether it has failed or was closed. */
  readonly ended: boolean;
  /**
   * Adds a listener, and opens the stream for the first one. One that comes to an open stream is told so, and hears what
   * comes from there on. One that comes while the stream waits to be opened again ends the wait: an `EventSource` of its
   * own would ask at once too. Returns what takes the listener away.
   */
  join(listener: StreamListener): () => void;
  close(): void;
}

/** What browsers use until a `retry:` field says otherwise. */
const defaultReconnectionMs = 3_000;

export function createEventStream({ url, headers, credentials, clock, turn }: EventStreamOptions): EventStream {
  const listeners = new Set<StreamListener>();
  let phase: 'new' | 'connecting' | 'open' | 'ended' = 'new';
  let origin = '';
  let lastEventId = '';
  let reconnectionMs = defaultReconnectionMs;
  /** Attempts in a row that did not open. */
  let failures = 0;
  let request = new AbortController();
  let endWait: (() => void) | undefined;

  const transport = fetchTransport({
    async fetch(input, init) {
      const response = await fetch(input, init);
      // Events come from where the request was redirected to.
      origin = new URL(response.url || url).origin;
      return response;
    },
  });

  async function run(): Promise<void> {
    phase = 'connecting';
    // In a task of its own: a source that is closed right away, as by a component that mounts twice, asks for nothing.
    await nextTurn();
    while (!hasEnded()) {
      const refused = await readToEnd();
      await nextTurn();
      if (hasEnded()) return;
      if (refused) return fail();
      phase = 'connecting';
      tell((listener) => listener.lost());
      if (hasEnded()) return;
      await wait(reconnectionDelay(reconnectionMs, failures));
    }
  }

  /** One request and all that comes of it. Says whether the server refused, so that there is to be no other. */
  async function readToEnd(): Promise<boolean> {
    request = new AbortController();
    failures += 1;
    try {
      const { head, chunks } = await transport.open({
        url,
        headers: await askHeaders(),
        credentials,
        cursor: lastEventId,
        channels: [],
        maxEventBytes: Number.POSITIVE_INFINITY,
        signal: request.signal,
      });
      if (!isEventStream(head)) {
        request.abort();
        return true;
      }
      failures = 0;
      await nextTurn();
      if (hasEnded()) return false;
      phase = 'open';
      tell((listener) => listener.opened());
      for await (const chunk of chunks) {
        await take(chunk);
        if (hasEnded()) return false;
      }
    } catch {
      // Whatever breaks a request is a network error to the standard: it is made again.
    }
    return false;
  }

  async function askHeaders(): Promise<Readonly<Record<string, string>>> {
    try {
      return (typeof headers === 'function' ? await headers() : headers) ?? {};
    } catch (error) {
      reportUncaught(error);
      throw error;
    }
  }

  async function take(chunk: Chunk): Promise<void> {
    if (chunk.retryMs !== undefined) reconnectionMs = chunk.retryMs;
    for (const { event, data, id, precedingId } of chunk.messages) {
      await nextTurn();
      if (hasEnded()) return;
      lastEventId = id ?? precedingId ?? lastEventId;
      const message = { type: event, data, origin, lastEventId };
      tell((listener) => listener.message(message));
    }
    // Blocks without data are no messages, and yet their ids count (9.2.6).
    lastEventId = chunk.lastId ?? lastEventId;
  }

  function fail(): void {
    phase = 'ended';
    tell((listener) => listener.failed());
  }

  function tell(call: (listener: StreamListener) => void): void {
    for (const listener of [...listeners]) {
      if (listeners.has(listener)) call(listener);
    }
  }

  // Asked after every wait: whoever was told something may have closed the stream.
  function hasEnded(): boolean {
    return phase === 'ended';
  }

  function nextTurn(): Promise<void> {
    return new Promise(turn);
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.setTimeout(resolve, ms);
      endWait = () => {
        cancel();
        resolve();
      };
    });
  }

  return {
    get ended() {
      return hasEnded();
    },
    join(listener) {
      listeners.add(listener);
      if (phase === 'new') void run();
      else if (phase === 'open') turn(() => phase === 'open' && listeners.has(listener) && listener.opened());
      else endWait?.();
      return () => void listeners.delete(listener);
    },
    close() {
      phase = 'ended';
      request.abort();
      endWait?.();
    },
  };
}

/** Whether an answer is a stream (9.2.3): all others fail the connection. */
function isEventStream({ status, contentType }: TransportHead): boolean {
  return status === 200 && /^\s*text\/event-stream\s*(;|$)/i.test(contentType ?? '');
}

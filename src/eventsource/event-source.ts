import { share } from '../client/shared.ts';
import { systemClock } from '../utils/clock.ts';
import { hashKey } from '../utils/hash.ts';
import { systemTurns } from '../utils/scheduler.ts';
import { createHandlerAttribute } from './handler-attribute.ts';
import { createEventStream, type EventSourceHeaders, type StreamMessage } from './stream.ts';

export interface EventSourceOptions {
  /** Whether cookies are sent to other origins too. Default false. */
  readonly withCredentials?: boolean | undefined;
  /**
   * Sent with every request: an object, or a function (it may be async) that is asked at every attempt, so that a fresh token
   * is sent. What the function throws is reported as an uncaught error, and the attempt counts as a network error. Instances
   * share a stream only when they are given equal objects, or the very same function.
   */
  readonly headers?: EventSourceHeaders | undefined;
}

const states = { CONNECTING: 0, OPEN: 1, CLOSED: 2 } as const;

/**
 * `EventSource` as the HTML standard defines it (section 9.2), on `fetch`: in Node, in workers, and with headers of one's own.
 * Instances with one url, and the same credentials and headers, share one stream: who comes late hears what comes from then
 * on, and the last `close()` ends it.
 *
 * It differs from a browser's where a page cannot do otherwise: events are not `isTrusted`, the request to another origin
 * goes through a CORS preflight when it carries headers or a last event id, and an answer that CORS forbids is a network
 * error, which is tried again.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are EventTarget's own; the interface narrows their types.
export class EventSource extends EventTarget {
  declare static readonly CONNECTING: 0;
  declare static readonly OPEN: 1;
  declare static readonly CLOSED: 2;
  declare readonly CONNECTING: 0;
  declare readonly OPEN: 1;
  declare readonly CLOSED: 2;

  readonly #url: string;
  readonly #withCredentials: boolean;
  readonly #leave: () => void;
  #readyState: 0 | 1 | 2 = states.CONNECTING;
  readonly #onopen = createHandlerAttribute<Event>(this, 'open');
  readonly #onmessage = createHandlerAttribute<MessageEvent>(this, 'message');
  readonly #onerror = createHandlerAttribute<Event>(this, 'error');

  /**
   * Opens a stream, or joins the one that is open for the same url, credentials and headers. Nothing is fired before the
   * next task.
   * @throws DOMException (`SyntaxError`) when `url` cannot be resolved against the document's base.
   * @throws TypeError when `headers` is an object that holds no valid headers.
   */
  constructor(url: string | URL, options: EventSourceOptions | null = {}) {
    super();
    const { withCredentials = false, headers } = options ?? {};
    this.#url = resolve(url);
    this.#withCredentials = Boolean(withCredentials);
    const key = typeof headers === 'function' ? headers : hashKey([...new Headers(headers)]);
    const { value: stream, release } = share(['EventSource', this.#url, this.#withCredentials, key], () =>
      createEventStream({
        url: this.#url,
        headers,
        credentials: this.#withCredentials ? 'include' : 'same-origin',
        clock: systemClock,
        turn: nextTask(),
      }),
    );
    const leave = stream.join({
      opened: () => this.#open(),
      message: (message) => this.#receive(message),
      lost: () => this.#fire('error', states.CONNECTING),
      failed: () => {
        this.#leave();
        this.#fire('error', states.CLOSED);
      },
    });
    this.#leave = () => {
      leave();
      release();
    };
  }

  /** The absolute url. */
  get url(): string {
    return this.#url;
  }

  get withCredentials(): boolean {
    return this.#withCredentials;
  }

  /** `CONNECTING` (0), `OPEN` (1) or `CLOSED` (2). */
  get readyState(): 0 | 1 | 2 {
    return this.#readyState;
  }

  get onopen(): ((event: Event) => unknown) | null {
    return this.#onopen.get();
  }
  set onopen(handler: ((event: Event) => unknown) | null) {
    this.#onopen.set(handler);
  }

  get onmessage(): ((event: MessageEvent) => unknown) | null {
    return this.#onmessage.get();
  }
  set onmessage(handler: ((event: MessageEvent) => unknown) | null) {
    this.#onmessage.set(handler);
  }

  get onerror(): ((event: Event) => unknown) | null {
    return this.#onerror.get();
  }
  set onerror(handler: ((event: Event) => unknown) | null) {
    this.#onerror.set(handler);
  }

  /** Ends it for good: no event is fired from here on, not even one that has arrived. */
  close(): void {
    this.#readyState = states.CLOSED;
    this.#leave();
  }

  get [Symbol.toStringTag](): string {
    return 'EventSource';
  }

  #open(): void {
    if (this.#readyState === states.CONNECTING) this.#fire('open', states.OPEN);
  }

  #receive({ type, ...init }: StreamMessage): void {
    // One that joined an open stream a moment ago may hear its first message before it was told that it is open.
    this.#open();
    if (this.#readyState === states.OPEN) this.dispatchEvent(new MessageEvent(type, init));
  }

  #fire(type: 'open' | 'error', readyState: 0 | 1 | 2): void {
    this.#readyState = readyState;
    this.dispatchEvent(new Event(type));
  }
}

for (const holder of [EventSource, EventSource.prototype]) {
  for (const [name, value] of Object.entries(states)) Object.defineProperty(holder, name, { value, enumerable: true });
}

/** Typed as the DOM's own, so that either can be given where the other is meant. */
export interface EventSource {
  addEventListener<Type extends keyof EventSourceEventMap>(
    type: Type,
    listener: (this: EventSource, event: EventSourceEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: (this: EventSource, event: MessageEvent) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof EventSourceEventMap>(
    type: Type,
    listener: (this: EventSource, event: EventSourceEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: (this: EventSource, event: MessageEvent) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

function resolve(url: string | URL): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  try {
    return new URL(url, base).href;
  } catch {
    throw new DOMException(
      `bisse: the url ${JSON.stringify(String(url))} cannot be resolved${base ? ` against ${base}` : ', because there is no document to be relative to'}, so no stream can be opened. Give an absolute url.`,
      'SyntaxError',
    );
  }
}

/** Tasks. In Node an immediate, which keeps the process alive until it has run: there may be messages to tell. */
function nextTask(): (run: () => void) => void {
  if (typeof setImmediate === 'function') return setImmediate;
  return systemTurns().turn;
}

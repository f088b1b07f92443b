/** An event handler attribute, such as `onmessage`. */
export interface HandlerAttribute<E extends Event> {
  get(): ((event: E) => unknown) | null;
  /** Anything but a function takes the handler away. */
  set(handler: unknown): void;
}

/**
 * Makes an event handler attribute as the HTML standard has it (8.1.8.1): among the listeners it stands where it was first
 * set, keeps that place when it is replaced, and loses it when it is taken away.
 */
export function createHandlerAttribute<E extends Event>(target: EventTarget, type: string): HandlerAttribute<E> {
  let handler: ((event: E) => unknown) | null = null;
  const listener = (event: Event) => void handler?.call(target, event as E);
  return {
    get: () => handler,
    set(next) {
      const before = handler;
      handler = typeof next === 'function' ? (next as (event: E) => unknown) : null;
      if (handler && !before) target.addEventListener(type, listener);
      if (before && !handler) target.removeEventListener(type, listener);
    },
  };
}

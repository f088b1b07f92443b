/** A set of listeners for one kind of value. */
export interface Emitter<Value> {
  /** Calls every listener, in the order they came. A listener that throws is reported and stops nobody. */
  emit(value: Value): void;
  /** Adds a listener; returns what takes it away. */
  on(listener: (value: Value) => void): () => void;
  readonly size: number;
}

export function createEmitter<Value>(): Emitter<Value> {
  // Each subscription is its own entry: one function that is added twice is called twice.
  const listeners = new Set<{ readonly call: (value: Value) => void }>();
  return {
    emit(value) {
      for (const listener of [...listeners]) {
        if (listeners.has(listener)) callSafely(listener.call, value);
      }
    },
    on(call) {
      const listener = { call };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get size() {
      return listeners.size;
    },
  };
}

/** Calls app code; what it throws is reported as an uncaught error is, and goes no further. */
export function callSafely<Value>(call: (value: Value) => void, value: Value): void {
  try {
    call(value);
  } catch (error) {
    reportUncaught(error);
  }
}

/** Hands an error to the global handler (`window.onerror`, the test runner), outside the current call. */
export function reportUncaught(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}

/** Locks that all tabs of an origin share, as the Web Locks API gives them. */
export interface Locks {
  /**
   * Waits for the lock `name` and holds it from `onGranted` on, until the returned function is called. `steal` takes it from
   * whoever holds it. `onLost`: another tab stole it, or there are no locks after all.
   */
  acquire(
    name: string,
    options: { readonly steal?: boolean; readonly onGranted: () => void; readonly onLost: () => void },
  ): () => void;
  /** The names of all locks that are held. */
  held(): Promise<ReadonlySet<string>>;
}

/** The browser's locks; `undefined` where there are none (an old browser, a page without TLS, a server). */
export function browserLocks(): Locks | undefined {
  const locks = globalThis.navigator?.locks;
  if (!locks) return undefined;
  return {
    acquire(name, { steal = false, onGranted, onLost }) {
      const waiting = new AbortController();
      let release = () => {};
      let isReleased = false;
      const held = () =>
        new Promise<void>((resolve) => {
          if (isReleased) return resolve();
          release = resolve;
          onGranted();
        });
      locks.request(name, steal ? { steal } : { signal: waiting.signal }, held).catch(() => {
        if (!isReleased) onLost();
      });
      return () => {
        isReleased = true;
        release();
        waiting.abort();
      };
    },
    held: async () => new Set((await locks.query()).held?.map(({ name }) => name ?? '')),
  };
}

/** Where notifications are kept between visits. Texts by name; what may fail throws or rejects. */
export interface NotificationStorage {
  /** The text that was written last under this name; `null` or `undefined` when there is none. */
  read(name: string): string | null | undefined | Promise<string | null | undefined>;
  /** Throws, or rejects, when there is no place for it: less is then written. */
  write(name: string, text: string): void | Promise<void>;
}

/** Keeps notifications as long as the page lives. The default. */
export function memoryStorage(): NotificationStorage {
  const texts = new Map<string, string>();
  return {
    read: (name) => texts.get(name),
    write: (name, text) => void texts.set(name, text),
  };
}

/**
 * Keeps notifications in the browser. Whoever uses the browser can read them there, so keep no secrets in them.
 * `storage` is asked for when it is first needed. Default: `localStorage`.
 */
export function webStorage(
  storage: () => Pick<Storage, 'getItem' | 'setItem'> = () => localStorage,
): NotificationStorage {
  return {
    read: (name) => storage().getItem(name),
    write: (name, text) => storage().setItem(name, text),
  };
}

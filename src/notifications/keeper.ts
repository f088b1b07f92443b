import { HandlerError } from '../errors.ts';
import type { Clock } from '../utils/clock.ts';
import type { Page } from '../utils/page.ts';
import { type History, type Kept, newestFirst, restore } from './history.ts';
import { allMarks } from './marks.ts';
import { readKept, writeKept } from './saved.ts';
import type { NotificationStorage } from './storage.ts';

/** Keeps a history in a storage: reads it once, and writes what has changed, a little later or when the page goes. */
export interface Keeper {
  /** Says that there is something to write. */
  save(): void;
  /** Writes what is to be written, and ends. */
  stop(): void;
}

export interface KeeperOptions {
  readonly storage: NotificationStorage;
  readonly name: string;
  readonly clock: Clock;
  readonly page: Page;
  readonly history: () => History;
  /** Takes what was read. Not called after `stop`. */
  readonly onRead: (kept: Kept) => void;
  readonly onProblem: (error: HandlerError) => void;
}

/** How long a change waits to be written, in ms, so that a burst is written once. */
const delayMs = 250;

export function createKeeper(options: KeeperOptions): Keeper {
  const { storage, name, clock, page, history, onRead, onProblem } = options;
  let cancel: (() => void) | undefined;
  let isStopped = false;
  let isFailing = false;

  function problem(what: string, cause?: unknown): void {
    if (!isFailing) onProblem(new HandlerError(`${what} Look at the notifications' storage.`, { cause }));
    isFailing = true;
  }

  function taken(text: string | null | undefined): void {
    if (isStopped || text === null || text === undefined) return;
    const kept = readKept(text);
    if (kept) onRead(kept);
    else problem(`what was kept under "${name}" cannot be read, so notifications of earlier visits are not shown.`);
  }

  const unread = (cause: unknown) =>
    problem(`"${name}" cannot be read, so notifications of earlier visits are not shown.`, cause);
  const unwritten = (cause: unknown) =>
    problem(`"${name}" cannot be written, so notifications last as long as the page.`, cause);

  /** Together with what other tabs have written meanwhile; and if there is no place for it, half of it. */
  async function write(): Promise<void> {
    const mine = history();
    const found = storage.read(name);
    // Not awaited where it is there at once: a page that goes away has no later.
    const text = found instanceof Promise ? await found : found;
    const all = restore(mine, (text && readKept(text)) || { records: [], marks: [] });
    let records = newestFirst(all);
    for (;;) {
      const ids = new Set(records.map(({ id }) => id));
      const marks = allMarks(all.book).filter(({ id }) => ids.has(id));
      try {
        const written = storage.write(name, writeKept({ records, marks }));
        if (written) await written;
        isFailing &&= records.length < all.records.size;
        return;
      } catch (cause) {
        if (records.length === 0) throw cause;
        problem(`"${name}" has no place for all notifications, so only the newest are kept.`, cause);
        records = records.slice(0, Math.floor(records.length / 2));
      }
    }
  }

  function flush(): void {
    if (!cancel) return;
    cancel();
    cancel = undefined;
    write().catch(unwritten);
  }

  const off = page.onChange((change) => {
    if (change === 'hidden' || change === 'pagehide' || change === 'freeze') flush();
  });
  try {
    const found = storage.read(name);
    if (found instanceof Promise) found.then(taken).catch(unread);
    else taken(found);
  } catch (cause) {
    unread(cause);
  }

  return {
    save() {
      cancel ??= clock.setTimeout(flush, delayMs);
    },
    stop() {
      flush();
      isStopped = true;
      off();
    },
  };
}

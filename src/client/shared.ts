/** What can be shared: made for the first who asks, ended after the last has let go. */
export interface Shareable {
  /** Whether it has come to its end by itself: then nobody gets it any more. */
  readonly ended?: boolean;
  /** Ends it. Called once, when the last holder has let go. */
  close(): void;
}

/** One holder's claim on what is shared. */
export interface Share<Value> {
  readonly value: Value;
  /** Lets go. Calling it again changes nothing. */
  release(): void;
}

interface Entry {
  readonly key: readonly unknown[];
  readonly value: Shareable;
  holders: number;
}

/** The one state that lives as long as its module: what is shared by holders that know nothing of each other. */
const entries = new Set<Entry>();

/**
 * Gives the one value for this key: the one that others hold, or a new one. Keys are equal when their parts are, by
 * `Object.is`, so a function in a key stands for itself. A key begins with the name of what it is for, and one name goes
 * with one type.
 */
export function share<Value extends Shareable>(key: readonly unknown[], make: () => Value): Share<Value> {
  const entry = find(key) ?? { key, value: make(), holders: 0 };
  entries.add(entry);
  entry.holders += 1;
  let held = true;
  return {
    value: entry.value as Value,
    release() {
      if (!held) return;
      held = false;
      entry.holders -= 1;
      if (entry.holders === 0 && entries.delete(entry)) entry.value.close();
    },
  };
}

/** Ends everything that is shared, whoever holds it. For tests, which must not hear of each other's streams. */
export function resetShared(): void {
  for (const entry of entries) {
    entries.delete(entry);
    entry.value.close();
  }
}

function find(key: readonly unknown[]): Entry | undefined {
  for (const entry of entries) {
    if (!entry.value.ended && isSameKey(entry.key, key)) return entry;
  }
  return undefined;
}

function isSameKey(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, index) => Object.is(part, b[index]));
}

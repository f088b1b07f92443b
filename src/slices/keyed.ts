/**
 * The entries of a slice by id: read one with {@link entryOf}, all with {@link entriesOf}. In two layers, because a reducer copies
 * what it changes: an event copies the few that were heard of lately, and only every so many events all of them.
 */
export interface Keyed<Entry> {
  /** What was heard of lately, at most {@link recentLimit}. */
  readonly recent: ReadonlyMap<string, Entry>;
  /** The rest; and, out of date, some of the recent ones. What was heard of the longest ago stands first. */
  readonly older: ReadonlyMap<string, Entry>;
}

/** How many entries an event copies at most, as a rule. */
export const recentLimit = 24;

const none: ReadonlyMap<string, never> = new Map<string, never>();

/** No entries. */
export const noEntries: Keyed<never> = { recent: none, older: none };

/** The entry of an id, if there is one. */
export function entryOf<Entry>({ recent, older }: Keyed<Entry>, id: string): Entry | undefined {
  return recent.get(id) ?? older.get(id);
}

/** All entries with their ids. What was heard of last stands last. */
export function entriesOf<Entry>({ recent, older }: Keyed<Entry>): readonly (readonly [id: string, entry: Entry])[] {
  return [...merged(older, recent)];
}

/**
 * The entries with one more, or another one in its place. Never more than `limit` (which is to be well above
 * {@link recentLimit}): what was heard of the longest ago leaves first, a few at a time.
 */
export function put<Entry>(entries: Keyed<Entry>, id: string, entry: Entry, limit: number): Keyed<Entry> {
  const recent = merged(entries.recent, [[id, entry]]);
  if (recent.size <= recentLimit) return { recent, older: entries.older };
  const older = merged(entries.older, recent);
  for (const oldest of older.keys()) {
    if (older.size <= limit - recentLimit) break;
    older.delete(oldest);
  }
  return { recent: none, older };
}

/** A copy with the added entries last, whether they are new or not. */
function merged<Entry>(entries: ReadonlyMap<string, Entry>, added: Iterable<readonly [string, Entry]>) {
  const copy = new Map(entries);
  for (const [id, entry] of added) {
    copy.delete(id);
    copy.set(id, entry);
  }
  return copy;
}

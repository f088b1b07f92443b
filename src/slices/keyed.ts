/** Entries by id. Ids come from the wire, so read one with {@link entryOf}: `constructor` may be an id, or may not. */
export type Keyed<Entry> = Readonly<Record<string, Entry>>;

/** What an entry of a bounded slice must say: when it was heard, in ms since the epoch, so that the oldest can leave. */
export interface Heard {
  readonly receivedAt: number;
}

/** The entry of an id, if there is one. */
export function entryOf<Entry>(entries: Keyed<Entry>, id: string): Entry | undefined {
  return Object.hasOwn(entries, id) ? entries[id] : undefined;
}

/**
 * The entries with one more, or another one in its place. Where there would be more than `limit`, the one that was heard of
 * the longest ago leaves first.
 */
export function put<Entry extends Heard>(entries: Keyed<Entry>, id: string, entry: Entry, limit: number): Keyed<Entry> {
  const next: Record<string, Entry> = { ...entries, [id]: entry };
  if (Object.hasOwn(entries, id)) return next;
  const ids = Object.keys(next);
  if (ids.length > limit) delete next[oldest(next, ids, id)];
  return next;
}

/** Never the newcomer: its clock may be wrong. */
function oldest(entries: Keyed<Heard>, ids: readonly string[], newcomer: string): string {
  let found = newcomer;
  let receivedAt = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const entry = entries[id] as Heard;
    if (id === newcomer || entry.receivedAt >= receivedAt) continue;
    found = id;
    receivedAt = entry.receivedAt;
  }
  return found;
}

import type { InspectionRecord } from '../client/inspection.ts';
import { hashKey } from '../utils/hash.ts';

/** What the client held at one moment of the past. The objects are those that it held: to be read only. */
export interface Moment {
  /** The slices by name; empty where the history does not go back so far. */
  readonly slices: Readonly<Record<string, unknown>>;
  /** Each covered query that had been shown by then. */
  readonly queries: readonly { readonly queryKey: readonly unknown[]; readonly data: unknown }[];
}

/** A commit in a {@link Timeline}. */
export interface TimelineCommit {
  /** The number of its record. */
  readonly n: number;
  readonly commit: number;
  readonly at: number;
}

/** The past of a client, as far as its records go back. Made by {@link createTimeline}. */
export interface Timeline {
  readonly commits: readonly TimelineCommit[];
  /** What was there after the record with this number, or after the last one before it. */
  momentAt(n: number): Moment;
}

/** A value, from the record with this number on. */
interface Change {
  readonly n: number;
  readonly value: unknown;
}

type Slices = Readonly<Record<string, unknown>>;

/**
 * Makes a timeline of records: of `client.inspect(…, { replay: true })`, or of `replayRecording`. Pure; it keeps references, so
 * a moment costs two searches and no copy.
 */
export function createTimeline(records: readonly InspectionRecord[]): Timeline {
  const commits: TimelineCommit[] = [];
  const slices: Change[] = [];
  const queries = new Map<string, { readonly queryKey: readonly unknown[]; readonly changes: Change[] }>();
  let isReset = false;

  for (const record of records) {
    const { n, at } = record;
    if (record.kind === 'commit') {
      commits.push({ n, commit: record.commit, at });
      // What was there before the first commit, or between a reset and the next one, stands in that commit.
      if (slices.length === 0) slices.push({ n: Number.NEGATIVE_INFINITY, value: record.before });
      if (isReset) slices[slices.length - 1] = { ...(slices.at(-1) as Change), value: record.before };
      isReset = false;
      slices.push({ n, value: record.after });
    } else if (record.kind === 'reset') {
      if (!isReset && slices.length > 0) slices.push({ n, value: {} });
      isReset = slices.length > 0;
    } else if (record.kind === 'sink' && record.record.kind === 'sink:query') {
      const { queryKey, before, after } = record.record as unknown as {
        readonly queryKey: readonly unknown[];
        readonly before: unknown;
        readonly after: unknown;
      };
      const hash = hashKey(queryKey);
      const query = queries.get(hash) ?? { queryKey, changes: [] };
      queries.set(hash, query);
      if (query.changes.length === 0 && before !== undefined) {
        query.changes.push({ n: Number.NEGATIVE_INFINITY, value: before });
      }
      query.changes.push({ n, value: after });
    }
  }

  return {
    commits,
    momentAt(n) {
      return {
        slices: (lastAt(slices, n)?.value as Slices | undefined) ?? {},
        queries: [...queries.values()].flatMap(({ queryKey, changes }) => {
          const change = lastAt(changes, n);
          return change ? [{ queryKey, data: change.value }] : [];
        }),
      };
    },
  };
}

/** The last change that is not after `n`. */
function lastAt(changes: readonly Change[], n: number): Change | undefined {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle] as Change).n <= n) low = middle + 1;
    else high = middle;
  }
  return changes[low - 1];
}

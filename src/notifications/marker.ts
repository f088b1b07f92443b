import type { History } from './history.ts';
import { type Flag, isSet, type Mark } from './marks.ts';

/** Makes the marks of this tab, each later than all that it knows. */
export interface Marker {
  /** Marks of a flag where it is not as wanted; for all notifications where no ids are given. */
  mark(history: History, flag: Flag, ids: readonly string[] | undefined, value: boolean, now: number): readonly Mark[];
  /** Takes note of others' marks. */
  hear(marks: readonly Mark[]): void;
}

export function createMarker(tab: string): Marker {
  let last = 0;
  return {
    mark({ records, book }, flag, ids, value, now) {
      last = Math.max(now, last + 1);
      const stamp = last;
      // What is read was seen; what is not seen was not read.
      const set: readonly Flag[] =
        flag === 'read' && value ? ['seen', 'read'] : flag === 'seen' && !value ? ['seen', 'read'] : [flag];
      return [...(ids ?? records.keys())].flatMap((id) => {
        const record = records.get(id);
        if (!record) return [];
        return set
          .filter((one) => isSet(book.get(id), one, record.at) !== value)
          .map((one): Mark => ({ id, flag: one, value, through: record.at, stamp, tab }));
      });
    },
    hear(marks) {
      for (const { stamp } of marks) last = Math.max(last, stamp);
    },
  };
}

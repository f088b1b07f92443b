import type { NotificationRecord } from './record.ts';

/** How the centre's list is divided: by day, by what notifications belong to, or not at all. */
export type Grouping = 'day' | 'group' | 'none';

/** A notification in the list, and the heading that stands above it where a division begins. */
export interface Row {
  readonly record: NotificationRecord;
  readonly heading: string | undefined;
}

/** The rows of a list that is sorted by time. Divisions by group stand in the order of their newest notification. */
export function rowsOf(
  items: readonly NotificationRecord[],
  grouping: Grouping,
  nameOf: (record: NotificationRecord) => string,
): readonly Row[] {
  if (grouping === 'none') return items.map((record) => ({ record, heading: undefined }));
  const divisions = new Map<string, NotificationRecord[]>();
  for (const record of items) {
    const name = nameOf(record);
    const division = divisions.get(name);
    if (division) division.push(record);
    else divisions.set(name, [record]);
  }
  return [...divisions].flatMap(([name, records]) =>
    records.map((record, at): Row => ({ record, heading: at === 0 ? name : undefined })),
  );
}

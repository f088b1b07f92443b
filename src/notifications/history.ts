import { flags, isSet, join, type Mark, type MarkBook, type Marks } from './marks.ts';
import { type ChangeKind, fold, type NotificationRecord, type Told } from './record.ts';

/** What the centre holds: notifications by id, and what the reader did with them. */
export interface History {
  readonly records: ReadonlyMap<string, NotificationRecord>;
  readonly book: MarkBook;
  /** How many notifications it holds. */
  readonly limit: number;
}

export interface Change {
  readonly record: NotificationRecord;
  readonly kind: ChangeKind;
}

export function emptyHistory(limit: number): History {
  return { records: new Map(), book: new Map(), limit };
}

/** Takes what is told, in order. One copy for all of it. */
export function tell(
  history: History,
  told: readonly Told[],
): { readonly history: History; readonly changes: readonly Change[] } {
  if (told.length === 0) return { history, changes: [] };
  const records = new Map(history.records);
  const changes = told.map((one): Change => {
    const { record, kind } = fold(records.get(one.id), one);
    const marked = withMarks(record, history.book);
    records.set(one.id, marked);
    return { record: marked, kind };
  });
  return { history: cut({ ...history, records }), changes };
}

/** Takes what readers did, here or in other tabs; `news` is what was not known. */
export function mark(
  history: History,
  marks: Iterable<Mark>,
): { readonly history: History; readonly news: readonly Mark[] } {
  const { book, news } = join(history.book, marks);
  if (news.length === 0) return { history, news };
  const records = new Map(history.records);
  for (const { id } of news) {
    const record = records.get(id);
    if (record) records.set(id, withMarks(record, book));
  }
  return { history: cut({ ...history, records, book }), news };
}

/** What was kept of a history, or what another tab holds of it. */
export interface Kept {
  readonly records: readonly NotificationRecord[];
  readonly marks: readonly Mark[];
}

/** Takes what was kept. Of two versions of a notification, the one with the later word stays. */
export function restore(history: History, kept: Kept): History {
  const records = new Map(kept.records.map((record) => [record.id, record]));
  for (const [id, record] of history.records) if (record.at >= (records.get(id)?.at ?? 0)) records.set(id, record);
  const { book } = join(history.book, kept.marks);
  for (const [id, record] of records) records.set(id, withMarks(record, book));
  return cut({ ...history, records, book });
}

/** Newest first. */
export function newestFirst(history: History): readonly NotificationRecord[] {
  return [...history.records.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}

function withMarks(record: NotificationRecord, book: MarkBook): NotificationRecord {
  const marks = book.get(record.id);
  const [isSeen, isRead, isArchived] = flags.map((flag) => isSet(marks, flag, record.at)) as [
    boolean,
    boolean,
    boolean,
  ];
  if (isSeen === record.isSeen && isRead === record.isRead && isArchived === record.isArchived) return record;
  return { ...record, isSeen, isRead, isArchived };
}

/** Keeps the limit: what is archived leaves first, then what is oldest. Marks without a notification are kept up to it too. */
function cut(history: History): History {
  const { limit } = history;
  let { records, book } = history;
  if (records.size > limit) {
    const byWorth = newestFirst(history).toSorted((a, b) => Number(a.isArchived) - Number(b.isArchived));
    records = new Map(byWorth.slice(0, limit).map((record) => [record.id, record]));
  }
  if (book.size > 2 * limit) {
    const all = [...book];
    const orphans = all
      .filter(([id]) => !records.has(id))
      .sort(([, a], [, b]) => newest(b) - newest(a))
      .slice(0, limit);
    book = new Map([...all.filter(([id]) => records.has(id)), ...orphans]);
  }
  return { records, book, limit };
}

function newest(marks: Marks): number {
  return Math.max(...Object.values(marks).map(({ stamp }) => stamp));
}

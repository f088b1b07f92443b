/** What a reader has done with a notification. */
export type Flag = 'seen' | 'read' | 'archived';

export const flags: readonly Flag[] = ['seen', 'read', 'archived'];

/** That a reader set a flag, or took it back. Tabs share these, and none else. */
export interface Mark {
  readonly id: string;
  readonly flag: Flag;
  readonly value: boolean;
  /** Up to which `at` of the notification it holds: what is said later is unread again. */
  readonly through: number;
  /** Orders the marks of all tabs: at least the time, and later than every mark that its tab knew. */
  readonly stamp: number;
  readonly tab: string;
}

/** The last mark of each flag. */
export type Marks = Readonly<Partial<Record<Flag, Mark>>>;

/** All marks by the notification's id. A notification need not be there yet: another tab may have heard of it first. */
export type MarkBook = ReadonlyMap<string, Marks>;

/** Of two marks of one flag, the one that holds. The same in every tab, whatever the order they came in. */
export function later(a: Mark, b: Mark): Mark {
  if (a.stamp !== b.stamp) return a.stamp > b.stamp ? a : b;
  return a.tab >= b.tab ? a : b;
}

/** The book with these marks in it, and those of them that it did not know. */
export function join(
  book: MarkBook,
  marks: Iterable<Mark>,
): { readonly book: MarkBook; readonly news: readonly Mark[] } {
  let copy: Map<string, Marks> | undefined;
  const news: Mark[] = [];
  for (const mark of marks) {
    const known = (copy ?? book).get(mark.id);
    const before = known?.[mark.flag];
    if (before && later(before, mark) === before) continue;
    copy ??= new Map(book);
    copy.set(mark.id, { ...known, [mark.flag]: mark });
    news.push(mark);
  }
  return { book: copy ?? book, news };
}

/** Whether the flag holds for a notification that said its last word at `at`. */
export function isSet(marks: Marks | undefined, flag: Flag, at: number): boolean {
  const mark = marks?.[flag];
  return mark?.value === true && mark.through >= at;
}

export function allMarks(book: MarkBook): readonly Mark[] {
  return [...book.values()].flatMap((marks) => Object.values(marks));
}

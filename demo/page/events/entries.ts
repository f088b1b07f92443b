import type { DemoEvent } from '../gist.ts';
import type { MissedEvents } from './gap-log.tsx';

/** A row of the feed: an event, or a place where some were missed. */
export type Entry =
  | { readonly key: string; readonly at: number; readonly event: DemoEvent; readonly gap?: undefined }
  | { readonly key: string; readonly at: number; readonly gap: MissedEvents; readonly event?: undefined };

/** The rows of the feed, the newest first. What was missed stands above the last event before it. */
export function entriesOf(events: readonly DemoEvent[], gaps: readonly MissedEvents[]): readonly Entry[] {
  const entries = gaps.filter(({ after }) => after === undefined).map(entryOf);
  for (const event of events) {
    const { id, type, receivedAt, at } = event;
    entries.push({ key: id ?? `${type} ${receivedAt}`, at, event });
    entries.push(...gaps.filter(({ after }) => after === event).map(entryOf));
  }
  return entries.reverse();
}

function entryOf(gap: MissedEvents): Entry {
  return { key: `gap ${gap.id}`, at: gap.at, gap };
}

/** The minute that an entry is listed under, or nothing when the one above it is of the same. */
export function headingOf(entries: readonly Entry[], index: number): string | undefined {
  const [own, above] = [entries[index], entries[index - 1]];
  if (!own || (above && minuteOf(own) === minuteOf(above))) return undefined;
  return new Date(own.at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** As a number: this is asked of every entry, and to write a time takes long. */
function minuteOf({ at }: Entry): number {
  return Math.floor(at / 60_000);
}

import { createRing } from '../utils/ring.ts';
import type { Cursor } from '../wire/message.ts';
import type { StreamItem } from '../wire/notice.ts';
import type { Frame, Mark, Since } from './messages.ts';

/** What a leader has passed on: numbered, and the last of it kept for tabs that missed some. */
export interface Outbox {
  add(items: readonly StreamItem[], cursor: Cursor | undefined): Frame;
  /** The frames from this number on; `undefined` when some of them are no longer kept. */
  from(seq: number): readonly Frame[] | undefined;
  /** What came after this cursor; `undefined` when it is not known where that is. */
  after(cursor: Cursor): Since | undefined;
  /** How far it is. `cursor`: the stream's own, which moves with heartbeats too. */
  mark(cursor: Cursor | undefined): Mark;
}

/** How much is kept. */
const mostFrames = 1_024;
const mostChars = 4 * 1_048_576;

interface Kept {
  readonly frame: Frame;
  /** The cursor before it, and the channels of the stream. */
  readonly before: Cursor | undefined;
  readonly channels: readonly string[];
  readonly size: number;
}

export function createOutbox(generation: number, start: Cursor | undefined): Outbox {
  const kept = createRing<Kept>(mostFrames);
  let seq = 0;
  let last = start;
  let channels: readonly string[] = [];
  let chars = 0;

  return {
    add(items, cursor) {
      seq += 1;
      const frame: Frame = { generation, seq, items, cursor };
      // A stream that opens carries its channels from where it continues on; other changes come after what is before them.
      channels = channelsOf(items, 'opened') ?? channels;
      const size = items.reduce((sum, item) => sum + (item.kind === 'message' ? item.message.data.length : 0), 0);
      chars += size - (kept.push({ frame, before: last, channels, size })?.size ?? 0);
      while (chars > mostChars && kept.length > 1) chars -= kept.shift()?.size ?? 0;
      last = cursor ?? last;
      channels = channelsOf(items, 'channels') ?? channels;
      return frame;
    },
    from(wanted) {
      const all = kept.toArray();
      if (wanted > seq) return [];
      if ((all[0]?.frame.seq ?? Number.POSITIVE_INFINITY) > wanted) return undefined;
      return all.filter(({ frame }) => frame.seq >= wanted).map(({ frame }) => frame);
    },
    after(cursor) {
      if (cursor === last) return { channels, frames: [] };
      const all = kept.toArray();
      // Only where a frame ends at just this cursor, or the first began there, is it known what comes after.
      const place = all.findIndex(({ before }) => before === cursor);
      const from = all[place];
      return from && { channels: from.channels, frames: all.slice(place).map(({ frame }) => frame) };
    },
    mark: (cursor) => ({ generation, seq, cursor: cursor ?? last }),
  };
}

/** The channels in the last notice of this type. */
function channelsOf(items: readonly StreamItem[], type: 'opened' | 'channels'): readonly string[] | undefined {
  let channels: readonly string[] | undefined;
  for (const item of items) {
    if (item.kind === 'notice' && item.notice.type === type)
      ({ channels } = item.notice as { channels: readonly string[] });
  }
  return channels;
}

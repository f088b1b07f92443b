import type { Observer } from '../utils/observer.ts';
import type { Cursor } from '../wire/message.ts';
import type { Notice, StreamItem } from '../wire/notice.ts';
import type { Frame, Mark, Since } from './messages.ts';
import { lagRecord, type TabRecord } from './record.ts';

export interface InboxPorts {
  readonly compareCursors: (a: Cursor, b: Cursor) => number | undefined;
  readonly now: () => number;
  /** The channels that this tab leases, spelled. */
  readonly leased: () => readonly string[];
  /** Takes what the stream says, in its order, without a hole that is not told as a gap. */
  readonly deliver: (items: readonly StreamItem[]) => void;
  readonly observer?: Observer<TabRecord> | undefined;
}

/** Where an inbox asks for what it lacks. */
export interface InboxSource {
  /** Frames from `from` on did not come. */
  missing(generation: number, from: number): void;
  /** A generation began whose first frame did not come here: the tab has to be let in. */
  stranger(): void;
}

/** What a tab hears of the stream, whoever holds it: in order, once, and nothing behind a hole (T1). */
export interface Inbox {
  /** From now on, what is lacking is asked for there. */
  listen(source: InboxSource): void;
  /** A frame of the leader has come. */
  take(frame: Frame): void;
  /** The leader is this tab: what its own stream brings. */
  takeOwn(items: readonly StreamItem[], cursor: Cursor | undefined): void;
  /** The leader has said how far it is (T4). */
  note(mark: Mark): void;
  /** The leader has let this tab in at its mark. `since`: what came after the cursor that the tab asked from. */
  begin(mark: Mark, opened: Opened | undefined, since: Since | undefined, asked: Cursor | undefined): void;
  /** Frames that were asked for; `undefined` when the leader has them no more. */
  fill(frames: readonly Frame[] | undefined): void;
  /** The stream is no longer heard. */
  end(): void;
  /** Forgets the cursor, which was another user's. */
  forget(): void;
  /** The last cursor without a hole before it (T2). */
  readonly cursor: Cursor | undefined;
  /** The newest generation that was heard of. */
  readonly generation: number;
}

type Opened = Extract<Notice, { type: 'opened' }>;

/** What an item that is heard late means, when the stream it tells of is open already. */
function caughtUp(item: StreamItem): readonly StreamItem[] {
  if (item.kind === 'message') return [item];
  if (item.notice.type !== 'opened') return item.notice.type === 'ended' ? [] : [item];
  const { resume = 'resumed', reason = 'unproven', channels, cursor } = item.notice;
  const carries: StreamItem = { ...item, notice: { type: 'channels', channels, cursor } };
  if (resume === 'resumed') return [carries];
  return [{ ...item, notice: { type: 'gap', reason, channels: undefined, cursor } }, carries];
}

/** Frames that wait behind a hole. More are given up as a gap. */
const mostWaiting = 4_096;

export function createInbox(ports: InboxPorts, start: Cursor | undefined): Inbox {
  const { compareCursors, now, leased, deliver, observer } = ports;
  let source: InboxSource | undefined;
  let cursor = start;
  let generation = 0;
  let next = 1;
  let isIn = false;
  let isOpen = false;
  /** The channels of the stream that was heard last. */
  let carried: readonly string[] = [];
  const waiting = new Map<number, Frame>();

  function notice(told: Notice): StreamItem {
    return { kind: 'notice', notice: told, receivedAt: now() };
  }

  function pass(items: readonly StreamItem[]): void {
    const told = items.flatMap((item): readonly StreamItem[] => {
      if (item.kind !== 'notice') return [item];
      if (item.notice.type === 'channels') return [item, ...withoutMine(item.notice.channels)];
      if (item.notice.type !== 'opened') return [item];
      return [{ ...item, notice: fromHere(item.notice) }, ...withoutMine(item.notice.channels)];
    });
    for (const item of told) {
      if (item.kind === 'message') cursor = item.message.id ?? cursor;
      else if (item.notice.type === 'opened') isOpen = true;
      else if (item.notice.type === 'ended') isOpen = false;
    }
    if (told.length > 0) deliver(told);
  }

  /** C2: a stream that goes on without a channel that this tab heard and leases has lost that channel's events. */
  function withoutMine(channels: readonly string[]): readonly StreamItem[] {
    const lost = carried.filter((channel) => !channels.includes(channel) && leased().includes(channel));
    carried = channels;
    return lost.length > 0 ? [notice({ type: 'gap', reason: 'missed', channels: lost, cursor: undefined })] : [];
  }

  /** T3: what a stream that continues after the leader's cursor is to a tab that stands elsewhere. */
  function fromHere(opened: Opened): Opened {
    const { requestedCursor } = opened;
    const isContinued = requestedCursor !== undefined && (opened.resume ?? 'resumed') === 'resumed';
    if (cursor === undefined) return isContinued ? { ...opened, resume: 'fresh', requestedCursor: undefined } : opened;
    const start = isContinued ? requestedCursor : opened.cursor;
    const isCovered = start !== undefined && (cursor === start || (compareCursors(cursor, start) ?? -1) >= 0);
    if (isCovered) return { ...opened, resume: opened.resume && 'resumed', requestedCursor: cursor };
    if (!isContinued) return { ...opened, requestedCursor: cursor };
    return { ...opened, resume: 'gap', reason: 'missed', cursor: opened.cursor ?? start, requestedCursor: cursor };
  }

  /** What the leader's running stream is to a tab that comes to it: it continues at `from`, or begins where the leader stands. */
  function letIn(opened: Opened, mark: Mark, from: Cursor | undefined): Opened {
    const { channels, first } = opened;
    const told = { type: 'opened', channels, first, head: undefined, cursor: mark.cursor } as const;
    if (from !== undefined) {
      return { ...told, resume: 'resumed', cursor: from, requestedCursor: from, head: mark.cursor };
    }
    if (cursor === undefined) return { ...told, resume: 'fresh', requestedCursor: undefined };
    return { ...told, resume: 'gap', reason: 'missed', requestedCursor: cursor };
  }

  function play(frame: Frame): void {
    next = frame.seq + 1;
    pass(frame.items);
    cursor = frame.cursor ?? cursor;
  }

  function drain(): void {
    for (let frame = waiting.get(next); frame; frame = waiting.get(next)) {
      waiting.delete(frame.seq);
      play(frame);
    }
  }

  function end(): void {
    isIn = false;
    waiting.clear();
    if (isOpen) pass([notice({ type: 'ended' })]);
  }

  /** Frames are lost for good: what follows is told as a gap. */
  function skipTo(seq: number, at: Cursor | undefined): void {
    next = seq;
    if (isOpen) pass([notice({ type: 'gap', reason: 'missed', channels: undefined, cursor: at })]);
    cursor = at ?? cursor;
    drain();
  }

  return {
    get cursor() {
      return cursor;
    },
    get generation() {
      return generation;
    },
    listen(from) {
      source = from;
    },
    take(frame) {
      observer?.tell?.(lagRecord(frame, next - 1, now()));
      if (frame.generation < generation) return;
      if (frame.generation > generation) {
        // T3: the first frame of a generation says where its stream continues.
        end();
        generation = frame.generation;
        next = 1;
        if (frame.seq > 1) return source?.stranger();
        isIn = true;
      }
      if (frame.seq < next) return;
      waiting.set(frame.seq, frame);
      if (!isIn) return;
      drain();
      if (waiting.size === 0) return;
      if (waiting.size > mostWaiting) {
        const first = [...waiting.keys()].sort((a, b) => a - b)[0] as number;
        skipTo(first, undefined);
      } else source?.missing(generation, next);
    },
    takeOwn(items, at) {
      pass(items);
      cursor = at ?? cursor;
    },
    note(mark) {
      if (mark.generation < generation) return;
      if (mark.generation > generation) {
        end();
        generation = mark.generation;
        next = 1;
        if (mark.seq > 0) return source?.stranger();
        isIn = true;
        return;
      }
      if (!isIn) return;
      if (mark.seq >= next) source?.missing(generation, next);
      else if (isOpen && mark.seq === next - 1) cursor = mark.cursor ?? cursor;
    },
    begin(mark, opened, since, asked) {
      if (mark.generation < generation) return;
      // It has heard the generation from its first frame on.
      if (isIn && mark.generation === generation) return this.note(mark);
      end();
      generation = mark.generation;
      next = mark.seq + 1;
      isIn = true;
      for (const seq of waiting.keys()) if (seq < next) waiting.delete(seq);
      if (opened) {
        isOpen = true;
        const told = since ? { ...opened, channels: since.channels } : opened;
        deliver([notice(letIn(told, mark, since && asked)), ...withoutMine(told.channels)]);
        cursor = since ? asked : mark.cursor;
        for (const frame of since?.frames ?? []) {
          pass(frame.items.flatMap(caughtUp));
          cursor = frame.cursor ?? cursor;
        }
        cursor = mark.cursor ?? cursor;
      }
      drain();
    },
    fill(frames) {
      if (!isIn) return;
      for (const frame of frames ?? [])
        if (frame.generation === generation && frame.seq >= next) waiting.set(frame.seq, frame);
      drain();
      if (frames !== undefined || waiting.size === 0) return;
      skipTo([...waiting.keys()].sort((a, b) => a - b)[0] as number, undefined);
    },
    end,
    forget() {
      cursor = undefined;
    },
  };
}

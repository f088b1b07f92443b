import type { Clock } from '../utils/clock.ts';
import type { ControlFrame, GapReason } from '../wire/control.ts';
import type { Cursor, Message } from '../wire/message.ts';
import type { Notice, StreamItem } from '../wire/notice.ts';
import type { Chunk } from '../wire/parse.ts';

export interface StreamReaderOptions {
  readonly clock: Clock;
  readonly readControl: (message: Message) => ControlFrame | undefined;
  /** What the stream was asked to continue from. */
  readonly requestedCursor: Cursor | undefined;
  /** The channels the stream was asked for, spelled. */
  readonly channels: readonly string[];
  /** Whether no stream of this connection was open before. */
  readonly first: boolean;
  readonly onItems: (items: readonly StreamItem[]) => void;
  /** Called with every id that moves the cursor. */
  readonly onCursor: (cursor: Cursor | undefined) => void;
  readonly onControl: (frame: ControlFrame, cursor: Cursor | undefined) => void;
}

/** Makes one sequence of messages and notices from the chunks of one stream. */
export interface StreamReader {
  read(chunk: Chunk): void;
  /** Tells that the stream has ended, if it was told that it is open. */
  end(): void;
  /** Tells nothing more: another stream has taken over. */
  leave(): void;
}

/** How long `opened` waits for the `connected` frame of a server that says something else first. */
const connectedWithinMs = 1_000;

/**
 * Makes the reader of one stream. `opened` goes before the first message. It says what the server said in `connected`;
 * a `connected` that comes later is told as a second `opened`. A block that is on its way could be `connected`, however
 * long it takes, and is waited for.
 */
export function createStreamReader(options: StreamReaderOptions): StreamReader {
  const { clock, readControl, requestedCursor, first, onItems, onCursor, onControl } = options;
  let told = false;
  let unfinished = false;
  let isDue = false;
  let items: StreamItem[] = [];
  let receivedAt = 0;
  let cancelWait: (() => void) | undefined;

  function notice(notice: Notice): void {
    items.push({ kind: 'notice', notice, receivedAt });
  }

  function tellOpened(connected?: Extract<ControlFrame, { type: 'connected' }>, cursor?: Cursor): void {
    cancelWait?.();
    cancelWait = undefined;
    told = true;
    notice({
      type: 'opened',
      resume: connected?.resume,
      reason: connected?.reason,
      cursor,
      requestedCursor,
      head: connected?.head,
      channels: connected?.channels ?? options.channels,
      first,
    });
  }

  function openIfDue(): void {
    if (isDue && !told && !unfinished) tellOpened();
  }

  function takeControl(frame: ControlFrame, cursor: Cursor | undefined): void {
    if (frame.type === 'connected') {
      tellOpened(frame, cursor);
      return;
    }
    if (!told) tellOpened();
    if (frame.type === 'gap') gap(frame.reason, frame.channels, cursor);
    if (frame.type === 'channels') notice({ type: 'channels', channels: frame.channels, cursor });
  }

  function gap(reason: GapReason, channels?: readonly string[], cursor?: Cursor): void {
    notice({ type: 'gap', reason, channels, cursor });
  }

  /** Hands over what was gathered. The list is given away, so it is never written to again. */
  function flush(): void {
    if (items.length === 0) return;
    const gathered = items;
    items = [];
    onItems(gathered);
  }

  return {
    read(chunk) {
      receivedAt = clock.now();
      for (const message of chunk.messages) {
        // An empty id takes the cursor back to none (HTML standard, 9.2.6).
        const cursor = message.id || undefined;
        if (message.id !== undefined) onCursor(cursor);
        const frame = readControl(message);
        if (frame) {
          takeControl(frame, cursor);
          onControl(frame, cursor);
        } else {
          if (!told) tellOpened();
          items.push({ kind: 'message', message, receivedAt });
        }
      }
      // Blocks without data move the cursor too, and the last block of the chunk has the last word.
      if (chunk.lastId !== undefined) onCursor(chunk.lastId || undefined);
      if (chunk.oversize > 0) {
        if (!told) tellOpened();
        gap('oversize');
      }
      unfinished = chunk.unfinished ?? false;
      openIfDue();
      if (!told) {
        cancelWait ??= clock.setTimeout(() => {
          receivedAt = clock.now();
          isDue = true;
          openIfDue();
          flush();
        }, connectedWithinMs);
      }
      flush();
    },
    end() {
      cancelWait?.();
      if (!told) return;
      told = false;
      receivedAt = clock.now();
      notice({ type: 'ended' });
      flush();
    },
    leave: () => cancelWait?.(),
  };
}

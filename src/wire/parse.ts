import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser';
import type { Cursor, Message } from './message.ts';
import { createTailWatch } from './tail.ts';

/** What one read of a stream gave. A chunk of bytes that completes no message still counts as a sign of life. */
export interface Chunk {
  readonly bytes: number;
  readonly messages: readonly Message[];
  /** The last `retry:` field in the chunk, in ms. */
  readonly retryMs: number | undefined;
  /** How many messages were dropped because they were too large. */
  readonly oversize: number;
  /**
   * The id of the last block in the chunk that had one. A block with an id and no data gives no message, and yet it
   * moves the cursor (HTML standard, 9.2.6). The empty string takes the cursor back to none.
   */
  readonly lastId?: Cursor | undefined;
  /** How many comment lines the chunk held: with them a server without heartbeat events shows that it lives. */
  readonly comments?: number | undefined;
  /** Whether the chunk ends in the midst of a block: what the server is saying has not all come. */
  readonly unfinished?: boolean | undefined;
}

/** Reads the bytes of ONE stream; a new stream needs a new parser. */
export interface MessageParser {
  /** Takes the bytes of one read, cut anywhere, and gives what they completed. */
  feed(bytes: Uint8Array): Chunk;
}

export interface MessageParserOptions {
  /** A message with more bytes than this (its data, event and id) is dropped, and the stream goes on after it. */
  readonly maxEventBytes: number;
}

const LF = 10;
const CR = 13;
/** `data: ` and the like are in the buffer that the parser limits, but not in the message. */
const fieldNameSlack = 16;
const channelComment = 'channel ';
const mutationComment = 'mutation ';

/** Makes a parser for one stream of bytes: UTF-8, any line ends, one leading byte-order mark ignored. */
export function createMessageParser({ maxEventBytes }: MessageParserOptions): MessageParser {
  // The parser itself takes one byte-order mark away; a decoder that does so too would eat a second one.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const endsUnfinished = createTailWatch();

  let messages: Message[] = [];
  let retryMs: number | undefined;
  let lastId: string | undefined;
  let idBefore: string | undefined;
  /** The id of blocks without data since the last message. */
  let waitingId: string | undefined;
  let waitingIdBefore: string | undefined;
  let channel: string | undefined;
  let mutationId: string | undefined;
  let oversize = 0;
  let comments = 0;

  /** Whether the parser has given up on the block it was in. */
  let overflowed = false;
  /** Whether the rest of a dropped block is being passed over. */
  let skipping = false;
  /** At least as many characters as the parser may hold of a block that is not complete yet. */
  let held = 0;
  // Where the text fed so far ended, to find blank lines whose ends are split across chunks.
  let atLineStart = true;
  let afterCR = false;

  const parser = createParser({
    maxBufferSize: maxEventBytes + fieldNameSlack,
    onId(id) {
      idBefore = lastId;
      lastId = id;
      waitingIdBefore = waitingId;
      waitingId = id;
    },
    onEvent(message) {
      if (isLarger(message, maxEventBytes)) {
        oversize += 1;
        // As when the parser overflows: what was dropped does not move the cursor, however it was cut into chunks.
        if (message.id !== undefined) {
          lastId = idBefore;
          waitingId = waitingIdBefore;
        }
      } else {
        const { event = 'message', data, id } = message;
        messages.push({ event, data, id, precedingId: id === undefined ? waitingId : undefined, channel, mutationId });
        waitingId = undefined;
      }
      channel = mutationId = undefined;
    },
    onRetry(ms) {
      retryMs = ms;
    },
    onComment(text) {
      if (text.startsWith(channelComment)) channel = text.slice(channelComment.length);
      else if (text.startsWith(mutationComment)) mutationId = text.slice(mutationComment.length);
      else comments += 1;
    },
    onError(error: ParseError) {
      if (error.type === 'max-buffer-size-exceeded') overflowed = true;
    },
  });

  return {
    feed(bytes) {
      messages = [];
      retryMs = lastId = idBefore = undefined;
      oversize = comments = 0;
      const text = decoder.decode(bytes, { stream: true });
      if (skipping || held + text.length > maxEventBytes) feedBlockByBlock(text);
      else feedAtOnce(text);
      return {
        ...{ bytes: bytes.byteLength, messages, retryMs, oversize, lastId, comments },
        unfinished: endsUnfinished(text),
      };
    },
  };

  /** The usual way: so little is held that no block can overflow within this text. */
  function feedAtOnce(text: string): void {
    if (text.length === 0) return;
    parser.feed(text);
    held = messages.length > 0 || oversize > 0 ? text.length : held + text.length;
    const last = text.charCodeAt(text.length - 1);
    afterCR = last === CR;
    atLineStart = afterCR || last === LF;
  }

  /** The careful way: the parser stops for good where it overflows, so each block is fed alone. */
  function feedBlockByBlock(text: string): void {
    let start = 0;
    while (start < text.length) {
      const blockEnd = findBlockEnd(text, start);
      const end = blockEnd === -1 ? text.length : blockEnd;
      if (!skipping) {
        parser.feed(text.slice(start, end));
        if (overflowed) startAfresh();
      }
      held = blockEnd === -1 ? held + end - start : 0;
      if (blockEnd !== -1) skipping = false;
      start = end;
    }
  }

  function startAfresh(): void {
    overflowed = false;
    skipping = true;
    oversize += 1;
    channel = mutationId = undefined;
    held = 0;
    parser.reset();
    // An empty line, so that the parser does not look for a byte-order mark in mid-stream.
    parser.feed('\n');
  }

  /** The index after the next blank line (ended by CR, LF or CRLF), or -1. Remembers where the text ended. */
  function findBlockEnd(text: string, start: number): number {
    for (let index = start; index < text.length; index++) {
      const code = text.charCodeAt(index);
      const secondOfPair = code === LF && afterCR;
      afterCR = code === CR;
      if (secondOfPair) continue;
      if (code !== LF && code !== CR) {
        atLineStart = false;
      } else if (atLineStart) {
        return index + 1;
      } else {
        atLineStart = true;
      }
    }
    return -1;
  }
}

/** Whether a message has more than `limit` bytes. Counts them only where the number of characters leaves it open. */
function isLarger({ data, event = '', id = '' }: EventSourceMessage, limit: number): boolean {
  const characters = data.length + event.length + id.length;
  if (characters > limit) return true;
  // A UTF-16 code unit becomes at most three bytes of UTF-8.
  return characters * 3 > limit && new TextEncoder().encode(data + event + id).byteLength > limit;
}

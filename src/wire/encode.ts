import { ConfigError } from '../errors.ts';

/** What {@link encodeMessage} writes. A {@link Message} is one. */
export interface EncodableMessage {
  /** `'message'`, the default of the standard, is not written. */
  readonly event?: string | undefined;
  readonly data: string;
  readonly id?: string | undefined;
  /** The channel of the block, written as the comment `:channel <name>`. */
  readonly channel?: string | undefined;
  /** The write that caused it, written as the comment `:mutation <id>`. */
  readonly mutationId?: string | undefined;
}

const lineEnd = /\r\n|\r|\n/;
const unwritable = /[\r\n\0]/;
const meaningful = /^(?:channel|mutation) /;

/**
 * One block of an event stream. Whatever `data` holds, it stays data: each of its lines (CR, LF or CRLF) becomes a
 * `data:` line, so a reader gets `\n` for each.
 * @throws ConfigError when `event`, `id`, `channel` or `mutationId` holds CR, LF or NUL, with which one message could forge another.
 */
export function encodeMessage({ event, data, id, channel, mutationId }: EncodableMessage): string {
  let block = channel === undefined ? '' : `:channel ${oneLine('channel', channel)}\n`;
  if (mutationId !== undefined) block += `:mutation ${oneLine('mutationId', mutationId)}\n`;
  if (event !== undefined && event !== 'message') block += `event: ${oneLine('event', event)}\n`;
  if (id !== undefined) block += `id: ${oneLine('id', id)}\n`;
  if (data.includes('\n') || data.includes('\r')) {
    for (const line of data.split(lineEnd)) block += `data: ${line}\n`;
  } else {
    block += `data: ${data}\n`;
  }
  return `${block}\n`;
}

/** A comment: bytes that tell nothing, and keep a connection alive. Several lines become several comments. */
export function encodeComment(text = ''): string {
  // A second space keeps a comment that begins with "channel" or "mutation" from being read as one about the next block.
  const lines = text.split(lineEnd).map((line) => (meaningful.test(line) ? `:  ${line}\n` : `: ${line}\n`));
  return `${lines.join('')}\n`;
}

/**
 * Tells the client to wait at least `retryMs` before it reconnects.
 * @throws ConfigError when it is not a whole number of milliseconds, 0 or more.
 */
export function encodeRetry(retryMs: number): string {
  if (!Number.isSafeInteger(retryMs) || retryMs < 0) {
    throw new ConfigError(
      `a retry time of ${retryMs} cannot be written: clients ignore a "retry:" field that is not digits only. Give whole milliseconds, 0 or more.`,
    );
  }
  return `retry: ${retryMs}\n\n`;
}

function oneLine(field: string, value: string): string {
  if (unwritable.test(value)) {
    throw new ConfigError(
      `the ${field} ${JSON.stringify(value)} holds a line break or NUL, so it would end its line and could forge another message. Give a ${field} on one line.`,
    );
  }
  return value;
}

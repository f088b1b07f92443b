import { HandlerError, OversizeError, SilenceError } from '../errors.ts';

// What can go wrong with a stream, in words.

export function silence(silentMs: number): SilenceError {
  return new SilenceError(
    silentMs,
    `no byte came for ${seconds(silentMs)}, so the stream is taken for dead and opened anew. If that happens often, look for a proxy that buffers, or let the server send heartbeats more often.`,
  );
}

export function noFirstByte(silentMs: number): SilenceError {
  return new SilenceError(
    silentMs,
    `no first byte came within ${seconds(silentMs)}, so the attempt is given up. It looks as if something on the way holds streams back: let it pass them on (X-Accel-Buffering: no), or give \`polling\` to the client.`,
  );
}

export function oversize(count: number, limitBytes: number): OversizeError {
  return new OversizeError(
    limitBytes,
    `${count === 1 ? 'a message was' : `${count} messages were`} longer than ${limitBytes} bytes and dropped, so what they told is missing and a gap is told in their place. Send less in one event (an id to fetch by), or raise \`maxEventBytes\`.`,
  );
}

export function noStart(cause: unknown): HandlerError {
  return new HandlerError(
    "`beforeFirstOpen` threw, so the stream starts from the cursor it had. See the error's cause.",
    { cause },
  );
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}

import type { StreamClientOptions } from '../../client/options.ts';
import { pindown, pindownUrl } from '../../dialects/pindown.ts';
import type { StreamEvent } from '../../events/event.ts';
import type { NamedEvents } from '../shapes.ts';

export type PinDown = ReturnType<typeof pindown>;

/**
 * An event of PinDown: `{ event, data }`, as "Event Channels & Types" shows them. Its `connected` and `ping` are not among
 * them: they steer the connection. Types that the document does not list are told as well.
 */
export type SSEEvent = NamedEvents<PinDown>;

export interface StreamPlace {
  readonly baseUrl: string;
  readonly token: string | undefined;
  readonly pinId: string | undefined;
}

/** What tells one stream of PinDown from others: its server knows one pin a stream. */
export function streamName({ baseUrl, token, pinId }: StreamPlace): readonly unknown[] {
  return ['pindown', baseUrl, token, pinId];
}

/** `GET /api/sse/stream?channels=…&pinId=…`, with the channels of all who share the stream. PinDown, "Base SSE Endpoint". */
export function pinStream({ baseUrl, token, pinId }: StreamPlace): StreamClientOptions<PinDown> {
  const url = pindownUrl(`${baseUrl}/api/sse/stream`);
  return {
    url: (context) => `${url(context)}${pinId ? `&pinId=${encodeURIComponent(pinId)}` : ''}`,
    dialect: pindown(),
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  };
}

/**
 * Whether an event is for one who asked for these channels. The server sends to pins and to users too, whatever channels
 * they asked for; so what is left out are only events of a channel that the stream carries for others.
 */
export function isFor(
  event: StreamEvent,
  asked: { readonly channels: readonly string[]; readonly pinId: string | undefined },
  carried: readonly string[] = [],
): boolean {
  const { channel, data } = event;
  if (channel === undefined || asked.channels.includes(channel) || !carried.includes(channel)) return true;
  // A server with bisse's hub says which pin an event was sent to.
  if (asked.pinId !== undefined && channel === `pin:${asked.pinId}`) return true;
  return asked.pinId !== undefined && (data as { pinId?: unknown } | null)?.pinId === asked.pinId;
}

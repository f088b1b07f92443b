import type { GapReason } from './control.ts';
import type { Cursor, Message } from './message.ts';

/**
 * The answer to a poll: what a stream would have written since the cursor, as one JSON object. The fields that
 * `connected` has mean the same here.
 */
export interface PollAnswer {
  readonly resume: 'fresh' | 'resumed' | 'gap' | undefined;
  readonly reason: GapReason | undefined;
  /** The id that the events come after: the id of `connected`. */
  readonly from: Cursor | undefined;
  /** What to ask with next: everything up to it is in this answer, or is not for this client. */
  readonly cursor: Cursor | undefined;
  readonly head: Cursor | undefined;
  readonly channels: readonly string[] | undefined;
  /** The blocks, in order. */
  readonly events: readonly Message[];
  /** Whether there is more to ask for at once. */
  readonly more: boolean;
}

/** A block as it stands in the JSON: its data is the JSON value itself. */
interface PolledBlock {
  readonly event?: unknown;
  readonly id?: unknown;
  readonly data?: unknown;
  readonly channel?: unknown;
  readonly mutationId?: unknown;
}

/** Writes an answer; the data of each event is JSON already, and is put in as it is. */
export function writePollAnswer({ events, ...fields }: PollAnswer): string {
  const blocks = events.map(({ event, id, data, channel, mutationId }) => {
    const head = JSON.stringify({ event: event === 'message' ? undefined : event, id, channel, mutationId });
    return `${head.slice(0, -1)}${head === '{}' ? '' : ','}"data":${data}}`;
  });
  return `${JSON.stringify(fields).slice(0, -1)},"events":[${blocks.join(',')}]}`;
}

/** The answer in a text; `undefined` when there is none in it. Fields of a wrong type are left out, never trusted. */
export function readPollAnswer(text: string): PollAnswer | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof fields !== 'object' || fields === null) return undefined;
  const source = fields as Readonly<Record<string, unknown>>;
  const { events, resume, channels } = source;
  if (!Array.isArray(events)) return undefined;
  return {
    resume: resume === 'fresh' || resume === 'resumed' || resume === 'gap' ? resume : undefined,
    reason: textOf(source['reason']) as GapReason | undefined,
    from: textOf(source['from']),
    cursor: textOf(source['cursor']),
    head: textOf(source['head']),
    channels: Array.isArray(channels) ? channels.filter((name) => typeof name === 'string') : undefined,
    events: events.flatMap((block) => messageOf(block) ?? []),
    more: source['more'] === true,
  };
}

function messageOf(block: unknown): Message | undefined {
  if (typeof block !== 'object' || block === null) return undefined;
  const { event, id, data, channel, mutationId } = block as PolledBlock;
  return {
    event: textOf(event) ?? 'message',
    data: JSON.stringify(data ?? null),
    id: textOf(id),
    channel: textOf(channel),
    mutationId: textOf(mutationId),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

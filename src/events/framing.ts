import { type ControlFrame, isControlName, toControlFrame } from '../wire/control.ts';
import type { Message } from '../wire/message.ts';

/**
 * How a server writes an event into a block:
 * - `named`: `event: <type>`, and the data is the payload itself (PinDown). `{event, data}` without a name is read too.
 * - `envelope`: no name; the data is `{type, data, timestamp, …}` (Workload Insights, PulseStage).
 * - `event-envelope`: no name; the data is `{event, data, …}` (Reels).
 * - `flat`: no name; the data is `{type, …fields}` (LabsOS).
 * - `auto`: guessed, message by message, to look at a server whose framing is not known yet. Payloads have fields named `type`
 *   and `event` of their own, so a guess can be wrong: production builds refuse it. What is written is `named`.
 */
export type Framing = 'named' | 'envelope' | 'event-envelope' | 'flat' | 'auto';

/** An event as its server wrote it, before any schema has seen it. */
export interface Frame {
  readonly type: string;
  readonly data: unknown;
  /** In ms since the epoch; `undefined` when the server does not say. */
  readonly at: number | undefined;
  /** The rest of the envelope. */
  readonly meta: Readonly<Record<string, unknown>>;
}

const noMeta: Readonly<Record<string, unknown>> = Object.freeze({});

type Fields = Readonly<Record<string, unknown>>;

/** The frame in a message; a text that says why there is none. Never throws. */
export function readFrame(framing: Framing, message: Message): Frame | string {
  let body: unknown;
  try {
    body = parse(message.data);
  } catch {
    const start = message.data.slice(0, 80);
    return `its data is not JSON (it begins with ${JSON.stringify(start)})`;
  }
  if ((framing === 'named' || framing === 'auto') && message.event !== 'message') {
    return { type: message.event, data: body, at: timeOf(body), meta: noMeta };
  }
  if (typeof body !== 'object' || body === null) return 'its data is no JSON object, so it names no type';
  const fields = body as Fields;
  const shape = framing === 'named' ? 'event-envelope' : framing === 'auto' ? guess(fields) : framing;
  const type = shape === 'event-envelope' ? fields['event'] : fields['type'];
  if (typeof type !== 'string') {
    return `its data has no "${shape === 'event-envelope' ? 'event' : 'type'}" field, so its type is unknown`;
  }
  const data = shape === 'flat' ? without(fields, 'type') : fields['data'];
  const at = toMs(fields['timestamp']) ?? timeOf(data);
  return { type, data, at, meta: metaOf(fields, shape) };
}

/** A frame as it stands in a block. */
export interface WrittenFrame {
  readonly event: string;
  readonly data: string;
  /** `meta.mutationId`, in framings that have no place for it in the data. */
  readonly mutationId?: string | undefined;
}

/** A frame as a server that speaks this framing writes it. The other way of {@link readFrame}. */
export function writeFrame(framing: Framing, frame: Frame): WrittenFrame {
  const { type, data, at, meta } = frame;
  switch (framing) {
    case 'named':
    case 'auto':
      return { event: type, data: JSON.stringify(data ?? null), mutationId: textOf(meta['mutationId']) };
    case 'envelope':
      return { event: 'message', data: JSON.stringify({ type, ...meta, data, timestamp: at }) };
    case 'event-envelope':
      return { event: 'message', data: JSON.stringify({ event: type, ...meta, data }) };
    case 'flat': {
      // Among the payload's own fields nobody could tell it from them.
      const { mutationId, ...fields } = meta;
      const text = JSON.stringify({ type, ...fields, ...(data as object) });
      return { event: 'message', data: text, mutationId: textOf(mutationId) };
    }
  }
}

/**
 * The control frame in a message, if it is one. Looks at the name, or at the first characters, before it parses anything:
 * it is asked about every message.
 */
export function readControl(framing: Framing, message: Message): ControlFrame | undefined {
  const { event, data } = message;
  if (event !== 'message') return isControlName(event) ? toControlFrame(event, parsed(data)) : undefined;
  if (!controlSniff.test(data.slice(0, 256))) return undefined;
  const body = parsed(data) as Fields | undefined;
  if (typeof body !== 'object' || body === null) return undefined;
  const shape = framing === 'auto' ? guess(body) : framing;
  const name = shape === 'event-envelope' || shape === 'named' ? body['event'] : body['type'];
  return typeof name === 'string' && isControlName(name) ? toControlFrame(name, body) : undefined;
}

/** Writes a control frame so that {@link readControl}, and a client of the document's own, reads it. */
export function writeControl(framing: Framing, frame: ControlFrame, at: number): { event: string; data: string } {
  const { type, ...fields } = frame;
  if (framing === 'named' || framing === 'auto')
    return { event: type, data: JSON.stringify({ ...fields, timestamp: at }) };
  const name = framing === 'event-envelope' ? 'event' : 'type';
  return {
    event: 'message',
    data: JSON.stringify({ [name]: type, ...fields, timestamp: at, data: { timestamp: at } }),
  };
}

/** What a message without a name looks most like. */
function guess(fields: Fields): 'event-envelope' | 'envelope' | 'flat' {
  if (typeof fields['event'] === 'string' && 'data' in fields) return 'event-envelope';
  return 'data' in fields && ('timestamp' in fields || 'tenantId' in fields) ? 'envelope' : 'flat';
}

const controlSniff = /"(?:type|event)"\s*:\s*"(?:connected|heartbeat|ping|gap|bye|channels)"/;

/** JSON without keys called `__proto__`: whoever copies such a key by assignment changes what the copy inherits. */
function parse(data: string): unknown {
  return protoSniff.test(data) ? JSON.parse(data, withoutProto) : JSON.parse(data);
}

/** The key, or an escape that may spell a letter of it. */
const protoSniff = /__proto__|\\u00[567]/i;

function withoutProto(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function parsed(data: string): unknown {
  try {
    return parse(data);
  } catch {
    return undefined;
  }
}

function timeOf(data: unknown): number | undefined {
  return typeof data === 'object' && data !== null ? toMs((data as Fields)['timestamp']) : undefined;
}

/** The documents agree on this much: a number is ms since the epoch, a text is ISO 8601. */
function toMs(time: unknown): number | undefined {
  if (typeof time === 'number') return time;
  if (typeof time !== 'string') return undefined;
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? undefined : ms;
}

function metaOf(fields: unknown, shape: 'event-envelope' | 'envelope' | 'flat'): Readonly<Record<string, unknown>> {
  if (shape === 'flat') return noMeta;
  let meta: Record<string, unknown> | undefined;
  for (const key in fields as Fields) {
    if (key === 'data' || key === 'timestamp' || key === (shape === 'envelope' ? 'type' : 'event')) continue;
    meta ??= {};
    meta[key] = (fields as Fields)[key];
  }
  return meta ?? noMeta;
}

function without(fields: Fields, key: string): Fields {
  const { [key]: _, ...rest } = fields;
  return rest;
}

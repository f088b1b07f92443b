import { HandlerError, PayloadError, type StreamError, UnknownTypeError, UnreadableError } from '../errors.ts';
import { type Dialect, runtimeDefinitions } from '../events/dialect.ts';
import type { RuntimeDefinition, StreamEvent } from '../events/event.ts';
import { readFrame } from '../events/framing.ts';
import type { SchemaIssue } from '../events/schema.ts';
import type { DeliveredEvent } from '../events/sink.ts';
import type { Message } from '../wire/message.ts';
import type { Sequence } from './sequence.ts';

/** A message that was not delivered, and why. Nothing is thrown; the stream goes on past it. */
export interface Quarantined {
  readonly message: Message;
  readonly error: StreamError;
  /** The definition of its type, when that much is known: what it touches may be behind. */
  readonly definition: RuntimeDefinition | undefined;
  /** Whether its type could not be read, so that every channel may have lost an event. */
  readonly isGap: boolean;
}

/** What became of a message. */
export type Decoded =
  | ({ readonly kind: 'event' } & DeliveredEvent)
  | ({ readonly kind: 'quarantine' } & Quarantined)
  /** Seen before, or older than its channel's coverage. */
  | { readonly kind: 'drop' }
  /** The ids belong to another log: a gap, and then this event. */
  | ({ readonly kind: 'epoch' } & DeliveredEvent);

export interface DecodeOptions {
  readonly dialect: Dialect;
  readonly sequence: Pick<Sequence, 'admit'>;
  /** Whether payloads are checked against their schemas. Default true. */
  readonly validate?: boolean | undefined;
}

/** Makes events of messages. Never throws, whatever the bytes or the app's schemas do. */
export function createDecoder({ dialect, sequence, validate = true }: DecodeOptions) {
  const definitions = new Map(runtimeDefinitions(dialect).map((definition) => [definition.type, definition]));

  return function decode(message: Message, receivedAt: number): Decoded {
    const frame = readFrame(dialect.framing, message);
    const definition = definitions.get(typeof frame === 'string' ? message.event : frame.type);
    const { mutationId } = message;
    const channel = message.channel ?? definition?.channel;
    const verdict = sequence.admit(message.id, channel);
    if (verdict === 'drop') return dropped;
    if (typeof frame === 'string') return unreadable(message, frame, definition);
    if (definition === undefined && dialect.unknown === 'quarantine') {
      return unknown(message, frame.type, dialect.name, verdict === 'epoch');
    }

    let data = frame.data;
    if (definition !== undefined && validate) {
      const checked = check(definition, data);
      if ('error' in checked) {
        return { kind: 'quarantine', message, error: checked.error, definition, isGap: verdict === 'epoch' };
      }
      data = checked.value;
    }
    const event: StreamEvent = {
      // The definition's own text: a name that was cut out of a chunk is slow to look up, and keeps the chunk in memory.
      type: definition?.type ?? frame.type,
      data,
      id: message.id,
      channel,
      at: frame.at ?? receivedAt,
      receivedAt,
      replayed: verdict === 'replayed',
      meta: mutationId === undefined ? frame.meta : { ...frame.meta, mutationId },
    };
    return { kind: verdict === 'epoch' ? 'epoch' : 'event', event, definition, size: message.data.length };
  };
}

const dropped: Decoded = { kind: 'drop' };

function check(definition: RuntimeDefinition, data: unknown): { readonly value: unknown } | { error: StreamError } {
  const { type, schema } = definition;
  try {
    const result = schema['~standard'].validate(data);
    if (result instanceof Promise) {
      result.catch(() => {});
      return {
        error: new HandlerError(
          `the schema of "${type}" validates asynchronously, so later events could overtake this one. It was not delivered. Use a synchronous schema.`,
        ),
      };
    }
    return result.issues === undefined ? { value: result.value } : { error: payloadError(type, result.issues) };
  } catch (cause) {
    return {
      error: new HandlerError(`the schema of "${type}" threw, so its event was not delivered. Mend the schema.`, {
        cause,
      }),
    };
  }
}

function payloadError(type: string, issues: readonly SchemaIssue[]): PayloadError {
  const plain = issues.map(({ message, path }) => ({
    message,
    ...(path ? { path: path.map((part) => (typeof part === 'object' ? part.key : part)) } : {}),
  }));
  const first = plain[0];
  const where = first?.path?.length ? ` at "${first.path.join('.')}"` : '';
  return new PayloadError(
    type,
    plain,
    `the payload of "${type}" does not fit its schema${where}: ${first?.message ?? 'no reason given'}. It was not delivered; the queries that it touches are read again. Compare what the server sends with the schema.`,
  );
}

function unreadable(message: Message, why: string, definition: RuntimeDefinition | undefined): Decoded {
  const error = new UnreadableError(
    `a message${message.id ? ` (id ${message.id})` : ''} could not be read: ${why}. It was dropped, and ${
      definition ? `what "${definition.type}" touches is` : 'every covered query is'
    } read again. Check that the dialect's framing is the server's.`,
  );
  return { kind: 'quarantine', message, error, definition, isGap: definition === undefined };
}

function unknown(message: Message, type: string, dialect: string, isGap: boolean): Decoded {
  const error = new UnknownTypeError(
    type,
    `the dialect "${dialect}" declares no event "${type}", so it was not delivered. Declare it with defineEvent, or let undeclared events through with \`unknown: 'pass'\`.`,
  );
  return { kind: 'quarantine', message, error, definition: undefined, isGap };
}

import { ConfigError } from '../errors.ts';
import { isControlName } from '../wire/control.ts';
import type { AnyCollection, Patch } from './collection.ts';
import type { NotifyIntent } from './notify.ts';
import type { InputOf, OutputOf, Schema } from './schema.ts';
import type { AnySlice, StateOf } from './slice.ts';

/** One decoded event, as handlers, reducers and patches get it. */
export interface StreamEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** The event's id on the wire. */
  readonly id?: string | undefined;
  /** The channel it came on, spelled. */
  readonly channel?: string | undefined;
  /** When it happened, in ms since the epoch: what the server says, or else when it arrived. */
  readonly at: number;
  /** When it arrived, in ms since the epoch. */
  readonly receivedAt: number;
  /** Whether it happened while the stream was down and was replayed on reconnect. */
  readonly replayed: boolean;
  /** What else stood in the envelope, or beside it: `tenantId`, `mutationId`, … */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** What any definition is to code that does not know its types. */
export interface AnyDefinition {
  readonly type: string;
  readonly '~types'?: unknown;
}

/** A definition with everything its functions need at run time. The types of its parts are checked in {@link defineEvent}. */
export interface RuntimeDefinition extends AnyDefinition {
  readonly schema: Schema;
  readonly channel: string | undefined;
  readonly slice: AnySlice | undefined;
  readonly reduce: ((state: never, event: never) => unknown) | undefined;
  readonly touches: readonly AnyCollection[];
  readonly patch: ((event: never) => Patch | readonly Patch[] | undefined) | undefined;
  readonly notify: ((event: never) => NotifyIntent | undefined) | undefined;
}

/** The types that travel with a definition. */
export interface EventTypes<Input, Output, Channel extends string, S> {
  readonly input: Input;
  readonly output: Output;
  readonly channel: Channel;
  readonly slice: S;
}

/** An event that an app declares. Made by {@link defineEvent}. */
export interface EventDefinition<Type extends string, Input, Output, Channel extends string, S>
  extends RuntimeDefinition {
  readonly type: Type;
  readonly '~types'?: EventTypes<Input, Output, Channel, S>;
}

export interface EventOptions<
  Type extends string,
  S,
  Channel extends string,
  SliceOf extends AnySlice,
  Touched extends readonly AnyCollection[],
> {
  /** Checks the payload. Synchronous. `type<T>()` checks nothing. */
  readonly schema: S;
  /** The channel that carries the event. Hooks that listen to it lease this channel. */
  readonly channel?: Channel;
  /** The slice that `reduce` computes. */
  readonly slice?: SliceOf;
  /** Computes the slice's next state. Pure: no clock, no randomness, no effects. */
  readonly reduce?: (state: StateOf<SliceOf>, event: StreamEvent<Type, OutputOf<S>>) => StateOf<SliceOf>;
  /** The collections that the event may change. A gap, or a payload that cannot be read, repairs exactly these. */
  readonly touches?: Touched;
  /** Describes what the event changes in cached rows, of the collections in `touches` only. Pure. */
  readonly patch?: (
    event: StreamEvent<Type, OutputOf<S>>,
  ) => Patch<Touched[number]['name']> | readonly Patch<Touched[number]['name']>[] | undefined;
  /** What a person should hear of the event, if anything. Pure. */
  readonly notify?: (event: StreamEvent<Type, OutputOf<S>>) => NotifyIntent | undefined;
}

/**
 * Declares an event: its type, what its payload is, and what it does to state and caches.
 * @throws ConfigError when the type is a name of the protocol (`connected`, `heartbeat`, `ping`, `gap`, `bye`, `channels`)
 *   or contains a line break, or when `reduce` has no `slice`, or `patch` no `touches`.
 */
export function defineEvent<
  const Type extends string,
  S extends Schema,
  const Channel extends string = never,
  SliceOf extends AnySlice = never,
  const Touched extends readonly AnyCollection[] = readonly [],
>(
  type: Type,
  options: EventOptions<Type, S, Channel, SliceOf, Touched>,
): EventDefinition<Type, InputOf<S>, OutputOf<S>, Channel, SliceOf> {
  if (isControlName(type) || type === 'message' || type === '' || /[\r\n\0]/.test(type)) {
    throw new ConfigError(
      `"${type}" cannot be an event type: the name steers the connection, or cannot be written on the wire. Choose another, such as "app:${type || 'event'}".`,
    );
  }
  if (options.reduce && !options.slice) {
    throw new ConfigError(`"${type}" has a reduce but no slice to hold its result. Add \`slice: defineSlice(…)\`.`);
  }
  if (options.patch && !options.touches?.length) {
    throw new ConfigError(
      `"${type}" has a patch but touches no collection, so a gap could not be repaired. List them: \`touches: [tickets]\`.`,
    );
  }
  return {
    type,
    schema: options.schema,
    channel: options.channel,
    slice: options.slice,
    reduce: options.reduce,
    touches: options.touches ?? [],
    patch: options.patch,
    notify: options.notify,
  };
}

import { ConfigError } from '../errors.ts';
import type { ChannelRequest, ChannelScopes } from '../wire/channel.ts';
import { compareLogIds } from '../wire/log-id.ts';
import type { Cursor } from '../wire/message.ts';
import type { AnyDefinition, EventTypes, RuntimeDefinition, StreamEvent } from './event.ts';
import type { Framing } from './framing.ts';

/** What a server of a plain, document-made endpoint needs to be asked: its url for these channels. */
export type DialectUrl = (context: {
  readonly channels: readonly ChannelRequest[];
  readonly cursor: Cursor | undefined;
}) => string | URL;

/** How one app and its server talk: the framing on the wire, and the events they know. Made by {@link defineDialect}. */
export interface Dialect<Event extends AnyDefinition = AnyDefinition> {
  readonly name: string;
  readonly framing: Framing;
  readonly events: readonly Event[];
  /** What becomes of an event of no declared type: quarantined (reported, not delivered), or passed on unchecked. */
  readonly unknown: 'pass' | 'quarantine';
  readonly url: DialectUrl | undefined;
  readonly scopes: ChannelScopes;
  readonly compareCursors: (a: Cursor, b: Cursor) => number | undefined;
  readonly resume: 'proved' | 'replays';
}

export interface DialectOptions<Event extends AnyDefinition> {
  readonly name: string;
  readonly framing: Framing;
  readonly events: readonly Event[];
  /** Default `'quarantine'`. */
  readonly unknown?: 'pass' | 'quarantine';
  /** The stream's url, when the server has its own way of being asked for channels. */
  readonly url?: DialectUrl | undefined;
  /** How channels are spelled when they are narrowed: `{ pins: 'pin:{pinId}' }`. */
  readonly scopes?: ChannelScopes;
  /** Orders two ids of one log; `undefined` when they cannot be compared. Default: the order of bisse's own hub. */
  readonly compareCursors?: ((a: Cursor, b: Cursor) => number | undefined) | undefined;
  /**
   * What makes a reopened stream continuous. `'proved'` (default): only the server's word in `connected`. `'replays'`: this
   * server always replays everything after `Last-Event-ID`.
   */
  readonly resume?: 'proved' | 'replays';
}

/**
 * Declares a dialect.
 * @throws ConfigError when two events have one type, or in a production build (`NODE_ENV=production`) when the framing is
 *   `auto`.
 */
export function defineDialect<Event extends AnyDefinition>(options: DialectOptions<Event>): Dialect<Event> {
  const { name, framing, events } = options;
  if (framing === 'auto' && isProduction()) {
    throw new ConfigError(
      `the dialect "${name}" has the framing "auto", which guesses. In production a wrong guess would give events wrong names, unseen. Declare the server's: "named", "envelope", "event-envelope" or "flat".`,
    );
  }
  const types = new Set<string>();
  for (const { type } of events) {
    if (types.has(type)) {
      throw new ConfigError(
        `the dialect "${name}" declares "${type}" twice, so it is unclear which reducer and patch apply. Keep one.`,
      );
    }
    types.add(type);
  }
  return {
    name,
    framing,
    events,
    unknown: options.unknown ?? 'quarantine',
    url: options.url,
    scopes: options.scopes ?? {},
    compareCursors: options.compareCursors ?? compareLogIds,
    resume: options.resume ?? 'proved',
  };
}

function isProduction(): boolean {
  try {
    return process.env.NODE_ENV === 'production'; // bundlers put a text in its place
  } catch {
    return false; // a page without a bundler has no `process`
  }
}

/** The definitions of a dialect. */
export type EventsOf<D> = D extends { readonly events: readonly (infer Event extends AnyDefinition)[] } ? Event : never;

type TypeOf<D> = EventsOf<D>['type'];

type SharedType<Dialects extends readonly unknown[]> = Dialects extends readonly [infer First, ...infer Rest]
  ? Extract<TypeOf<First>, TypeOf<Rest[number]>> | SharedType<Rest>
  : never;

/** Refuses dialects that declare one type twice, with a message that names it. */
export type Disjoint<Dialects extends readonly unknown[]> = [SharedType<Dialects>] extends [never]
  ? unknown
  : `bisse: two dialects declare "${SharedType<Dialects>}". Keep it in one of them.`;

export interface CombineOptions extends Pick<DialectOptions<AnyDefinition>, 'framing' | 'unknown' | 'compareCursors'> {
  /** Default: the names of all, joined by `+`. */
  readonly name?: string;
}

/**
 * One dialect of several, for a server that sends the events of all. Their scopes are joined; `resume` is `'replays'` only
 * when all are. Framing, `unknown` and url are the combined server's own, not those of the parts.
 * @throws ConfigError when two of them declare one type (a compile error already, where the types are known), or order
 *   cursors in different ways and `options.compareCursors` does not say which holds.
 */
export function combineDialects<const Dialects extends readonly Dialect[]>(
  dialects: Dialects & Disjoint<Dialects>,
  options: CombineOptions,
): Dialect<EventsOf<Dialects[number]>> {
  const all: readonly Dialect[] = dialects;
  const orders = new Set(all.map((dialect) => dialect.compareCursors));
  if (orders.size > 1 && !options.compareCursors) {
    throw new ConfigError(
      `the dialects ${all.map(({ name }) => `"${name}"`).join(', ')} order cursors in different ways, so positions on one stream could not be compared. Say which order its ids have: combineDialects([…], { compareCursors }).`,
    );
  }
  return defineDialect({
    name: options.name ?? all.map((dialect) => dialect.name).join('+'),
    framing: options.framing,
    events: all.flatMap((dialect) => dialect.events) as EventsOf<Dialects[number]>[],
    unknown: options.unknown ?? 'quarantine',
    scopes: Object.assign({}, ...all.map((dialect) => dialect.scopes)),
    compareCursors: options.compareCursors ?? [...orders][0] ?? compareLogIds,
    resume: all.every((dialect) => dialect.resume === 'replays') ? 'replays' : 'proved',
  });
}

/** A dialect with an app's own events besides. */
export function extendDialect<Event extends AnyDefinition, More extends AnyDefinition>(
  dialect: Dialect<Event>,
  events: readonly More[],
): Dialect<Event | More> {
  return defineDialect<Event | More>({ ...dialect, events: [...dialect.events, ...events] });
}

/** The definitions of a dialect as the run time sees them. */
export function runtimeDefinitions(dialect: Dialect): readonly RuntimeDefinition[] {
  return dialect.events as readonly RuntimeDefinition[];
}

// ── Types that hooks and client share ────────────────────────────────────────────────────────────────────────────────

type TypesOf<D extends AnyDefinition> = D extends { readonly '~types'?: infer T } ? NonNullable<T> : never;

/** The event that a definition stands for, payload and all. */
export type EventOf<D extends AnyDefinition> = D extends AnyDefinition
  ? TypesOf<D> extends EventTypes<unknown, infer Output, string, unknown>
    ? StreamEvent<D['type'], Output>
    : StreamEvent<D['type'], unknown>
  : never;

/** What may be published for a definition. */
export type PublishedOf<D extends AnyDefinition> =
  TypesOf<D> extends EventTypes<infer Input, unknown, string, unknown> ? Input : unknown;

/** The channels that a dialect's events declare. */
export type ChannelOf<D> =
  EventsOf<D> extends infer Event
    ? Event extends AnyDefinition
      ? string extends Event['type']
        ? string
        : TypesOf<Event> extends EventTypes<unknown, unknown, infer Channel, unknown>
          ? Channel
          : never
      : never
    : never;

/** The slices that a dialect's events fill, as `{ name: state }`. */
export type SlicesOf<D> = {
  readonly [S in SliceUnion<EventsOf<D>> as S['name']]: S['initial'];
};

type SliceUnion<Event extends AnyDefinition> = Event extends AnyDefinition
  ? TypesOf<Event> extends EventTypes<unknown, unknown, string, infer S extends { name: string; initial: unknown }>
    ? S
    : never
  : never;

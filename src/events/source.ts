import type { Dialect, EventOf, EventsOf } from './dialect.ts';
import type { AnyDefinition } from './event.ts';

type Namespace<Type extends string> = Type extends `${infer Head}:${string}` ? `${Head}:*` : never;

/** One thing to listen to: a type, all types of a namespace (`'question:*'`), or every event (`'*'`). */
export type SourceName<D> = EventsOf<D>['type'] | Namespace<EventsOf<D>['type']> | '*';

/** What handlers can listen to: a name, a definition (of any dialect), or an array of both. */
export type SourceOf<D> = SourceName<D> | AnyDefinition | readonly (SourceName<D> | AnyDefinition)[];

/** The events that a source stands for: a union that narrows on `event.type`. */
export type EventFrom<D, Source> = Source extends readonly (infer One)[]
  ? EventFromOne<D, One>
  : EventFromOne<D, Source>;

type EventFromOne<D, One> = One extends AnyDefinition
  ? EventOf<One>
  : One extends '*'
    ? EventOf<EventsOf<D>>
    : One extends `${infer Head}:*`
      ? EventOf<Extract<EventsOf<D>, { readonly type: `${Head}:${string}` }>>
      : string extends EventsOf<D>['type']
        ? EventOf<EventsOf<D>>
        : EventOf<Extract<EventsOf<D>, { readonly type: One }>>;

/** A source as code without types takes it. */
export type AnySource = string | AnyDefinition | readonly (string | AnyDefinition)[];

/** A test for the types that a source stands for. */
export function matcher(source: AnySource): (type: string) => boolean {
  const names = namesOf(source);
  if (names.includes('*')) return () => true;
  const exact = new Set(names.filter((name) => !name.endsWith(':*')));
  const prefixes = names.filter((name) => name.endsWith(':*')).map((name) => name.slice(0, -1));
  return (type) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

/** The names in a source, sorted: equal for two sources that mean the same. */
export function namesOf(source: AnySource): readonly string[] {
  const list = (Array.isArray(source) ? source : [source]) as readonly (string | AnyDefinition)[];
  return list.map((one) => (typeof one === 'string' ? one : one.type)).sort();
}

/** The channels that carry a source, so that whoever listens to it can lease them. */
export function channelsOf(source: AnySource, dialect: Dialect): readonly string[] {
  const matches = matcher(source);
  const definitions = [...dialect.events, ...(Array.isArray(source) ? source : [source])].filter(
    (one): one is AnyDefinition & { channel?: string } => typeof one === 'object',
  );
  const channels = definitions.filter(({ type }) => matches(type)).map(({ channel }) => channel);
  return [...new Set(channels)].filter((channel) => channel !== undefined);
}

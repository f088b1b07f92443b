import type { AnyDefinition, Dialect, EventOf, EventsOf, Patch } from 'bisse/vanilla';

interface Definition extends AnyDefinition {
  readonly touches: readonly Patch['collection'][];
  readonly patch: ((event: never) => Patch | readonly Patch[] | undefined) | undefined;
}

/**
 * A document's event that changes rows of the demo besides. Slices begin empty and stay wrong after a gap; rows are read
 * from the server, and read again when events were lost.
 */
export function withRows<const D extends Definition>(
  definition: D,
  collection: Patch['collection'],
  patch: (event: EventOf<D>) => Patch,
): D {
  const documents = definition.patch as ((event: EventOf<D>) => Patch | readonly Patch[] | undefined) | undefined;
  return {
    ...definition,
    touches: [...definition.touches, collection],
    patch: (event: EventOf<D>) => [documents?.(event) ?? [], patch(event)].flat(),
  };
}

/** The dialect with these definitions in the place of those of their types. */
export function replaceEvents<D extends Dialect>(dialect: D, definitions: readonly EventsOf<D>[]): D {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  return { ...dialect, events: dialect.events.map((definition) => byType.get(definition.type) ?? definition) };
}

import { HandlerError } from '../errors.ts';
import type { AnyCollection, Patch } from '../events/collection.ts';
import type { DeliveredEvent } from '../events/sink.ts';
import type { HistoryEntry } from './history.ts';

/** What the events of a commit do to each collection, in order. */
export type EntriesByCollection = ReadonlyMap<AnyCollection, readonly HistoryEntry[]>;

export interface EntryPorts {
  readonly stamp: () => number;
  /** An event's patch threw: what the event touches may be behind now. */
  readonly onError: (error: HandlerError, event: DeliveredEvent) => void;
}

/** Asks each event what it patches. A patch that throws costs its own event, and no other. */
export function entriesOf(events: readonly DeliveredEvent[], { stamp, onError }: EntryPorts): EntriesByCollection {
  const byCollection = new Map<AnyCollection, HistoryEntry[]>();
  for (const delivered of events) {
    const { event, definition, size } = delivered;
    if (!definition?.patch) continue;
    let patches: readonly Patch[];
    try {
      const made = definition.patch(event as never) ?? [];
      patches = Array.isArray(made) ? made : [made as Patch];
    } catch (cause) {
      const message = `the patch of "${event.type}" threw, so the queries that it touches are read again. Mend the patch.`;
      onError(new HandlerError(message, { cause }), delivered);
      continue;
    }
    for (const [collection, own] of grouped(patches)) {
      const entry = { stamp: stamp(), cursor: event.id, at: event.receivedAt, size, patches: own };
      const list = byCollection.get(collection);
      if (list) list.push(entry);
      else byCollection.set(collection, [entry]);
    }
  }
  return byCollection;
}

function grouped(patches: readonly Patch[]): Iterable<readonly [AnyCollection, readonly Patch[]]> {
  const [only] = patches;
  // Nearly every event has one patch, and a burst has many events.
  if (only && patches.length === 1) return [[only.collection, patches]];
  const groups = new Map<AnyCollection, Patch[]>();
  for (const patch of patches) {
    const group = groups.get(patch.collection);
    if (group) group.push(patch);
    else groups.set(patch.collection, [patch]);
  }
  return groups;
}

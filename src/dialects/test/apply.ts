import type { Patch } from '../../events/collection.ts';
import type { AnyDefinition, RuntimeDefinition } from '../../events/event.ts';
import type { SchemaResult } from '../../events/schema.ts';

type Row = { readonly id: string } & Record<string, unknown>;

/** The payload as the event's schema gives it; throws when the schema refuses it. */
export function read(definition: AnyDefinition, payload: unknown): unknown {
  const result = (definition as RuntimeDefinition).schema['~standard'].validate(payload) as SchemaResult<unknown>;
  if (result.issues) throw new Error(result.issues.map(({ message }) => message).join('; '));
  return result.value;
}

/** The event as it reaches a definition's functions. */
export function eventOf(definition: AnyDefinition, payload: unknown, at = 0): never {
  const data = read(definition, payload);
  return { type: definition.type, data, at, receivedAt: at, replayed: false, meta: {} } as never;
}

/** The rows after an event, by the plainest reading of its patches. */
export function apply(rows: readonly Row[], definition: AnyDefinition, payload: unknown): readonly Row[] {
  const patches = (definition as RuntimeDefinition).patch?.(eventOf(definition, payload)) ?? [];
  return ([patches].flat() as Patch[]).reduce(applyPatch, rows);
}

function applyPatch(rows: readonly Row[], patch: Patch): readonly Row[] {
  switch (patch.op) {
    case 'merge':
      return rows.map((row) => (row.id === patch.id ? { ...row, ...patch.fields } : row));
    case 'edit':
      return rows.map((row) => (row.id === patch.id ? (patch.edit(row as never) as Row) : row));
    case 'upsert': {
      const item = patch.item as Row;
      if (rows.some(({ id }) => id === patch.id)) return rows.map((row) => (row.id === patch.id ? item : row));
      return patch.at === 'start' ? [item, ...rows] : [...rows, item];
    }
    case 'remove':
      return rows.filter(({ id }) => id !== patch.id);
    case 'replace':
      return patch.items as readonly Row[];
    case 'invalidate':
      return rows;
  }
}

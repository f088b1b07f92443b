import { type Dialect, runtimeDefinitions } from '../events/dialect.ts';
import type { Schema } from '../events/schema.ts';

/**
 * The dialect as the documents' code would have it: schemas check what the document lists, and what it does not list (fields
 * of a payload, whole events) comes as it was sent.
 */
export function keepFields<D extends Dialect>(dialect: D): D {
  const events = runtimeDefinitions(dialect).map((event) => ({ ...event, schema: keeping(event.schema) }));
  return { ...dialect, events, unknown: 'pass' };
}

function keeping({ '~standard': standard }: Schema): Schema {
  return {
    '~standard': {
      ...standard,
      validate(value) {
        const result = standard.validate(value);
        if (result instanceof Promise || result.issues) return result;
        return { value: { ...(value as object), ...(result.value as object) } };
      },
    },
  };
}

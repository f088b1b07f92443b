import type { Script } from 'bisse/testing';
import { defineDialect, defineEvent, type } from 'bisse/vanilla';

/** A value that a server measures. */
export const reading = defineEvent('reading', { schema: type<{ readonly value: number | string }>() });

export const readings = defineDialect({ name: 'readings', framing: 'named', events: [reading] });

export const read = (value: number | string) => ({ event: 'reading', data: { value } });

/** One reading after another, 2 s apart. */
export function readingsOf(...values: readonly number[]): Script {
  return values.map((value, index) => ({ after: index === 0 ? 0 : 2_000, send: read(value) }));
}

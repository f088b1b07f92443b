import * as v from 'valibot';
import { defineDialect } from '../../src/events/dialect.ts';
import { defineEvent } from '../../src/events/event.ts';

// Imported by path, since Node resolves `bisse` to the built package.

/** `n` counts from 1; `text` is `textOf(n)`, so that a damaged event is seen. */
export const counted = defineEvent('number:counted', {
  schema: v.object({ n: v.number(), text: v.string() }),
  channel: 'numbers',
});

export const numbers = defineDialect({ name: 'numbers', framing: 'named', events: [counted] });

/** Characters of one to four bytes, so that a stream can be cut within them. */
export function textOf(n: number): string {
  return `n° ${n}: ${'日本é😀'.repeat(1 + (n % 3))}`;
}

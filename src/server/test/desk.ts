import * as v from 'valibot';
import { defineDialect } from '../../events/dialect.ts';
import { defineEvent } from '../../events/event.ts';
import { type } from '../../events/schema.ts';

/** A small app's events, for the tests of the server. */
export const desk = defineDialect({
  name: 'desk',
  framing: 'named',
  events: [
    defineEvent('pin:moved', { schema: v.object({ pinId: v.string(), x: v.number() }), channel: 'pins' }),
    defineEvent('note:added', { schema: type<{ text: string }>(), channel: 'notes' }),
  ],
  scopes: { pins: 'pin:{pinId}' },
});

import { defineDialect, defineEvent, type } from 'bisse/vanilla';

/** 1, 2, 3, … */
export const counted = defineEvent('counted', { schema: type<number>(), channel: 'counts' });

export const counts = defineDialect({ name: 'counts', framing: 'named', events: [counted] });

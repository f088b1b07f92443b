import * as v from 'valibot';
import { defineCollection } from './collection.ts';
import { type ChannelOf, combineDialects, defineDialect, type SlicesOf } from './dialect.ts';
import { defineEvent, type StreamEvent } from './event.ts';
import { type } from './schema.ts';
import { defineSlice } from './slice.ts';
import type { EventFrom, SourceOf } from './source.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <T extends true>(): T => true as T;

const counts = defineSlice('counts', {} as Readonly<Record<string, number>>);
const tickets = defineCollection('tickets', { item: v.object({ id: v.string(), votes: v.number() }) });
const pins = defineCollection('pins', { item: type<{ id: string; title: string }>() });

const voted = defineEvent('ticket:voted', {
  schema: v.object({
    id: v.string(),
    votes: v.number(),
    on: v.pipe(
      v.string(),
      v.transform((text) => new Date(text)),
    ),
  }),
  channel: 'tickets',
  slice: counts,
  reduce: (state, event) => ({ ...state, [event.data.id]: event.data.votes }),
  touches: [tickets],
  patch: (event) => tickets.merge(event.data.id, { votes: event.data.votes }),
});
const closed = defineEvent('ticket:closed', { schema: type<{ id: string }>(), channel: 'tickets' });
const pinned = defineEvent('pin:moved', { schema: type<{ pinId: string }>(), channel: 'pins' });

const desk = defineDialect({ name: 'desk', framing: 'named', events: [voted, closed] });
const board = defineDialect({ name: 'board', framing: 'named', events: [pinned] });
const both = combineDialects([desk, board], { framing: 'named' });

check<Equal<EventFrom<typeof desk, 'ticket:voted'>['data'], { id: string; votes: number; on: Date }>>();
check<Equal<EventFrom<typeof both, 'ticket:*'>['type'], 'ticket:voted' | 'ticket:closed'>>();
check<Equal<EventFrom<typeof both, readonly ['pin:*', 'ticket:closed']>['type'], 'pin:moved' | 'ticket:closed'>>();
check<Equal<EventFrom<typeof both, '*'>['type'], 'ticket:voted' | 'ticket:closed' | 'pin:moved'>>();
check<Equal<EventFrom<typeof board, typeof voted>['data']['votes'], number>>();
check<Equal<ChannelOf<typeof both>, 'tickets' | 'pins'>>();
check<Equal<SlicesOf<typeof both>['counts'], Readonly<Record<string, number>>>>();

const inline = defineDialect({
  name: 'inline',
  framing: 'envelope',
  events: [
    defineEvent('a:b', { schema: type<{ n: number }>(), channel: 'as' }),
    defineEvent('c:d', { schema: type<null>() }),
  ],
});
check<Equal<ChannelOf<typeof inline>, 'as'>>();
check<Equal<EventFrom<typeof inline, 'a:*'>['data'], { n: number }>>();

export const sources: SourceOf<typeof both>[] = ['ticket:voted', 'pin:*', '*', voted, ['ticket:*', pinned]];
// @ts-expect-error no such type
export const unknownType: SourceOf<typeof both> = 'ticket:vote';
// @ts-expect-error no such namespace
export const unknownNamespace: SourceOf<typeof both> = 'activity:*';
// @ts-expect-error votes is a number
tickets.merge('1', { votes: 'seven' });
// @ts-expect-error no such field
tickets.merge('1', { upvotes: 7 });
defineEvent('x:y', {
  schema: type<{ id: string }>(),
  touches: [tickets],
  // @ts-expect-error a patch changes only what the event touches
  patch: (event) => pins.remove(event.data.id),
});
// @ts-expect-error two dialects declare "ticket:voted"
combineDialects([desk, defineDialect({ name: 'again', framing: 'named', events: [voted] })], { framing: 'named' });

declare const any: EventFrom<typeof both, '*'>;
if (any.type === 'ticket:voted')
  check<Equal<typeof any, StreamEvent<'ticket:voted', { id: string; votes: number; on: Date }>>>();

import * as v from 'valibot';
import { defineEvent } from '../../events/event.ts';
import { activeUsers, trendingLimit, trendingPins } from '../../slices/audience.ts';
import { number, timestamp } from '../fields.ts';

/** How many people are here now. PinDown, "Analytics Channel". */
export const activeUsersUpdate = defineEvent('analytics:active_users', {
  schema: v.object({ total: number, authenticated: number, anonymous: number, timestamp }),
  channel: 'analytics',
  slice: activeUsers,
  reduce: (_, { at, data: { total, authenticated, anonymous } }) => ({ total, authenticated, anonymous, at }),
});

/** The popular pins, all of them anew; `trend` is a text such as `+15%`. PinDown, "Analytics Channel". */
export const trendingPinsUpdate = defineEvent('analytics:trending_pins', {
  schema: v.object({
    pins: v.array(v.object({ id: v.string(), title: v.string(), views: number, trend: v.string() })),
    timestamp,
  }),
  channel: 'analytics',
  slice: trendingPins,
  reduce: (_, { data: { pins } }) => pins.slice(0, trendingLimit),
});

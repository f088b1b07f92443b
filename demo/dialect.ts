import { pindown, pinSchema, pins } from 'bisse/dialects/pindown';
import { pulsestage } from 'bisse/dialects/pulsestage';
import { workloadInsights } from 'bisse/dialects/workload-insights';
import { combineDialects, defineEvent, extendDialect } from 'bisse/vanilla';

/**
 * A pin's title changed. PinDown's document has no event for it, and without one the cached title would stay behind the
 * table: so the demo says it in its own words, with the whole row.
 */
export const pinUpdated = defineEvent('pin:updated', {
  schema: pinSchema,
  channel: 'pins',
  touches: [pins],
  patch: ({ data }) => pins.upsert(data),
});

/** What the demo's server and page say to each other: three systems on one stream, and an event of the demo's own. */
export const dialect = extendDialect(
  combineDialects([pindown(), pulsestage(), workloadInsights()], { framing: 'named', name: 'demo' }),
  [pinUpdated],
);

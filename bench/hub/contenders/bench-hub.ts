import { createHub } from 'bisse/server';
import { defineDialect, defineEvent, type } from 'bisse/vanilla';
import type { Tick } from './contender.ts';

const dialect = defineDialect({
  name: 'bench',
  framing: 'named',
  events: [defineEvent('tick', { schema: type<Tick>() })],
});

/** A hub as it is by default. */
export function createBenchHub() {
  // Clients that stall on purpose are no news.
  const hub = createHub({ events: dialect, logger: { warn: () => {}, error: console.error } });
  const publish = (tick: Tick) => void hub.publish({ type: 'tick', data: tick, to: '*' });
  return { hub, publish, cursor: hub.cursor };
}

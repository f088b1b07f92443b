import { createHub } from 'bisse/server';
import { defineDialect, defineEvent, type } from 'bisse/vanilla';
import type { Tick } from './contender.ts';

const dialect = defineDialect({
  name: 'bench',
  framing: 'named',
  events: [defineEvent('tick', { schema: type<Tick>() })],
});

/** A hub with everything that it has by default. */
export function createBenchHub() {
  const hub = createHub({ events: dialect });
  const publish = (tick: Tick) => void hub.publish({ type: 'tick', data: tick, to: '*' });
  return { hub, publish, cursor: hub.cursor };
}

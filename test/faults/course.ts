import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { toNode } from '../../src/server/adapters/node.ts';
import { createHub, memoryLog } from '../../src/server.ts';
import type { Cursor } from '../../src/wire/message.ts';
import { listen, type Running } from '../servers/listen.ts';
import { numbers, textOf } from './numbers.ts';
import { type FaultKind, planFaults } from './plan.ts';
import { startFaultProxy } from './proxy.ts';

export interface Course extends Running {
  /** Where the stream begins: before the first event. */
  readonly start: Cursor;
  /** How many faults of each kind have happened. */
  readonly happened: Readonly<Partial<Record<FaultKind, number>>>;
}

/** How many events there are for each fault. They have more bytes than pass before the next one. */
const eventsPerFault = 500;
const maxBytes = 20_000;

/**
 * A hub that publishes numbered events, behind a proxy that harms its streams by the plan of a seed. Each fault sets off
 * events: half of them at once, while the client is away or held up, and half a little later. The log keeps them all.
 */
export async function startCourse(seed: number): Promise<Course> {
  const faults = planFaults(seed, maxBytes);
  const happened: Partial<Record<FaultKind, number>> = {};
  const hub = createHub({
    events: numbers,
    log: memoryLog({ max: (faults.length + 1) * eventsPerFault }),
    heartbeat: 100,
  });
  const scope = hub.to('channel:numbers');
  const server = createServer(toNode(hub));
  let n = 0;

  function publish(count: number): void {
    for (let done = 0; done < count; done += 1) {
      n += 1;
      void scope.emit('number:counted', { n, text: textOf(n) });
    }
  }
  async function publishInTwo(pauseMs: number): Promise<void> {
    publish(eventsPerFault / 2);
    await wait(pauseMs);
    publish(eventsPerFault / 2);
  }

  const start = hub.cursor();
  const target = await listen(server);
  const proxy = await startFaultProxy({
    target,
    faults,
    onFault({ kind, roll }) {
      happened[kind] = (happened[kind] ?? 0) + 1;
      const total = Object.values(happened).reduce((sum, count) => sum + count, 0);
      // The events before the first fault make up for the last one, which sets off none.
      if (total < faults.length) void publishInTwo(roll * 200);
    },
  });
  publish(eventsPerFault);

  return {
    origin: proxy.origin,
    start,
    happened,
    async close() {
      await proxy.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await hub.close();
    },
  };
}

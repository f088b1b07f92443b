import { Session } from 'node:inspector/promises';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { Contender } from './contenders/contender.ts';
import { answerCalls, microseconds } from './process.ts';

/** The process of one contender, named by its first argument: a file in `contenders/`. */
export type ServerMethods = typeof methods;

/** What the process holds after its garbage has been collected, in bytes. */
export interface Memory {
  /** JavaScript objects. */
  readonly heap: number;
  /** Buffers beside them. */
  readonly external: number;
  /** The whole process, as the system sees it. */
  readonly rss: number;
}

const { createContender } = (await import(`./contenders/${process.argv[2]}.ts`)) as {
  createContender: () => Contender | Promise<Contender>;
};
const contender = await createContender();
const { server } = contender;
// Room for all clients of a resume that come at once.
await new Promise<void>((listening) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, listening));
const profiler = new Session();
profiler.connect();

const methods = {
  port: () => (server.address() as AddressInfo).port,
  cursor: () => contender.cursor?.(),

  /** What this process has computed so far, in µs. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },

  /** Publishes `count` events of about `bytes`, `perTurn` in one turn of the event loop, then `pauseMs` none. */
  async publish(count: number, perTurn: number, pauseMs: number, bytes: number) {
    const text = 'x'.repeat(bytes);
    for (let sent = 0; sent < count; ) {
      for (let turn = 0; turn < perTurn && sent < count; turn += 1, sent += 1) {
        contender.publish({ at: microseconds(), text });
      }
      await (pauseMs > 0 ? wait(pauseMs) : nextTurn());
    }
  },

  connections: () => new Promise<number>((found) => server.getConnections((_, count) => found(count))),

  async memory(): Promise<Memory> {
    // What one collection finds dead another frees; finalizers run in between.
    for (let round = 0; round < 4; round += 1) {
      globalThis.gc?.();
      await wait(50);
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heap: heapUsed, external, rss };
  },

  async startProfile() {
    await profiler.post('Profiler.enable');
    await profiler.post('Profiler.setSamplingInterval', { interval: 200 });
    await profiler.post('Profiler.start');
  },
  stopProfile: async () => (await profiler.post('Profiler.stop')).profile,
};

answerCalls(methods);

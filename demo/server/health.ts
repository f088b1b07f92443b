import { cpus, freemem, totalmem } from 'node:os';

/** The machine, in percent; the process, in seconds; the streams, counted. */
export interface Measurement {
  readonly cpu: number;
  readonly memory: number;
  readonly uptime: number;
  readonly activeConnections: number;
  readonly timestamp: string;
}

/** Over less time than this, a load in percent says little. */
const shortestSpanMs = 1_000;

/** Measures the machine. `cpu` is the load since the measurement before, over a second at least. */
export function createMeter(activeConnections: () => number): () => Measurement {
  let before = { ...cpuTimes(), at: performance.now() };
  let cpu = 0;
  return () => {
    const at = performance.now();
    if (at - before.at >= shortestSpanMs) {
      const { idle, total } = cpuTimes();
      if (total > before.total) cpu = oneDigit(100 * (1 - (idle - before.idle) / (total - before.total)));
      before = { idle, total, at };
    }
    return {
      cpu,
      memory: oneDigit(100 * (1 - freemem() / totalmem())),
      uptime: Math.round(process.uptime()),
      activeConnections: activeConnections(),
      timestamp: new Date().toISOString(),
    };
  };
}

function cpuTimes() {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  const total = times.reduce((sum, time) => sum + time.idle + time.user + time.nice + time.sys + time.irq, 0);
  return { idle, total };
}

function oneDigit(percent: number): number {
  return Math.round(percent * 10) / 10;
}

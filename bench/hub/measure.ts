import type { CpuProfile } from '../throughput/profile.ts';
import type { ClientMethods } from './clients.ts';
import { type Remote, startProcess } from './process.ts';
import type { Memory, ServerMethods } from './server.ts';

export interface Plan {
  readonly connections: number;
  /** Events published one by one, so many a second that there are 10,000 deliveries a second. */
  readonly events: number;
  /** Clients that come back together, each for 100 events. */
  readonly resumed: number;
}

export interface Measurement {
  /** What one connection holds after it was used, in bytes. */
  readonly heap: number;
  readonly rss: number;
  /** What the server computes for one delivery, in µs: of events that come one by one, and of ten in one turn. */
  readonly cpu: number;
  readonly burstCpu: number;
  /** From publish to the client, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** What a server holds more for each client that does not read, after 10 MB: of its own, and in all. In bytes. */
  readonly stalledOwn: number;
  readonly stalledRss: number;
  /** All clients of a resume: until the last one had its last event, in ms; and what the server computed, in µs a client. `NaN`: it cannot. */
  readonly resumeMs: number;
  readonly resumeCpu: number;
}

type Server = Remote<ServerMethods>;
type Client = Remote<ClientMethods>;

const eventBytes = 300;
const deliveriesPerSecond = 10_000;
const missed = 100;
const stalledClients = 20;

/** One contender in processes of its own. */
export async function measure(contender: string, plan: Plan): Promise<Measurement> {
  return {
    ...(await withServer(contender, (server, clients) => deliver(server, clients, plan))),
    ...(await withServer(contender, (server, clients) => resume(server, clients, plan.resumed))),
    ...(await withServer(contender, stall)),
  };
}

/** A CPU profile of the server while it delivers. */
export async function profile(contender: string, plan: Plan): Promise<CpuProfile> {
  return withServer(contender, async (server, clients) => {
    await openAll(server, clients, plan.connections);
    await publish(server, clients, plan, 1);
    await server.call('startProfile');
    await publish(server, clients, plan, 1);
    return (await server.call('stopProfile')) as CpuProfile;
  });
}

async function withServer<Result>(
  contender: string,
  run: (server: Server, clients: readonly Client[]) => Promise<Result>,
) {
  const server = startProcess<ServerMethods>('server.ts', [contender]);
  const clients = [1, 2].map(() => startProcess<ClientMethods>('clients.ts'));
  try {
    await warmUp(server, clients);
    return await run(server, clients);
  } finally {
    await Promise.all([...clients, server].map((each) => each.stop()));
  }
}

/** So that what is loaded and compiled only once is neither counted nor waited for. */
async function warmUp(server: Server, clients: readonly Client[]): Promise<void> {
  await openAll(server, clients, 100);
  await publish(server, clients, { connections: 100, events: 50, resumed: 0 }, 1);
  await publish(server, clients, { connections: 100, events: 50, resumed: 0 }, 10);
  await closeAll(server, clients);
}

async function deliver(server: Server, clients: readonly Client[], plan: Plan) {
  const before = await server.call('memory');
  await openAll(server, clients, plan.connections);
  const single = await publish(server, clients, plan, 1);
  const burst = await publish(server, clients, plan, 10);
  const after = await server.call('memory');
  const delays = single.delays.sort();
  const at = (share: number) => (delays[Math.floor(share * (delays.length - 1))] ?? Number.NaN) / 1_000;
  return {
    heap: (after.heap - before.heap) / plan.connections,
    rss: (after.rss - before.rss) / plan.connections,
    cpu: single.cpu,
    burstCpu: burst.cpu,
    p50: at(0.5),
    p99: at(0.99),
  };
}

/** Publishes `perTurn` events in a turn, and waits until every client has all of them. CPU is for each delivery, in µs. */
async function publish(server: Server, clients: readonly Client[], { connections, events }: Plan, perTurn: number) {
  const pauseMs = (1_000 * perTurn * connections) / deliveriesPerSecond;
  const before = await server.call('cpu');
  const heard = clients.map((client) => client.call('heard', (events * connections) / clients.length));
  await server.call('publish', events, perTurn, pauseMs, eventBytes);
  const delays = await Promise.all(heard);
  const cpu = ((await server.call('cpu')) - before) / (events * connections);
  return { cpu, delays: Float64Array.from(delays.flatMap((some) => [...some])) };
}

async function resume(server: Server, clients: readonly Client[], count: number) {
  const cursor = await server.call('cursor');
  if (cursor === undefined) return { resumeMs: Number.NaN, resumeCpu: Number.NaN };
  await server.call('publish', missed, 1, 0, eventBytes);
  const before = await server.call('cpu');
  const startedAt = performance.now();
  await openAll(server, clients, count, cursor);
  await Promise.all(clients.map((client) => client.call('heard', (missed * count) / clients.length)));
  const resumeMs = performance.now() - startedAt;
  return { resumeMs, resumeCpu: ((await server.call('cpu')) - before) / count };
}

async function stall(server: Server, clients: readonly Client[]) {
  const [reader, stalled] = clients as readonly [Client, Client];
  const port = await server.call('port');
  await reader.call('open', port, 1);
  // With a reader, and twice: what a server keeps of events for everyone is full before, and full after.
  const flood = async () => {
    const heard = reader.call('heard', 10_000);
    await server.call('publish', 10_000, 100, 0, 1_000);
    await heard;
  };
  await flood();
  const before = await server.call('memory');
  await stalled.call('openStalled', port, stalledClients);
  await flood();
  const after = await server.call('memory');
  const own = ({ heap, external }: Memory) => heap + external;
  return {
    stalledOwn: (own(after) - own(before)) / stalledClients,
    stalledRss: (after.rss - before.rss) / stalledClients,
  };
}

async function openAll(server: Server, clients: readonly Client[], count: number, cursor?: string): Promise<void> {
  const port = await server.call('port');
  await Promise.all(clients.map((client) => client.call('open', port, count / clients.length, cursor)));
}

async function closeAll(server: Server, clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.call('close')));
  while ((await server.call('connections')) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

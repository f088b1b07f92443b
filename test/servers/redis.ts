import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findRedisServer } from '../../scripts/redis-server.ts';
import { freePort } from './free-port.ts';

export interface RedisServerOptions {
  /** Whether what was written is there again after a kill. Default false. */
  readonly persistent?: boolean;
  /** Whether it is a Cluster, of one node. Default false. */
  readonly cluster?: boolean;
}

/** A Redis of the test's own. */
export interface RedisServer {
  readonly port: number;
  /** A client to give to `redisLog`, and to look into the server with. It ends with the server. */
  readonly client: Redis;
  /** Starts it again where it was, after a kill. */
  start(): Promise<void>;
  /** Kills it as a power cut does. */
  kill(): Promise<void>;
  /** Kills it and removes its folder. */
  stop(): Promise<void>;
}

/** Ends with this process too: its standard input is then closed. */
const untilInputEnds = '"$@" & server=$!; cat > /dev/null; kill -9 $server; wait';

/** Starts a Redis on a free port of the loopback interface, with a folder of its own. */
export async function startRedis({
  persistent = false,
  cluster = false,
}: RedisServerOptions = {}): Promise<RedisServer> {
  const program = findRedisServer();
  if (!program) throw new Error('there is no redis-server. Run: npm run setup');
  const folder = mkdtempSync(join(tmpdir(), 'bisse-redis-'));
  const port = await freePort();
  const settings = {
    ...{ bind: '127.0.0.1', port, dir: folder, save: '' },
    ...{ appendonly: persistent ? 'yes' : 'no', appendfsync: 'always' },
    ...(cluster && { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  let running: ChildProcess | undefined;
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 20 });
  client.on('error', () => {});

  async function start(): Promise<void> {
    let said = '';
    running = spawn('sh', ['-c', untilInputEnds, 'sh', program as string, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    running.stdout?.on('data', (bytes) => {
      said += bytes;
    });
    for (let tries = 0; !said.includes('Ready to accept connections'); tries += 1) {
      if (tries > 1_000) throw new Error(`redis-server does not start: ${said}`);
      await wait(10);
    }
    if (client.status === 'wait') await client.connect();
  }

  async function kill(): Promise<void> {
    if (!running) return;
    const exited = once(running, 'exit');
    running.stdin?.end();
    await exited;
    running = undefined;
  }

  await start();
  if (cluster) {
    await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    // A node that has just started takes commands after two seconds.
    while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await wait(20);
  }
  return {
    port,
    client,
    start,
    kill,
    async stop() {
      client.disconnect();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

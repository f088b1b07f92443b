import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'pg';
import { findPostgres } from '../../scripts/postgres.ts';
import { freePort } from './free-port.ts';

/** A Postgres of the test's own. */
export interface PostgresServer {
  /** Makes a database. */
  database(): Promise<PostgresDatabase>;
  /** Starts it again where it was, after a kill. */
  start(): Promise<void>;
  /** Kills it as a power cut does. */
  kill(): Promise<void>;
  /** Kills it and removes its folder. */
  stop(): Promise<void>;
}

export interface PostgresDatabase {
  readonly url: string;
  /** Ends with the server. */
  readonly pool: Pool;
}

/** Ends with this process too: its standard input is then closed. */
const untilInputEnds = '"$@" & server=$!; cat > /dev/null; kill -QUIT $server; wait';

/**
 * Starts a Postgres on a free port of the loopback interface, with a folder of its own. As root it runs as the user
 * `postgres`, for it refuses to be root.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = findPostgres();
  if (!programs) throw new Error('there is no Postgres. Run: npm run setup');
  // Not where TMPDIR leads: the user `postgres` may not be let in there.
  const folder = mkdtempSync('/tmp/bisse-postgres-');
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8'], {
    ...{ stdio: 'ignore', cwd: folder },
    ...user,
  });
  const settings = {
    ...{ listen_addresses: '127.0.0.1', port, unix_socket_directories: folder },
    ...{ fsync: 'off', max_connections: 200, shared_buffers: '32MB' },
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const pools: Pool[] = [];
  let running: ChildProcess | undefined;

  async function start(): Promise<void> {
    let said = '';
    running = spawn('sh', ['-c', untilInputEnds, 'sh', join(programs as string, 'postgres'), '-D', data, ...args], {
      ...{ stdio: ['pipe', 'ignore', 'pipe'], cwd: folder },
      ...user,
    });
    running.stderr?.on('data', (bytes) => {
      said += bytes;
    });
    for (let tries = 0; !said.includes('database system is ready to accept connections'); tries += 1) {
      if (tries > 2_000) throw new Error(`postgres does not start: ${said}`);
      await wait(10);
    }
  }

  async function kill(): Promise<void> {
    if (!running) return;
    const exited = once(running, 'exit');
    running.stdin?.end();
    await exited;
    running = undefined;
  }

  function open(name: string): PostgresDatabase {
    const url = `postgres://postgres@127.0.0.1:${port}/${name}`;
    const pool = new Pool({ connectionString: url, max: 30 });
    pool.on('error', () => {});
    pools.push(pool);
    return { url, pool };
  }

  await start();
  const { pool: desk } = open('postgres');
  let made = 0;
  return {
    async database() {
      made += 1;
      await desk.query(`create database test_${made}`);
      return open(`test_${made}`);
    },
    start,
    kill,
    async stop() {
      await Promise.all([kill(), ...pools.map((pool) => pool.end().catch(() => {}))]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function postgresUser(): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

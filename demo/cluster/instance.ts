import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A demo in a process of its own. */
export interface Instance {
  readonly origin: string;
  readonly process: ChildProcess;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<unknown>;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/**
 * Starts one on a free port of the loopback interface.
 * @throws (rejects) when it ends before it listens.
 */
export async function startInstance(environment: NodeJS.ProcessEnv): Promise<Instance> {
  const child = spawn(process.execPath, ['--conditions=bisse-source', main], {
    env: { ...process.env, ...environment, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), ended.then(() => [''])]);
  const origin = /http:\S+/.exec(String(line))?.[0].replace('localhost', '127.0.0.1');
  if (!origin) throw new Error('an instance ended before it listened');
  return { origin, process: child, ended };
}

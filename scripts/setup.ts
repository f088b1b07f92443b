import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.ts';
import { findPostgres } from './postgres.ts';
import { findRedisServer } from './redis-server.ts';

/** A program that the tests need and npm does not install. */
interface Program {
  readonly name: string;
  readonly find: () => string | undefined;
  /** Prints the version, as `<path> --version` does. */
  readonly versionFlag: string;
  /** The package that holds it in Debian and Ubuntu. */
  readonly package: string;
  /** The environment variable that names another one. */
  readonly variable: string;
}

const programs: readonly Program[] = [
  { name: 'chromium', find: findChromium, versionFlag: '--version', package: 'chromium', variable: 'BISSE_CHROMIUM' },
  {
    ...{ name: 'redis-server', find: findRedisServer, versionFlag: '--version' },
    ...{ package: 'redis-server', variable: 'BISSE_REDIS_SERVER' },
  },
  {
    ...{ name: 'postgres', find: postgresProgram, versionFlag: '--version' },
    ...{ package: 'postgresql', variable: 'BISSE_POSTGRES (the folder of its programs)' },
  },
];

const missing = programs.filter((program) => !program.find());
if (missing.length > 0) install(missing.map((program) => program.package));
for (const program of programs) console.log(describe(program));

function postgresProgram(): string | undefined {
  const folder = findPostgres();
  return folder && join(folder, 'postgres');
}

function install(packages: readonly string[]): void {
  const command = `apt-get update && apt-get install -y ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    fail(`${packages.join(', ')} not found, and the tests need it. Run: sudo sh -c '${command}'`);
  }
  console.log(`${packages.join(', ')} not found; running: ${command}`);
  execFileSync('sh', ['-c', command], { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

function describe(program: Program): string {
  const path = program.find();
  if (!path) fail(`${program.name} is still missing. Install it, or name it in ${program.variable}.`);
  const version = execFileSync(path, [program.versionFlag], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return `${program.name} ${/\d+/.exec(version)?.[0] ?? ''} found at ${path}`;
}

function fail(reason: string): never {
  console.error(`setup: ${reason}`);
  process.exit(1);
}

import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The folder of the Postgres programs that the tests start: the one that `BISSE_POSTGRES` names, else the newest that is
 * installed where Debian puts it, else the first on the path that holds both.
 */
export function findPostgres(): string | undefined {
  const named = process.env.BISSE_POSTGRES;
  if (named) return holdsPostgres(named) ? named : undefined;
  const version = (folder: string) => Number(/\d+/.exec(folder)?.[0] ?? 0);
  const ofDebian = globSync('/usr/lib/postgresql/*/bin').sort((a, b) => version(b) - version(a));
  const others = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/opt/homebrew/bin'];
  return [...ofDebian, ...others].find(holdsPostgres);
}

function holdsPostgres(folder: string): boolean {
  return ['initdb', 'postgres'].every((program) => isExecutable(join(folder, program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

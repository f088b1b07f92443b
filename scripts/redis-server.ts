import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The Redis that the tests start: the one that `BISSE_REDIS_SERVER` names, else the first on the path. */
export function findRedisServer(): string | undefined {
  const named = process.env.BISSE_REDIS_SERVER;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  return (named ? [named] : folders.map((folder) => join(folder, 'redis-server'))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

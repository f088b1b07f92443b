import { type Log, LogError, memoryLog } from 'bisse/server';

/** A log that takes nothing, as when Redis is down. */
export function brokenLog(): Log {
  return {
    ...memoryLog(),
    async append() {
      throw new LogError('the log cannot be reached.');
    },
  };
}

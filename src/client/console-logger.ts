import type { InspectionRecord } from './inspection.ts';

/** What a console is to {@link consoleLogger}. */
export type LoggerConsole = Pick<Console, 'debug' | 'warn'>;

/**
 * Writes what happens to the console, one line each: `client.inspect(consoleLogger())`. What was lost or refused is a
 * warning, the rest is `debug`. Single messages and chunks are left out: their events come with the commit.
 */
export function consoleLogger(console: LoggerConsole = globalThis.console): (record: InspectionRecord) => void {
  return (record) => {
    switch (record.kind) {
      case 'connection':
      case 'tabs':
        if (record.record.type === 'chunk') return;
        return console.debug(`bisse ${record.kind}: ${record.record.type}`, record.record);
      case 'commit':
        return console.debug(`bisse commit: ${record.events.length} event(s)`, ...record.events);
      case 'gap':
        return console.warn(`bisse gap (${record.gap.reason}): ${record.gap.channels?.join(', ') ?? 'all channels'}`);
      case 'quarantine':
        return console.warn(record.error.message, record.message);
      case 'error':
        return console.warn(record.error.message, record.error.cause);
      case 'sink':
        return console.debug(`bisse ${record.record.kind}`, record.record);
    }
  };
}

import type { ConnectionRecord } from '../connection/record.ts';
import type { StreamError } from '../errors.ts';
import type { StreamEvent } from '../events/event.ts';
import type { SinkRecord } from '../events/sink.ts';
import type { Message } from '../wire/message.ts';
import type { Gap } from '../wire/notice.ts';

/** Everything that happens between the wire and the caches, as `client.inspect` tells it. `at` is in ms since the epoch. */
export type InspectionRecord =
  | { readonly kind: 'connection'; readonly at: number; readonly record: ConnectionRecord }
  /** The events of one flush, after store, caches and handlers took them. */
  | { readonly kind: 'commit'; readonly at: number; readonly events: readonly StreamEvent[] }
  | { readonly kind: 'gap'; readonly at: number; readonly gap: Gap }
  /** A message that was not delivered, whole, and why. */
  | { readonly kind: 'quarantine'; readonly at: number; readonly message: Message; readonly error: StreamError }
  /** Something of the app's threw. */
  | { readonly kind: 'error'; readonly at: number; readonly error: StreamError }
  | { readonly kind: 'sink'; readonly at: number; readonly record: SinkRecord };

/** What a console is to {@link consoleLogger}. */
export type LoggerConsole = Pick<Console, 'debug' | 'warn'>;

/**
 * Writes what happens to the console, one line each: `client.inspect(consoleLogger())`. What was lost or refused is a
 * warning, the rest is `debug`.
 */
export function consoleLogger(console: LoggerConsole = globalThis.console): (record: InspectionRecord) => void {
  return (record) => {
    switch (record.kind) {
      case 'connection':
        return console.debug(`bisse connection: ${record.record.type}`, record.record);
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

import type { AnyStreamClient } from '../client/create-stream-client.ts';
import type { InspectionRecord } from '../client/inspection.ts';
import { isStreamError } from '../errors.ts';
import { systemClock } from '../utils/clock.ts';
import { version } from './version.ts';

export interface DiagnosticsOptions {
  /** How many of the last records are in it. Default 200. */
  readonly records?: number | undefined;
}

/** What a bug report needs to know of a client. Plain JSON. */
export interface Diagnostics {
  readonly bisse: string;
  readonly at: string;
  readonly userAgent: string | undefined;
  readonly dialect: { readonly name: string; readonly framing: string };
  readonly connection: unknown;
  readonly channels: readonly string[] | undefined;
  readonly cursor: string | undefined;
  /** How many records of each kind the history holds: `{ "connection:attempt": 3, "gap": 1 }`. */
  readonly counts: Readonly<Record<string, number>>;
  /** The last records, without rows and slices: what an app keeps is not for a bug report. */
  readonly records: readonly unknown[];
}

/** Gathers what a bug report needs to know: versions, states, and the last of the history (development), without secrets. */
export function diagnosticsOf(client: AnyStreamClient, options: DiagnosticsOptions = {}): Diagnostics {
  const { records: most = 200 } = options;
  const { redactor } = client;
  const history: InspectionRecord[] = [];
  client.inspect((record) => history.push(record), { replay: true })();
  const counts: Record<string, number> = {};
  for (const record of history) {
    const name = nameOf(record);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const { connection, channels } = client.store.getState();
  const { name, framing } = client.dialect;
  return {
    bisse: version,
    at: new Date(systemClock.now()).toISOString(),
    userAgent: globalThis.navigator?.userAgent,
    dialect: { name, framing },
    connection: plain(connection, redactor.text),
    channels,
    cursor: client.cursor(),
    counts,
    records: history.slice(-most).map((record) => plain(withoutData(record), redactor.text)),
  };
}

function nameOf(record: InspectionRecord): string {
  if (record.kind === 'connection' || record.kind === 'tabs') return `${record.kind}:${record.record.type}`;
  return record.kind === 'sink' ? record.record.kind : record.kind;
}

/** A record without what the app holds: types and sizes tell enough. */
function withoutData(record: InspectionRecord): object {
  switch (record.kind) {
    case 'commit': {
      const { before, after, events, ...rest } = record;
      const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
      return { ...rest, events: events.map(({ type, id }) => ({ type, id })), changed };
    }
    case 'message': {
      const { event, message, ...rest } = record;
      const { id, channel } = message;
      return { ...rest, message: { event: message.event, id, channel }, type: event?.type };
    }
    case 'quarantine':
      return { ...record, message: { ...record.message, data: record.message.data.slice(0, 200) } };
    case 'sink': {
      const { before: _before, after: _after, data: _data, event: _event, ...rest } = record.record;
      return { ...record, record: rest };
    }
    default:
      return record;
  }
}

/** What JSON makes of it, with errors told by name and message, and every text clean. */
function plain(value: unknown, clean: (text: string) => string): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, field: unknown) => {
      if (typeof field === 'string') return clean(field);
      if (!(field instanceof Error)) return field;
      const { name, message } = field;
      return { ...field, name, message: clean(message), ...(isStreamError(field) ? {} : { isForeign: true }) };
    }),
  );
}

import type { ConnectionRecord } from '../connection/record.ts';
import type { Decoded } from '../delivery/decode.ts';
import { foreignError, isStreamError, type StreamError } from '../errors.ts';
import type { StreamEvent } from '../events/event.ts';
import type { DeliveredEvent, SinkRecord } from '../events/sink.ts';
import type { Clock } from '../utils/clock.ts';
import { createEmitter } from '../utils/emitter.ts';
import type { Observer } from '../utils/observer.ts';
import type { Message } from '../wire/message.ts';
import type { Redactor } from '../wire/redact.ts';
import type { InspectionRecord, RecordBody } from './inspection.ts';

type Slices = Readonly<Record<string, unknown>>;

/** Makes records of what happens, as long as anybody listens. What is secret enters none of them. */
export interface Inspector extends Observer<RecordBody> {
  on(listener: (record: InspectionRecord) => void): () => void;
  /** A message was decoded. To be called only where `tell` is there. */
  message(message: Message, receivedAt: number, decoded: Decoded): void;
  /** Follows a commit that begins now; `undefined` while nobody listens. */
  commit(delivered: readonly DeliveredEvent[]): CommitWatch | undefined;
}

export interface CommitWatch {
  /** Store and sinks are written. */
  written(): void;
  /** The handlers were called, so many times. */
  handled(calls: number): void;
}

export interface InspectorOptions {
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly slices: () => Slices;
}

export function createInspector({ clock, redactor, slices }: InspectorOptions): Inspector {
  const records = createEmitter<InspectionRecord>();
  /** What is told of events that hold secrets, in their place. */
  const clean = new WeakMap<StreamEvent, StreamEvent>();
  let n = 0;
  let commits = 0;
  let current: number | undefined;

  function tell(body: RecordBody): void {
    n += 1;
    records.emit({ n, at: clock.now(), ...redact(body) });
  }

  function redact(body: RecordBody): RecordBody {
    switch (body.kind) {
      case 'connection':
        return { kind: 'connection', record: redactConnection(body.record) };
      case 'quarantine':
        return { ...body, message: redactor.message(body.message), error: redactError(body.error) };
      case 'error':
        return { ...body, error: redactError(body.error) };
      case 'sink':
        return { ...body, commit: current, record: redactSink(body.record) };
      default:
        return body;
    }
  }

  function redactSink(record: SinkRecord): SinkRecord {
    const { kind, error, data } = record;
    if (isStreamError(error)) return { ...record, error: redactError(error) };
    if (typeof error === 'string') return { ...record, error: redactor.text(error) };
    return kind === 'sink:answer' ? { ...record, data: redactor.value(data) } : record;
  }

  function redactConnection(record: ConnectionRecord): ConnectionRecord {
    if (record.type === 'attempt') return { ...record, url: redactor.url(record.url) };
    if (record.type === 'ended' && record.error) return { ...record, error: redactError(record.error) };
    if (record.type !== 'state' || !('error' in record.state) || !record.state.error) return record;
    return { ...record, state: { ...record.state, error: redactError(record.state.error) } };
  }

  /** The error itself, or where it or its cause names a secret, what it says without that. */
  function redactError(error: StreamError): StreamError {
    const { name, message, cause, ...fields } = error as StreamError & { readonly cause?: unknown };
    const why = cause instanceof Error ? cause.message : cause;
    const cleanMessage = redactor.text(message);
    const cleanWhy = typeof why === 'string' ? redactor.text(why) : redactor.value(why);
    if (cleanMessage === message && cleanWhy === why) return error;
    return foreignError(name, cleanMessage, { ...fields, cause: cleanWhy });
  }

  return {
    get tell() {
      return records.size > 0 ? tell : undefined;
    },
    on: (listener) => records.on(listener),
    message(message, receivedAt, decoded) {
      const { data, event: name, id = '' } = message;
      const told = redactor.message(message);
      let event = 'event' in decoded ? decoded.event : undefined;
      if (event && told !== message) {
        const without = { ...event, data: redactor.value(event.data), meta: redactor.value(event.meta) as Slices };
        clean.set(event, without);
        event = without;
      }
      const chars = data.length + name.length + id.length;
      tell({ kind: 'message', message: told, receivedAt, chars, outcome: decoded.kind, event });
    },
    commit(delivered) {
      if (records.size === 0) return undefined;
      commits += 1;
      const commit = commits;
      current = commit;
      const before = slices();
      const began = performance.now();
      let written = began;
      let writtenAt = 0;
      let after = before;
      return {
        written() {
          after = slices();
          written = performance.now();
          writtenAt = clock.now();
        },
        handled(calls) {
          current = undefined;
          const handlers = { calls, ms: performance.now() - written };
          const events = delivered.map(({ event }) => clean.get(event) ?? event);
          const writeMs = written - began;
          tell({ kind: 'commit', commit, events, before, after, writtenAt, writeMs, handlers });
        },
      };
    },
  };
}

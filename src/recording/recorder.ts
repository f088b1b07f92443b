import type { AnyStreamClient } from '../client/create-stream-client.ts';
import type { InspectionRecord } from '../client/inspection.ts';
import { hashKey } from '../utils/hash.ts';
import { type Recording, type RecordingStep, recordingVersion, writeRecording } from '../wire/recording.ts';
import { redacted } from '../wire/redact.ts';

export interface RecorderOptions {
  /** Whether what the client's history holds is recorded too. Then the recording can begin where the client began. */
  readonly history?: boolean | undefined;
}

/** Writes down what a client's stream says and what its app reads. Made by {@link createRecorder}. */
export interface Recorder {
  /** How many steps there are so far. */
  readonly length: number;
  /** What was recorded so far. */
  recording(): Recording;
  /** The same as NDJSON, for a file. */
  export(): string;
  stop(): void;
}

/**
 * Records what happens from now on: frames, notices, reads and commits, without secrets. Where the stream is open already, the
 * recording begins as if it had just been opened.
 */
export function createRecorder(client: AnyStreamClient, options: RecorderOptions = {}): Recorder {
  const { redactor } = client;
  const steps: RecordingStep[] = [];
  const shown = new Map<string, Shown>();
  const { channels } = client.store.getState();
  const cursor = client.cursor();
  let startedAt: number | undefined;

  function begin(now: number): void {
    startedAt = now;
    if (options.history || !channels) return;
    const notice = { type: 'opened', resume: 'fresh', cursor, channels, first: true } as const;
    steps.push({ at: 0, notice: { ...notice, requestedCursor: undefined, head: undefined } });
  }

  function add(record: InspectionRecord): void {
    if (startedAt === undefined) begin(record.at);
    // A machine's clock can be set back.
    const at = Math.max(record.at - (startedAt ?? 0), steps.at(-1)?.at ?? 0);
    const step = toStep(record, at, (key) => redactor.value(key) as readonly unknown[]);
    if (step) steps.push(step);
    if (record.kind !== 'sink' || record.record.kind !== 'sink:query') return;
    const { queryKey, after } = record.record as unknown as {
      readonly queryKey: readonly unknown[];
      readonly after: unknown;
    };
    const key = toJson(redactor.value(queryKey)) as readonly unknown[];
    shown.set(hashKey(key), { key, data: after });
  }

  const stop = client.inspect(add, { replay: options.history ?? false });

  function recording(): Recording {
    const { name: dialect, framing } = client.dialect;
    const header = { version: recordingVersion, startedAt: startedAt ?? 0, dialect, framing } as const;
    return { header, steps: [...steps, ...lastReads()] };
  }

  /** What the queries show at the end, as reads that are answered at once: for whoever reads more often than this app did. */
  function lastReads(): readonly RecordingStep[] {
    const at = steps.at(-1)?.at ?? 0;
    const count = steps.reduce((most, step) => ('read' in step ? Math.max(most, step.read) : most), 0);
    return [...shown.values()].flatMap(({ key, data }, index): readonly RecordingStep[] => {
      const read = count + index + 1;
      return [
        { at, read, key },
        { at, answer: read, data: toJson(redactor.value(data)) },
      ];
    });
  }

  return {
    get length() {
      return steps.length;
    },
    recording,
    export: () => writeRecording(recording()),
    stop,
  };
}

/** What of a record is a step of a recording. */
function toStep(
  record: InspectionRecord,
  at: number,
  cleanKey: (key: unknown) => readonly unknown[],
): RecordingStep | undefined {
  switch (record.kind) {
    case 'message':
      return { at, frame: record.message };
    case 'notice':
      // Who the user is, is nobody's business; that it is another is.
      if (record.notice.type === 'scope') return { at, notice: { type: 'scope', scope: redacted } };
      return { at, notice: record.notice };
    case 'commit':
      return { at, commit: record.commit, events: record.events.length };
    case 'sink':
      return readStep(record.record as unknown as ReadFields, at, cleanKey);
    default:
      return undefined;
  }
}

/** What a query showed last. */
interface Shown {
  readonly key: readonly unknown[];
  readonly data: unknown;
}

/** What a sink tells of reads. */
interface ReadFields {
  readonly kind: string;
  readonly read: number;
  readonly queryKey: unknown;
  readonly page: unknown;
  readonly data: unknown;
  readonly error: string | undefined;
  readonly position: { readonly cursor: string; readonly exact: boolean } | undefined;
}

function readStep(
  { kind, read, queryKey, page, data, error, position }: ReadFields,
  at: number,
  cleanKey: (key: unknown) => readonly unknown[],
): RecordingStep | undefined {
  if (kind === 'sink:read') {
    return { at, read, key: toJson(cleanKey(queryKey)) as readonly unknown[], ...(page !== undefined && { page }) };
  }
  if (kind !== 'sink:answer') return undefined;
  if (error !== undefined) return { at, answer: read, error };
  const header = position && `${position.cursor}${position.exact ? '; exact' : ''}`;
  return { at, answer: read, data: toJson(data), ...(header !== undefined && { position: header }) };
}

/** What JSON makes of it; `null` where it makes nothing. */
function toJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return null; // a circle, or a BigInt
  }
}

import { ConfigError } from '../errors.ts';
import type { Message } from './message.ts';
import type { Notice } from './notice.ts';

/** What a stream said and what an app read beside it, from one moment to another: a fixture for stories, tests and replays. */
export interface Recording {
  readonly header: RecordingHeader;
  /** In the order of what happened; their times never go back. */
  readonly steps: readonly RecordingStep[];
}

export interface RecordingHeader {
  readonly version: typeof recordingVersion;
  /** When it began, in ms since the epoch. */
  readonly startedAt: number;
  readonly dialect: string;
  readonly framing: string;
}

/** One thing that happened, `at` ms after the recording began. */
export type RecordingStep =
  /** A message, just as the stream brought it. */
  | { readonly at: number; readonly frame: Message }
  /** What the connection said of the stream: opened, gap, channels, ended. */
  | { readonly at: number; readonly notice: Notice }
  /** A read of the app's began. `page`: of an infinite query. */
  | { readonly at: number; readonly read: number; readonly key: readonly unknown[]; readonly page?: unknown }
  /** It was answered. `position`: where in the stream the answer stood, as a `Stream-Cursor` header says it. */
  | { readonly at: number; readonly answer: number; readonly data: unknown; readonly position?: string | undefined }
  | { readonly at: number; readonly answer: number; readonly error: string }
  /** So many events were committed together, the last of what came before. */
  | { readonly at: number; readonly commit: number; readonly events: number };

/** Grows when a reader of the version before would misread what is written. */
export const recordingVersion = 1;

/** A recording as NDJSON: a line of JSON for the header, and one for each step. */
export function writeRecording({ header, steps }: Recording): string {
  const { version, startedAt, dialect, framing } = header;
  const first = { bisse: 'recording', version, startedAt, dialect, framing };
  return [first, ...steps].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Reads what {@link writeRecording} wrote; writing it again gives the same bytes. Empty lines are passed over.
 * @throws ConfigError when a line is no JSON or no step, when the version is another, or when time goes back; it names the line.
 */
export function readRecording(text: string): Recording {
  const lines = text.split('\n');
  let header: RecordingHeader | undefined;
  const steps: RecordingStep[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const fields = parse(line, index + 1);
    if (!header) {
      header = readHeader(fields, index + 1);
      return;
    }
    const wrong = whatIsWrong(fields);
    if (wrong) throw bad(index + 1, wrong);
    const step = fields as unknown as RecordingStep;
    if (step.at < (steps.at(-1)?.at ?? 0)) throw bad(index + 1, 'its time is before that of the line above');
    steps.push(step);
  });
  if (!header) throw bad(1, 'there is nothing in it');
  return { header, steps };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(line: string, number: number): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw bad(number, `it is no JSON (${cause instanceof Error ? cause.message : cause})`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(number, 'it is no JSON object');
  return value as Fields;
}

function readHeader(fields: Fields, number: number): RecordingHeader {
  const { bisse, version, startedAt, dialect, framing } = fields;
  if (bisse !== 'recording') throw bad(number, 'the first line does not say {"bisse":"recording"}');
  if (version !== recordingVersion) {
    throw bad(
      number,
      `it is of version ${JSON.stringify(version)}, and this is a reader of version ${recordingVersion}`,
    );
  }
  if (!isTime(startedAt)) throw bad(number, '"startedAt" is no time in ms');
  if (typeof dialect !== 'string' || typeof framing !== 'string')
    throw bad(number, '"dialect" or "framing" is no text');
  return { version, startedAt, dialect, framing };
}

/** What is wrong with a step; `undefined` when nothing is. */
function whatIsWrong(step: Fields): string | undefined {
  const { at, frame, notice, read, key, answer, commit, events } = step;
  if (!isTime(at)) return '"at" is no time in ms';
  if ('frame' in step)
    return isMessage(frame) ? undefined : '"frame" is no message: it needs the texts "event" and "data"';
  if ('notice' in step) return isNotice(notice) ? undefined : '"notice" is none that is known';
  if ('read' in step)
    return isCount(read) && Array.isArray(key) ? undefined : '"read" is no number, or "key" is no list';
  if ('answer' in step) {
    const isAnswer = isCount(answer) && ('data' in step || typeof step['error'] === 'string');
    return isAnswer ? undefined : '"answer" is no number, or there is neither "data" nor "error"';
  }
  if ('commit' in step) return isCount(commit) && isCount(events) ? undefined : '"commit" or "events" is no number';
  return 'it is no frame, notice, read, answer or commit';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isMessage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { event, data, ...rest } = value as Fields;
  const isText = (name: string) => rest[name] === undefined || typeof rest[name] === 'string';
  return (
    typeof event === 'string' &&
    typeof data === 'string' &&
    ['id', 'precedingId', 'channel', 'mutationId'].every(isText)
  );
}

const noticeTypes: ReadonlySet<unknown> = new Set([
  'opened',
  'gap',
  'channels',
  'scope',
  'ended',
] satisfies Notice['type'][]);

function isNotice(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, channels } = value as Fields;
  return noticeTypes.has(type) && (channels === undefined || Array.isArray(channels));
}

function bad(line: number, why: string): ConfigError {
  return new ConfigError(
    `line ${line} of the recording cannot be read: ${why}. Nothing of it is played. Export it again, or mend the line.`,
  );
}

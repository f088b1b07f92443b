import type { TransportRequest } from '../transport/transport.ts';
import type { Cursor } from '../wire/message.ts';
import type { Chunk } from '../wire/parse.ts';
import type { Attempt } from './attempt.ts';
import type { RecordFields } from './record.ts';
import type { TransportKind } from './state.ts';
import type { StreamReader } from './stream-reader.ts';

/** One attempt, and the stream that came of it. */
export interface Run {
  readonly generation: number;
  readonly attemptNumber: number;
  readonly transport: TransportKind;
  attempt?: Attempt;
  reader?: StreamReader;
  url: string;
  /** The channels it asked for; `undefined` until it asks. */
  asked?: readonly string[];
  /** With which credentials it asked. */
  credentialsVersion: number;
  /** Where its own stream stands. */
  cursor: Cursor | undefined;
  /** The name by which its channels can be changed. */
  connectionId?: string | undefined;
  heartbeatMs?: number | undefined;
  cancelLimit?: () => void;
  hasByte: boolean;
  hasMessage: boolean;
  /** How many messages the running stream has brought since this one, which is to take over, took its cursor. */
  overtaken: number;
}

export function createRun(generation: number, attemptNumber: number, transport: TransportKind): Run {
  return {
    ...{ generation, attemptNumber, transport },
    ...{ url: '', credentialsVersion: 0, cursor: undefined },
    ...{ hasByte: false, hasMessage: false, overtaken: 0 },
  };
}

/** An attempt that asks now. */
export function attemptRecord(run: Run, { url, channels, cursor }: TransportRequest, beside: boolean): RecordFields {
  const { generation, attemptNumber: attempt, transport } = run;
  return { type: 'attempt', generation, attempt, url, channels, cursor, transport, beside };
}

/** A chunk that has come. */
export function chunkRecord({ generation }: Run, { bytes, messages, comments = 0, retryMs }: Chunk): RecordFields {
  return { type: 'chunk', generation, bytes, messages: messages.length, comments, retryMs };
}

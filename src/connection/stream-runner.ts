import { HandlerError, OversizeError, SilenceError, type StreamError } from '../errors.ts';
import type { TransportHead, TransportRequest } from '../transport/transport.ts';
import { toMs } from '../utils/duration.ts';
import { callSafely } from '../utils/emitter.ts';
import type { ControlFrame } from '../wire/control.ts';
import type { Cursor } from '../wire/message.ts';
import type { StreamItem } from '../wire/notice.ts';
import type { Chunk } from '../wire/parse.ts';
import { type Attempt, startAttempt } from './attempt.ts';
import type { Signal } from './machine.ts';
import type { ConnectionOptions } from './options.ts';
import type { EndCause, RecordFields } from './record.ts';
import { type ChannelUnion, makeRequest } from './request.ts';
import { createStreamReader, type StreamReader } from './stream-reader.ts';
import { createWatchdog } from './watchdog.ts';

export interface StreamRunnerOptions {
  readonly options: ConnectionOptions;
  /** The channels to ask for, when an attempt asks. */
  readonly union: () => ChannelUnion;
  readonly onSignal: (signal: Signal) => void;
  /** Whether the head of this attempt was accepted. */
  readonly isOpening: (generation: number) => boolean;
  readonly report: (error: StreamError) => void;
  readonly record: (fields: RecordFields) => void;
}

/** Carries out the attempts that the machine asks for, one at a time, and keeps the cursor through all of them. */
export interface StreamRunner {
  open(generation: number, attemptNumber: number): void;
  abort(generation: number): void;
  /** Whether the running attempt asks for all these channels, or has yet to ask. */
  carries(spelled: readonly string[]): boolean;
  /** Compares clocks with the last byte: the page may have slept. */
  check(): void;
  /** The next attempt is the first of a session. */
  endSession(): void;
  cursor(): Cursor | undefined;
  /** Forgets a cursor that the server does not know, and tells the gap. */
  dropCursor(generation: number): void;
}

interface Run {
  readonly generation: number;
  readonly attemptNumber: number;
  attempt?: Attempt;
  reader?: StreamReader;
  /** The channels it asks for; `undefined` until it asks. */
  carried?: readonly string[];
  hasByte: boolean;
  hasMessage: boolean;
}

const defaultMaxEventBytes = 1_048_576;

export function createStreamRunner(ports: StreamRunnerOptions): StreamRunner {
  const { options, onSignal, record, report } = ports;
  const { clock, maxEventBytes = defaultMaxEventBytes } = options;
  let cursor = options.cursor;
  let wasOpen = false;
  let running: Run | undefined;
  let preparation: Promise<void> | undefined;

  const watchdog = createWatchdog({
    clock,
    timeoutMs: options.heartbeat?.timeoutMs === undefined ? undefined : toMs(options.heartbeat.timeoutMs),
    onSilent(silentMs) {
      const error = new SilenceError(
        silentMs,
        `no byte came for ${Math.round(silentMs / 1_000)} s, so the stream is taken for dead and opened anew. If that happens often, look for a proxy that buffers, or let the server send heartbeats more often.`,
      );
      running?.attempt?.end('silent', error);
    },
  });

  function open(generation: number, attemptNumber: number): void {
    const run: Run = { generation, attemptNumber, hasByte: false, hasMessage: false };
    running = run;
    run.attempt = startAttempt({
      transport: options.transport,
      makeRequest: (signal) => prepareRequest(run, signal),
      onRequest: (request) => begin(run, request),
      onHead: (head) => acceptHead(run, head),
      onChunk: (chunk) => takeChunk(run, chunk),
      onEnd: (cause, error) => finish(run, cause, error),
    });
  }

  async function prepareRequest(run: Run, signal: AbortSignal): Promise<TransportRequest> {
    preparation ??= prepare();
    await preparation;
    const union = ports.union();
    run.carried = union.spelled;
    return makeRequest(options, union, run.attemptNumber, { cursor, maxEventBytes, signal });
  }

  async function prepare(): Promise<void> {
    try {
      cursor = (await options.beforeFirstOpen?.(cursor)) ?? cursor;
    } catch (cause) {
      report(
        new HandlerError(
          "`beforeFirstOpen` threw, so the stream starts from the cursor it had. See the error's cause.",
          { cause },
        ),
      );
    }
  }

  function begin(run: Run, request: TransportRequest): void {
    const { generation, attemptNumber } = run;
    const { url, channels } = request;
    record({ type: 'attempt', generation, attempt: attemptNumber, url, channels, cursor: request.cursor });
    watchdog.start();
    run.reader = createStreamReader({
      clock,
      readControl: options.readControl,
      requestedCursor: request.cursor,
      channels,
      first: !wasOpen,
      onItems: tell,
      onCursor(moved) {
        cursor = moved;
      },
      onControl: (frame, frameCursor) => takeControl(run, frame, frameCursor),
    });
  }

  function acceptHead({ generation }: Run, head: TransportHead): boolean {
    const { status, contentType } = head;
    record({ type: 'head', generation, status, contentType });
    onSignal({ type: 'head', generation, ...head });
    return ports.isOpening(generation);
  }

  function takeChunk(run: Run, chunk: Chunk): void {
    const { generation } = run;
    if (chunk.bytes === 0) return;
    watchdog.bytes();
    if (chunk.comments) watchdog.heartbeat();
    if (chunk.retryMs !== undefined) onSignal({ type: 'retry', generation, retryMs: chunk.retryMs });
    if (!run.hasByte) {
      run.hasByte = wasOpen = true;
      record({ type: 'opened', generation });
      onSignal({ type: 'byte', generation });
    }
    if (!run.hasMessage && chunk.messages.length > 0) {
      run.hasMessage = true;
      onSignal({ type: 'message', generation });
    }
    // Who heard of the state just now may have closed the connection.
    if (running !== run) return;
    const before = cursor;
    run.reader?.read(chunk);
    if (cursor !== before) record({ type: 'cursor', generation, cursor });
    if (chunk.oversize > 0) tellOversize(generation, chunk.oversize);
  }

  function tellOversize(generation: number, count: number): void {
    record({ type: 'oversize', generation, count, limitBytes: maxEventBytes });
    report(
      new OversizeError(
        maxEventBytes,
        `${count === 1 ? 'a message was' : `${count} messages were`} longer than ${maxEventBytes} bytes and dropped, so what they told is missing and a gap is told in their place. Send less in one event (an id to fetch by), or raise \`maxEventBytes\`.`,
      ),
    );
  }

  function takeControl({ generation }: Run, frame: ControlFrame, frameCursor: Cursor | undefined): void {
    if (frame.type === 'connected') watchdog.announce(frame.heartbeatMs);
    if (frame.type === 'heartbeat') watchdog.heartbeat();
    record({ type: 'control', generation, frame, cursor: frameCursor });
  }

  function finish(run: Run, cause: EndCause, error: StreamError | undefined): void {
    const { generation, reader } = run;
    if (running === run) {
      running = undefined;
      watchdog.stop();
    }
    if (error instanceof SilenceError) record({ type: 'silent', generation, silentMs: error.silentMs });
    record({ type: 'ended', generation, cause, error });
    reader?.end();
    if (cause === 'eof') onSignal({ type: 'ended', generation });
    else if (cause !== 'aborted' && error) onSignal({ type: cause, generation, error });
  }

  function tell(items: readonly StreamItem[]): void {
    callSafely(options.onItems, items);
  }

  return {
    open,
    abort(generation) {
      if (running?.generation === generation) running.attempt?.end('aborted');
    },
    carries(spelled) {
      const carried = running?.carried;
      return !carried || spelled.every((channel) => carried.includes(channel));
    },
    check: () => watchdog.check(),
    endSession() {
      preparation = undefined;
    },
    cursor: () => cursor,
    dropCursor(generation) {
      if (cursor !== undefined) record({ type: 'cursor', generation, cursor: undefined });
      cursor = undefined;
      const notice = { type: 'gap', reason: 'cursor', channels: undefined, cursor: undefined } as const;
      tell([{ kind: 'notice', notice, receivedAt: clock.now() }]);
    },
  };
}

import { SilenceError, type StreamError } from '../errors.ts';
import { pollTransport } from '../transport/poll.ts';
import type { Transport, TransportHead, TransportRequest } from '../transport/transport.ts';
import { toMs } from '../utils/duration.ts';
import { callSafely } from '../utils/emitter.ts';
import type { Observer } from '../utils/observer.ts';
import { changeBetween } from '../wire/channel-change.ts';
import type { ControlFrame } from '../wire/control.ts';
import type { Cursor } from '../wire/message.ts';
import type { Notice, StreamItem } from '../wire/notice.ts';
import type { Chunk } from '../wire/parse.ts';
import { startAttempt } from './attempt.ts';
import { createChannelControl } from './channel-control.ts';
import type { Credentials } from './credentials.ts';
import type { Effect, Signal } from './machine-signals.ts';
import type { ConnectionOptions } from './options.ts';
import type { EndCause, RecordFields } from './record.ts';
import { type ChannelUnion, makeRequest } from './request.ts';
import { attemptRecord, chunkRecord, createRun, type Run } from './run.ts';
import { noFirstByte, noStart, oversize, silence } from './stream-errors.ts';
import { createStreamReader } from './stream-reader.ts';
import { createWatchdog } from './watchdog.ts';

export interface StreamRunnerOptions {
  readonly options: ConnectionOptions;
  readonly credentials: Credentials;
  /** The channels to ask for, when an attempt asks. */
  readonly union: () => ChannelUnion;
  readonly onSignal: (signal: Signal) => void;
  /** Whether the head of this attempt was accepted. */
  readonly isAccepted: (generation: number) => boolean;
  readonly report: (error: StreamError) => void;
  readonly observer: Observer<RecordFields>;
}

/** Carries out what the machine asks for: one stream, at times a second one beside it, and the cursor through all of them. */
export interface StreamRunner {
  open(effect: Extract<Effect, { type: 'open' }>): void;
  /** Asks the server for the channels that the running stream should carry. */
  control(generation: number): void;
  abort(generation: number): void;
  /** How what the running attempt asked for differs from what is needed; not at all while it has yet to ask. */
  difference(): 'lacks' | 'exceeds' | 'none';
  canControl(): boolean;
  canOverlap(): boolean;
  /** With which credentials the last attempt asked. */
  credentialsVersion(): number;
  /** Compares clocks with the last byte: the page may have slept. */
  check(): void;
  /** The next attempt is the first of a session. */
  endSession(): void;
  cursor(): Cursor | undefined;
  /** Forgets the cursor, which the server does not know or which was another user's, and tells so. */
  forget(generation: number, notice: Notice): void;
}

const defaultMaxEventBytes = 1_048_576;
const defaultAfterMs = 10_000;
const defaultPollMs = 5_000;
/** What comes on two streams is known by its id, and so many ids are surely remembered. */
const mostOvertaken = 2_048;

export function createStreamRunner(ports: StreamRunnerOptions): StreamRunner {
  const { options, credentials, onSignal, observer, report } = ports;
  const { clock, random, transport, maxEventBytes = defaultMaxEventBytes } = options;
  const polling = options.polling || undefined;
  const firstByteMs = toMs(polling?.afterMs ?? defaultAfterMs);
  let cursor = options.cursor;
  let wasOpen = false;
  let main: Run | undefined;
  /** Opened beside the main run, to take over from it. */
  let successor: Run | undefined;
  let preparation: Promise<void> | undefined;
  let lastVersion = 0;

  const watchdog = createWatchdog({
    clock,
    timeoutMs: options.heartbeat?.timeoutMs === undefined ? undefined : toMs(options.heartbeat.timeoutMs),
    onSilent: (silentMs) => main?.attempt?.end('silent', silence(silentMs)),
  });
  const channelControl = createChannelControl({
    ...{ source: options, transport, credentials, clock, observer },
    onOutcome: (generation, type) => onSignal({ type, generation }),
  });

  function open({ generation, attempt, transport: kind, beside }: Extract<Effect, { type: 'open' }>): void {
    const run = createRun(generation, attempt, kind);
    if (beside) successor = run;
    else main = run;
    run.attempt = startAttempt({
      transport: kind === 'poll' ? polls(run) : transport,
      makeRequest: (signal) => prepareRequest(run, signal),
      onRequest: (request) => begin(run, request),
      onHead: (head) => acceptHead(run, head),
      onChunk: (chunk) => takeChunk(run, chunk),
      onEnd: (cause, error) => finish(run, cause, error),
    });
  }

  function polls(run: Run): Pick<Transport, 'open'> {
    const intervalMs = toMs(polling?.intervalMs ?? defaultPollMs);
    // Only where it can ask does a transport get polls.
    const ask = transport.ask as NonNullable<Transport['ask']>;
    return pollTransport({ ask, again: (signal) => prepareRequest(run, signal), intervalMs, clock, random });
  }

  async function prepareRequest(run: Run, signal: AbortSignal): Promise<TransportRequest> {
    preparation ??= prepare();
    await preparation;
    await credentials.ensure();
    const union = ports.union();
    run.asked = union.spelled;
    run.credentialsVersion = lastVersion = credentials.version();
    run.cursor = cursor;
    run.overtaken = 0;
    const url = (run.transport === 'poll' && polling?.url) || options.url;
    return makeRequest({ ...options, url }, union, run.attemptNumber, { cursor, maxEventBytes, signal });
  }

  async function prepare(): Promise<void> {
    try {
      cursor = (await options.beforeFirstOpen?.(cursor)) ?? cursor;
    } catch (cause) {
      report(noStart(cause));
    }
  }

  function begin(run: Run, request: TransportRequest): void {
    const beside = run === successor;
    run.url = request.url;
    observer.tell?.(attemptRecord(run, request, beside));
    // Polls keep a rhythm of their own.
    if (!beside && run.transport === 'sse') watchdog.start();
    if (beside || polling) {
      run.cancelLimit = clock.setTimeout(() => run.attempt?.end('stalled', noFirstByte(firstByteMs)), firstByteMs);
    }
    run.reader = createStreamReader({
      clock,
      readControl: options.readControl,
      requestedCursor: request.cursor,
      channels: request.channels,
      first: !wasOpen,
      onItems: (items) => takeItems(run, items),
      onCursor(moved) {
        run.cursor = moved;
        if (run === main) cursor = moved;
      },
      onControl: (frame, frameCursor) => takeControl(run, frame, frameCursor),
    });
  }

  function acceptHead({ generation, url }: Run, head: TransportHead): boolean {
    observer.tell?.({ type: 'head', generation, ...head, protocol: transport.protocolOf?.(url) });
    onSignal({ type: 'head', generation, ...head });
    return ports.isAccepted(generation);
  }

  function takeChunk(run: Run, chunk: Chunk): void {
    const { generation } = run;
    if (chunk.bytes === 0) return;
    observer.tell?.(chunkRecord(run, chunk));
    if (run === main) {
      run.cancelLimit?.();
      watchdog.bytes();
      if (chunk.comments) watchdog.heartbeat();
    }
    if (chunk.retryMs !== undefined) onSignal({ type: 'retry', generation, retryMs: chunk.retryMs });
    if (!run.hasByte) {
      run.hasByte = wasOpen = true;
      observer.tell?.({ type: 'opened', generation });
      onSignal({ type: 'byte', generation });
    }
    if (!run.hasMessage && chunk.messages.length > 0) {
      run.hasMessage = true;
      onSignal({ type: 'message', generation });
    }
    // Who heard of the state just now may have closed the connection.
    if (main !== run && successor !== run) return;
    const before = cursor;
    run.reader?.read(chunk);
    if (cursor !== before) observer.tell?.({ type: 'cursor', generation, cursor });
    if (chunk.oversize > 0) {
      observer.tell?.({ type: 'oversize', generation, count: chunk.oversize, limitBytes: maxEventBytes });
      report(oversize(chunk.oversize, maxEventBytes));
    }
  }

  /** The first items of a second stream begin with `opened`: with them it takes over, and nothing lies between. */
  function takeItems(run: Run, items: readonly StreamItem[]): void {
    if (run === successor && !takeOver(run)) return;
    if (successor) successor.overtaken += items.length;
    callSafely(options.onItems, items);
  }

  function takeOver(run: Run): boolean {
    const { generation } = run;
    const before = main;
    if (!before || run.overtaken > mostOvertaken) {
      run.attempt?.end('aborted');
      onSignal({ type: 'refused', generation });
      return false;
    }
    main = run;
    successor = undefined;
    run.cancelLimit?.();
    // It may go back: what the other stream brought since is known by its ids.
    cursor = run.cursor;
    before.attempt?.end('aborted');
    watchdog.start();
    watchdog.announce(run.heartbeatMs);
    observer.tell?.({ type: 'tookOver', generation });
    onSignal({ type: 'changed', generation });
    return true;
  }

  function takeControl(run: Run, frame: ControlFrame, frameCursor: Cursor | undefined): void {
    observer.tell?.({ type: 'control', generation: run.generation, frame, cursor: frameCursor });
    if (frame.type === 'connected') {
      run.heartbeatMs = frame.heartbeatMs;
      run.connectionId = frame.control ? frame.connectionId : undefined;
      if (run === main) watchdog.announce(frame.heartbeatMs);
    }
    if (run !== main) return;
    if (frame.type === 'heartbeat') watchdog.heartbeat();
    if (frame.type === 'channels') channelControl.acknowledge();
  }

  function finish(run: Run, cause: EndCause, error: StreamError | undefined): void {
    const { generation, reader } = run;
    const wasMain = run === main;
    run.cancelLimit?.();
    if (wasMain) {
      main = undefined;
      watchdog.stop();
    }
    if (run === successor) successor = undefined;
    if (cause === 'silent' && error instanceof SilenceError) {
      observer.tell?.({ type: 'silent', generation, silentMs: error.silentMs });
    }
    observer.tell?.({ type: 'ended', generation, cause, error });
    if (wasMain) reader?.end();
    else reader?.leave();
    if (cause === 'eof') onSignal({ type: 'ended', generation });
    else if (cause !== 'aborted' && error) onSignal({ type: cause, generation, error });
  }

  function control(generation: number): void {
    const change = changeBetween(main?.asked ?? [], ports.union().spelled);
    const connectionId = main?.connectionId;
    if (!main || connectionId === undefined || !change) {
      onSignal({ type: change ? 'refused' : 'changed', generation });
      return;
    }
    main.asked = ports.union().spelled;
    channelControl.ask(generation, main.url, { connectionId, ...change });
  }

  return {
    open,
    control,
    abort(generation) {
      for (const run of [main, successor]) if (run?.generation === generation) run.attempt?.end('aborted');
      channelControl.cancel(generation);
    },
    difference() {
      if (!main?.asked) return 'none';
      const needed = ports.union().spelled;
      const change = changeBetween(main.asked, needed);
      // A stream of no channel would be asked for in the way of one of all.
      if (!change || needed.length === 0) return 'none';
      return change.add.length > 0 ? 'lacks' : 'exceeds';
    },
    canControl: () => main?.connectionId !== undefined && channelControl.isUsable(),
    canOverlap() {
      if (cursor === undefined || !main?.hasByte) return false;
      return options.overlap ?? !transport.isScarce?.(main.url);
    },
    credentialsVersion: () => lastVersion,
    check: () => watchdog.check(),
    endSession() {
      preparation = undefined;
      channelControl.reset();
    },
    cursor: () => cursor,
    forget(generation, notice) {
      if (cursor !== undefined) observer.tell?.({ type: 'cursor', generation, cursor: undefined });
      cursor = undefined;
      if (notice.type === 'scope') {
        wasOpen = false;
        preparation = undefined;
      }
      callSafely(options.onItems, [{ kind: 'notice', notice, receivedAt: clock.now() }]);
    },
  };
}

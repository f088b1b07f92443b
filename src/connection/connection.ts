import { HandlerError, type StreamError } from '../errors.ts';
import { toMs } from '../utils/duration.ts';
import { callSafely, createEmitter } from '../utils/emitter.ts';
import type { ChannelRequest } from '../wire/channel.ts';
import type { Cursor } from '../wire/message.ts';
import { createLeases } from './leases.ts';
import { type Effect, type MachineContext, type Signal, transition } from './machine.ts';
import { initialMachineState, isSameState, type MachineState, toConnectionState } from './machine-state.ts';
import type { ConnectionOptions } from './options.ts';
import { followPage } from './page-life.ts';
import type { RecordFields } from './record.ts';
import type { ConnectionState, PauseReason } from './state.ts';
import { createStreamRunner } from './stream-runner.ts';

export type { ConnectionOptions, HeartbeatOptions, ReconnectOptions } from './options.ts';
export type { HeadersSource, UrlContext, UrlSource } from './request.ts';

export interface Connection {
  /** The same object as long as nothing in it changes. */
  getState(): ConnectionState;
  /** Calls `listener` whenever the state changes; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /**
   * Claims a channel, or without a request the connection alone. Connects if need be; an open stream is replaced by one
   * that has the channel too, 50 ms later, so that several claims make one request, or at once if `immediate`. Returns
   * what releases the claim; the channel is let go 5 s after its last claim, and the stream goes on as it is.
   */
  lease(request?: ChannelRequest, options?: { readonly immediate?: boolean | undefined }): () => void;
  /** The leased channels, spelled. */
  leases(): readonly string[];
  /** Connects and stays connected until `close()`, whether there are leases or not. */
  connect(): void;
  /** Ends the stream and stays `closed` until `connect()` or `reconnect()`. Leases remain. */
  close(): void;
  /** Ends the stream or the wait, if any, and connects at once. */
  reconnect(): void;
  /** Lets the stream go until every reason to pause has been resumed. Default reason: `'user'`. */
  pause(reason?: PauseReason): void;
  resume(reason?: PauseReason): void;
  /** The id after which the next stream continues. */
  cursor(): Cursor | undefined;
}

/**
 * Makes a connection. It starts nothing (no request, no timer, no listener) until it is leased or told to connect, so
 * it may be made while rendering and on a server.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { clock } = options;
  const settings: Omit<MachineContext, 'now'> = {
    random: options.random,
    backoff: { minMs: toMs(options.reconnect?.minMs ?? 500), maxMs: toMs(options.reconnect?.maxMs ?? 30_000) },
    maxAttempts: options.reconnect?.attempts ?? Number.POSITIVE_INFINITY,
    canRefresh: options.onUnauthorized !== undefined,
  };
  const changes = createEmitter<void>();
  const signals: Signal[] = [];
  let dispatching = false;
  const retryMs = options.reconnect?.retryMs;
  let machine: MachineState = { ...initialMachineState, retryMs: retryMs === undefined ? undefined : toMs(retryMs) };
  let state = toConnectionState(machine);
  let cancelRetry: (() => void) | undefined;
  let leavePage: (() => void) | undefined;

  const leases = createLeases({
    clock,
    scopes: options.scopes,
    onLeased() {
      dispatch({ type: 'leased' });
      carryAll();
    },
    onGrew: carryAll,
    onReleased: () => dispatch({ type: 'released' }),
  });
  const runner = createStreamRunner({
    options,
    union: () => ({ requests: leases.requests(), spelled: leases.spelled() }),
    onSignal: dispatch,
    isOpening: (generation) => machine.generation === generation && machine.phase.status === 'opening',
    report,
    record,
  });

  /** Signals that come while one is handled wait their turn, so that nobody ever sees half a step. */
  function dispatch(signal: Signal): void {
    signals.push(signal);
    if (dispatching) return;
    dispatching = true;
    try {
      for (let next = signals.shift(); next; next = signals.shift()) handle(next);
    } finally {
      dispatching = false;
    }
  }

  function handle(signal: Signal): void {
    const [next, effects] = transition(machine, signal, { ...settings, now: clock.now() });
    machine = next;
    for (const effect of effects) perform(effect);
    const { status } = next.phase;
    const isResting = status === 'idle' || status === 'closed';
    if (isResting || status === 'blocked') runner.endSession();
    if (isResting) {
      const leave = leavePage;
      leavePage = undefined;
      leave?.();
    } else {
      leavePage ??= followPage({
        page: options.page,
        clock,
        onPause: (reason) => dispatch({ type: 'pause', reason }),
        onResume: (reason) => dispatch({ type: 'resume', reason }),
        onWake: () => runner.check(),
      });
    }
    publish(toConnectionState(next));
  }

  function publish(next: ConnectionState): void {
    if (isSameState(state, next)) return;
    state = next;
    record({ type: 'state', state });
    changes.emit();
  }

  function perform(effect: Effect): void {
    const { generation } = effect;
    switch (effect.type) {
      case 'open':
        runner.open(generation, effect.attempt);
        break;
      case 'abort':
        runner.abort(generation);
        break;
      case 'schedule': {
        const delayMs = effect.at - clock.now();
        record({ type: 'retry', generation, retryAt: effect.at, delayMs });
        cancelRetry = clock.setTimeout(() => dispatch({ type: 'due', generation }), delayMs);
        break;
      }
      case 'unschedule':
        cancelRetry?.();
        break;
      case 'refresh':
        void refresh(generation);
        break;
      case 'dropCursor':
        runner.dropCursor(generation);
        break;
      case 'report':
        report(effect.error);
        break;
    }
  }

  async function refresh(generation: number): Promise<void> {
    record({ type: 'refresh', generation, outcome: 'started' });
    try {
      await options.onUnauthorized?.();
      record({ type: 'refresh', generation, outcome: 'done' });
      dispatch({ type: 'refreshed', generation });
    } catch (cause) {
      record({ type: 'refresh', generation, outcome: 'failed' });
      report(
        new HandlerError(
          "`onUnauthorized` threw, so there are no fresh credentials and the connection is blocked. Call reconnect() when there are; see the error's cause.",
          { cause },
        ),
      );
      dispatch({ type: 'refreshFailed', generation });
    }
  }

  /** Replaces the stream if it lacks a leased channel. One that has channels too many goes on. */
  function carryAll(): void {
    if (!runner.carries(leases.spelled())) dispatch({ type: 'grew' });
  }

  function report(error: StreamError): void {
    if (options.onError) callSafely(options.onError, error);
  }

  function record(fields: RecordFields): void {
    if (options.onRecord) callSafely(options.onRecord, { at: clock.now(), ...fields });
  }

  return {
    getState: () => state,
    subscribe: (listener) => changes.on(listener),
    lease: (request, { immediate } = {}) => leases.lease(request, immediate),
    leases: () => leases.spelled(),
    connect: () => dispatch({ type: 'connect' }),
    close: () => dispatch({ type: 'close' }),
    reconnect: () => dispatch({ type: 'reconnect' }),
    pause: (reason = 'user') => dispatch({ type: 'pause', reason }),
    resume: (reason = 'user') => dispatch({ type: 'resume', reason }),
    cursor: () => runner.cursor(),
  };
}

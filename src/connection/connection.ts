import type { StreamError } from '../errors.ts';
import { toMs } from '../utils/duration.ts';
import { callSafely, createEmitter } from '../utils/emitter.ts';
import { noObserver, observeThrough } from '../utils/observer.ts';
import type { ChannelRequest } from '../wire/channel.ts';
import type { Cursor } from '../wire/message.ts';
import { createCredentials } from './credentials.ts';
import { createLeases } from './leases.ts';
import { transition } from './machine.ts';
import type { Effect, MachineContext, Signal } from './machine-signals.ts';
import { changeOf, initialMachineState, isSameState, type MachineState, toConnectionState } from './machine-state.ts';
import type { ConnectionOptions } from './options.ts';
import { followPage } from './page-life.ts';
import type { ConnectionRecord, RecordFields } from './record.ts';
import type { ConnectionState, PauseReason } from './state.ts';
import { createStreamRunner } from './stream-runner.ts';

export type { ConnectionOptions, HeartbeatOptions, PollingOptions, ReconnectOptions } from './options.ts';
export type { HeadersSource, UrlContext, UrlSource } from './request.ts';

export interface Connection {
  /** The same object as long as nothing in it changes. */
  getState(): ConnectionState;
  /** Calls `listener` whenever the state changes; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /**
   * Claims a channel, or without a request the connection alone. Connects if need be; an open stream is changed, or
   * replaced by one that has the channel too, 50 ms later, so that several claims make one request, or at once if
   * `immediate`. Returns what releases the claim; the channel is let go 5 s after its last claim, and for that alone no
   * stream is replaced.
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
  /** Gives the stream to another tab, or takes it from the one that holds it; where tabs share none, there is no such thing. */
  handOver?(): void;
  /** Lets the stream go until every reason to pause has been resumed. Default reason: `'user'`. */
  pause(reason?: PauseReason): void;
  resume(reason?: PauseReason): void;
  /** The id after which the next stream continues. */
  cursor(): Cursor | undefined;
  /** Who the user is. Another one than before drops the cursor, and the stream is opened anew. */
  setScope(scope: string | undefined): void;
  scope(): string | undefined;
}

/**
 * Makes a connection. It starts nothing (no request, no timer, no listener) until it is leased or told to connect, so
 * it may be made while rendering and on a server.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { clock } = options;
  const { polling } = options;
  const settings: Omit<MachineContext, 'now' | 'canControl' | 'canOverlap'> = {
    random: options.random,
    backoff: { minMs: toMs(options.reconnect?.minMs ?? 500), maxMs: toMs(options.reconnect?.maxMs ?? 30_000) },
    maxAttempts: options.reconnect?.attempts ?? Number.POSITIVE_INFINITY,
    canRefresh: options.onUnauthorized !== undefined,
    canPoll: Boolean(polling) && options.transport.ask !== undefined,
  };
  const changes = createEmitter<void>();
  const signals: Signal[] = [];
  let dispatching = false;
  const retryMs = options.reconnect?.retryMs;
  let machine: MachineState = { ...initialMachineState, retryMs: retryMs === undefined ? undefined : toMs(retryMs) };
  let state = toConnectionState(machine);
  let cancelRetry: (() => void) | undefined;
  let leavePage: (() => void) | undefined;
  let unwatch: (() => void) | undefined;
  let { scope } = options;

  const observer = observeThrough<RecordFields, ConnectionRecord>(options.observer ?? noObserver, (fields) => ({
    at: clock.now(),
    ...fields,
  }));
  const credentials = createCredentials({
    clock,
    random: options.random,
    onUnauthorized: options.onUnauthorized,
    tokenExpiresAt: options.tokenExpiresAt,
    onRenewed: () => dispatch({ type: 'renewed' }),
    onRefresh: (outcome) => observer.tell?.({ type: 'refresh', outcome }),
    report,
  });
  const leases = createLeases({
    clock,
    scopes: options.scopes,
    onLeased() {
      dispatch({ type: 'leased' });
      reconcile();
    },
    onGrew: reconcile,
    onShrank: reconcile,
    onReleased: () => dispatch({ type: 'released' }),
  });
  const runner = createStreamRunner({
    options,
    credentials,
    union: () => ({ requests: leases.requests(), spelled: leases.spelled() }),
    onSignal: dispatch,
    isAccepted: (generation) =>
      changeOf(machine.phase)?.generation === generation ||
      (machine.generation === generation && machine.phase.status === 'opening'),
    report,
    observer,
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
    const [next, effects] = transition(machine, signal, {
      ...settings,
      now: clock.now(),
      canControl: runner.canControl(),
      canOverlap: runner.canOverlap(),
    });
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
    if (status !== 'open') {
      unwatch?.();
      unwatch = undefined;
    } else unwatch ??= credentials.watch();
    publish(toConnectionState(next));
    // What was leased or let go meanwhile is the next change.
    if (signal.type === 'changed') reconcile();
  }

  function publish(next: ConnectionState): void {
    if (isSameState(state, next)) return;
    state = next;
    observer.tell?.({ type: 'state', state });
    changes.emit();
  }

  function perform(effect: Effect): void {
    const { generation } = effect;
    switch (effect.type) {
      case 'open':
        runner.open(effect);
        break;
      case 'control':
        runner.control(generation);
        break;
      case 'abort':
        runner.abort(generation);
        break;
      case 'schedule': {
        const delayMs = effect.at - clock.now();
        observer.tell?.({ type: 'retry', generation, retryAt: effect.at, delayMs });
        cancelRetry = clock.setTimeout(() => dispatch({ type: 'due', generation }), delayMs);
        break;
      }
      case 'unschedule':
        cancelRetry?.();
        break;
      case 'refresh':
        refresh(generation);
        break;
      case 'dropCursor':
        runner.forget(generation, { type: 'gap', reason: 'cursor', channels: undefined, cursor: undefined });
        break;
      case 'forget':
        runner.forget(generation, { type: 'scope', scope });
        break;
      case 'report':
        report(effect.error);
        break;
    }
  }

  function refresh(generation: number): void {
    credentials.refresh(runner.credentialsVersion()).then(
      () => dispatch({ type: 'refreshed', generation }),
      () => dispatch({ type: 'refreshFailed', generation }),
    );
  }

  /** Has the stream carry what is leased. One that carries more is left as it is, unless the server can change it. */
  function reconcile(): void {
    const difference = runner.difference();
    if (difference === 'lacks') dispatch({ type: 'grew' });
    else if (difference === 'exceeds') dispatch({ type: 'shrank' });
  }

  function report(error: StreamError): void {
    if (options.onError) callSafely(options.onError, error);
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
    setScope(next) {
      if (next === scope) return;
      scope = next;
      dispatch({ type: 'rescoped' });
    },
    scope: () => scope,
  };
}

import { createDecoder, type Decoded } from '../delivery/decode.ts';
import { createSequence, type SequenceStep } from '../delivery/sequence.ts';
import { HandlerError, type StreamError } from '../errors.ts';
import type { Dialect } from '../events/dialect.ts';
import type { DeliveredEvent, Sink } from '../events/sink.ts';
import type { EventStore } from '../store/create-event-store.ts';
import { createEmitter, type Emitter } from '../utils/emitter.ts';
import { createScheduler } from '../utils/scheduler.ts';
import type { Gap, StreamItem } from '../wire/notice.ts';
import type { Environment } from './environment.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import type { Inspector } from './inspector.ts';

export interface PipelineOptions {
  readonly dialect: Dialect;
  readonly validate: boolean | undefined;
  readonly store: Pick<EventStore<unknown, unknown>, 'commit' | 'reset' | 'setChannels'>;
  readonly sinks: Iterable<Sink>;
  readonly environment: Environment;
  readonly inspector: Inspector;
  readonly onError: (error: StreamError) => void;
}

/** The road from the connection's items to store, caches and handlers. Data flows through it one way. */
export interface Pipeline {
  /** Takes what a connection yields, in its order. */
  take(items: readonly StreamItem[]): void;
  /** Forgets what waits for a commit, and what is still being taken: it was another user's. */
  discard(): void;
  readonly handlers: Handlers;
  readonly gaps: Emitter<Gap>;
  start(): void;
  stop(): void;
}

/** How many events may wait for a commit. A burst beyond it is committed at once, so that memory stays bounded. */
const queueLimit = 8_192;
/** The same, for the size of the messages they came in, in characters. */
const queueLimitChars = 8 * 1_048_576;

export function createPipeline(options: PipelineOptions): Pipeline {
  const { dialect, store, sinks, environment, inspector, onError } = options;
  const { turns, page } = environment;
  const sequence = createSequence(dialect);
  const decode = createDecoder({ dialect, sequence, validate: options.validate });
  const handlers = createHandlers();
  const gaps = createEmitter<Gap>();
  let scheduler: ReturnType<typeof createScheduler> | undefined;
  let queue: DeliveredEvent[] = [];
  let queuedChars = 0;
  let discards = 0;

  // 1. Messages become events as they arrive; notices become gaps and coverage. Both keep their order.
  function take(items: readonly StreamItem[]): void {
    const before = discards;
    for (const item of items) {
      // Whoever was called meanwhile may have brought another user.
      if (discards !== before) return;
      if (item.kind === 'message') {
        const { message, receivedAt } = item;
        const decoded = decode(message, receivedAt);
        if (inspector.tell) inspector.message(message, receivedAt, decoded);
        accept(decoded, receivedAt);
        queuedChars += message.data.length;
        if (queue.length >= queueLimit || queuedChars >= queueLimitChars) flush();
      } else {
        const { notice, receivedAt } = item;
        inspector.tell?.({ kind: 'notice', notice, receivedAt });
        if (notice.type !== 'gap') store.setChannels('channels' in notice ? notice.channels : undefined);
        for (const step of sequence.notice(notice)) follow(step, receivedAt);
      }
    }
    if (queue.length > 0) scheduler?.request();
  }

  function accept(decoded: Decoded, at: number): void {
    switch (decoded.kind) {
      case 'drop':
        return;
      case 'epoch':
        follow({ kind: 'gap', reason: 'epoch', channels: undefined, cursor: decoded.event.id }, at);
        queue.push(decoded);
        return;
      case 'event':
        queue.push(decoded);
        return;
      case 'quarantine': {
        const { message, error, definition, isGap } = decoded;
        inspector.tell?.({ kind: 'quarantine', message, error });
        onError(error);
        if (isGap) follow({ kind: 'gap', reason: 'unreadable', channels: undefined, cursor: message.id }, at);
        else if (definition) tell((sink) => sink.damaged?.(definition.touches, message.id));
      }
    }
  }

  function follow(step: SequenceStep, at: number): void {
    flush();
    if (step.kind === 'covered') tell((sink) => sink.covered?.(step));
    else if (step.kind === 'uncovered') tell((sink) => sink.uncovered?.(step.channels));
    else if (step.kind === 'resumed') tell((sink) => sink.resumed?.());
    else if (step.kind === 'scope') rescope(step.scope);
    else declare({ reason: step.reason, channels: step.channels, cursor: step.cursor, at });
  }

  function rescope(scope: string | undefined): void {
    store.reset();
    inspector.tell?.({ kind: 'reset' });
    tell((sink) => sink.rescoped?.(scope));
  }

  function declare(gap: Gap): void {
    inspector.tell?.({ kind: 'gap', gap });
    tell((sink) => sink.gap(gap));
    gaps.emit(gap);
  }

  // 2. What has been queued is committed together: the store once, each cache once, and then the handlers, event by event.
  function flush(): void {
    scheduler?.cancel();
    if (queue.length === 0) return;
    const delivered = queue;
    queue = [];
    queuedChars = 0;
    const watch = inspector.commit(delivered);
    store.commit(delivered);
    tell((sink) => sink.commit({ events: delivered }));
    watch?.written();
    const calls = handlers.call(delivered.map(({ event }) => event));
    watch?.handled(calls);
  }

  /** A sink that throws loses nothing for the others. */
  function tell(call: (sink: Sink) => void): void {
    for (const sink of sinks) {
      try {
        call(sink);
      } catch (cause) {
        const error = new HandlerError('a sink threw, so what it keeps may be behind. Mend the sink.', { cause });
        inspector.tell?.({ kind: 'error', error });
        onError(error);
      }
    }
  }

  return {
    take,
    discard() {
      discards += 1;
      queue = [];
      queuedChars = 0;
    },
    handlers,
    gaps,
    start() {
      scheduler ??= createScheduler({ flush, turns, page });
      if (queue.length > 0) scheduler.request();
    },
    stop() {
      flush();
      scheduler?.stop();
      scheduler = undefined;
    },
  };
}

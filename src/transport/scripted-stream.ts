import type { Clock } from '../utils/clock.ts';
import type { Chunk } from './transport.ts';

/** The body of one scripted answer. */
export interface ScriptedStream {
  readonly chunks: AsyncIterable<Chunk>;
  push(chunk: Chunk): void;
  /** Holds back what is pushed from now on, for `ms`. */
  stall(ms: number): void;
  end(): void;
  fail(error: unknown): void;
}

type Turn =
  | { readonly chunk: Chunk }
  | { readonly holdUntil: number }
  | { readonly end: true }
  | { readonly error: unknown };

/** Makes an open body. `onClosed` is called once, when the reader leaves or `signal` aborts. */
export function openScriptedStream(clock: Clock, signal: AbortSignal, onClosed: () => void): ScriptedStream {
  const turns: Turn[] = [];
  let wake: (() => void) | undefined;

  function wakeReader(): void {
    wake?.();
    wake = undefined;
  }

  function add(turn: Turn): void {
    turns.push(turn);
    wakeReader();
  }

  async function* read(): AsyncGenerator<Chunk> {
    try {
      for (;;) {
        if (signal.aborted) throw signal.reason;
        const turn = turns[0];
        if (!turn || ('holdUntil' in turn && turn.holdUntil > clock.now())) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        turns.shift();
        if ('chunk' in turn) {
          yield turn.chunk;
        } else if ('error' in turn) {
          throw turn.error;
        } else if ('end' in turn) {
          return;
        }
      }
    } finally {
      signal.removeEventListener('abort', abort);
      onClosed();
    }
  }

  function abort(): void {
    onClosed();
    wakeReader();
  }
  signal.addEventListener('abort', abort, { once: true });

  return {
    chunks: read(),
    push: (chunk) => add({ chunk }),
    stall(ms) {
      add({ holdUntil: clock.now() + ms });
      if (Number.isFinite(ms)) clock.setTimeout(wakeReader, ms);
    },
    end: () => add({ end: true }),
    fail: (error) => add({ error }),
  };
}

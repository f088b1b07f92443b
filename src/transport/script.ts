import type { Clock } from '../utils/clock.ts';
import { type Duration, toMs } from '../utils/duration.ts';
import type { Message } from '../wire/message.ts';

/** An event as a test writes it: `data` is any JSON value, framed as the dialect does it. */
export interface ScriptedEvent {
  readonly event: string;
  readonly data?: unknown;
  readonly id?: string | undefined;
  readonly channel?: string | undefined;
  /** More fields of the envelope, such as `mutationId`. Framings without one tell `mutationId` beside the event. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
}

/** The fields of a `connected` frame (see `ControlFrame`), and its id. */
export interface ConnectedFields extends Readonly<Record<string, unknown>> {
  readonly id?: string | undefined;
}

/** How a request is answered. What is left out is as usual: 200, `text/event-stream`, and `connected` comes first. */
export interface ScriptedAnswer {
  readonly status?: number | undefined;
  readonly contentType?: string | null | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Fields laid over those of the `connected` frame; `false`: the stream begins without one. */
  readonly connected?: ConnectedFields | false | undefined;
  /** The request fails, as it does when the host cannot be reached. */
  readonly unreachable?: boolean | undefined;
}

/**
 * One step of a {@link Script}. `after` is how long to wait before it, counted from the step before; `at` is when it is due,
 * counted from the first request.
 */
export type ScriptStep = { readonly after?: Duration | undefined; readonly at?: Duration | undefined } & (
  | ({ readonly status: number } & ScriptedAnswer)
  | { readonly unreachable: true }
  | { readonly send: ScriptedEvent | readonly ScriptedEvent[] }
  /** Messages just as they are, in one chunk. */
  | { readonly messages: readonly Message[] }
  | { readonly bytes: number }
  | { readonly stall: Duration }
  | { readonly end: true }
  | { readonly fail: unknown }
);

/**
 * What a server does, step by step. `status` and `unreachable` answer the next request; the other steps wait until a
 * stream is open. A request that comes while no such step is next gets a stream.
 *
 * ```ts
 * const script: Script = [
 *   { send: { event: 'ticket:voted', data: { id: 7, votes: 3 }, id: '1' } },
 *   { after: '2s', fail: true },                       // the network breaks
 *   { status: 503, retryAfterMs: 5_000 },              // the first attempt after that is turned away
 *   { after: '1s', send: { event: 'ticket:closed', data: { id: 7 }, id: '2' } },
 *   { stall: '30s' },                                  // the stream stays open and nothing gets through
 *   { end: true },                                     // …not even this, until then
 * ];
 * ```
 */
export type Script = readonly ScriptStep[];

type AnswerStep = Extract<ScriptStep, { status: number } | { unreachable: true }>;
/** A step that acts on open streams. */
export type StreamStep = Exclude<ScriptStep, AnswerStep>;

/** What a script is played on. */
export interface ScriptStage {
  isOpen(): boolean;
  perform(step: StreamStep): void;
}

export interface ScriptPlayer {
  /** Takes the answer to the request that has just come, if the script has one for it. */
  takeAnswer(): { readonly answer: ScriptedAnswer; readonly afterMs: number } | undefined;
  /** Goes on as far as the script can; to be called when a stream has opened. */
  play(): void;
}

/** Plays a {@link Script}. */
export function createScriptPlayer(script: Script, clock: Clock, stage: ScriptStage): ScriptPlayer {
  let next = 0;
  let startedAt: number | undefined;
  /** The step whose `after` has passed or is passing. */
  let timed = -1;
  let waiting = false;

  function waitFor({ at, after = 0 }: ScriptStep): number {
    return at === undefined ? toMs(after) : Math.max(0, (startedAt ?? clock.now()) + toMs(at) - clock.now());
  }

  function play(): void {
    while (!waiting) {
      const step = script[next];
      if (!step || isAnswer(step) || !stage.isOpen()) return;
      const afterMs = waitFor(step);
      if (afterMs > 0 && timed !== next) {
        timed = next;
        waiting = true;
        clock.setTimeout(() => {
          waiting = false;
          play();
        }, afterMs);
        return;
      }
      next += 1;
      stage.perform(step);
    }
  }

  return {
    takeAnswer() {
      startedAt ??= clock.now();
      const step = script[next];
      if (!step || !isAnswer(step)) return undefined;
      next += 1;
      return { answer: step, afterMs: waitFor(step) };
    },
    play,
  };
}

function isAnswer(step: ScriptStep): step is AnswerStep {
  return 'status' in step || 'unreachable' in step;
}

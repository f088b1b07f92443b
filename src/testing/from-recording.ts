import { notePosition, type ReadContext } from '../query/position.ts';
import { ofLastUser, openingOf, scriptOf } from '../recording/script-of.ts';
import type { Script } from '../transport/script.ts';
import { type Clock, systemClock } from '../utils/clock.ts';
import { hashKey } from '../utils/hash.ts';
import { type Recording, type RecordingStep, readRecording } from '../wire/recording.ts';

export interface FromRecordingOptions {
  /** How many times as fast as it was: 0.5 to 20. Default 1. */
  readonly speed?: number | undefined;
  /** What reads take their time by. Default: the clock of the machine. */
  readonly clock?: Clock | undefined;
}

/** A recording, ready to be played. */
export interface Playback {
  /** For `createTestClient`, `createScriptedTransport` or `streamHandler`. */
  readonly script: Script;
  /**
   * A `queryFn` that answers as the server did: the first read of a key with the first answer, and so on, each after as long
   * as it took. Never with one that is older than a message that has come: then the next answer is taken.
   */
  readonly read: (context: ReadContext) => Promise<unknown>;
  /** The queries that were read, and when first, in ms after the stream was asked for. Infinite ones are left out. */
  readonly queries: readonly { readonly queryKey: readonly unknown[]; readonly at: number }[];
  /** From the first request to the last step. */
  readonly durationMs: number;
  readonly recording: Recording;
}

type Answer = Extract<RecordingStep, { readonly answer: number }>;
type ReadStep = Extract<RecordingStep, { readonly read: number }>;

/** One read as it was recorded; without an answer it was still on its way. */
interface RecordedRead {
  readonly step: ReadStep;
  readonly answer: Answer | undefined;
}

/**
 * Makes a recording play: its server as a script, and its reads.
 * @throws ConfigError when it cannot be read; the message names the line.
 */
export function fromRecording(source: string | Recording, options: FromRecordingOptions = {}): Playback {
  const { speed = 1, clock = systemClock } = options;
  const recording = typeof source === 'string' ? readRecording(source) : source;
  const steps = ofLastUser(recording.steps);
  const start = openingOf(steps);
  const reads = readsOf(steps);
  const frames = steps.flatMap((step) => ('frame' in step ? [step.at] : []));
  /** The last read of each key that was played. */
  const taken = new Map<string, number>();
  const loaded = new Set<string>();
  let firstReadAt: number | undefined;

  /** When in the recording this moment is. Both began with the first read. */
  function recordedNow(): number {
    firstReadAt ??= clock.now();
    return (steps.find((step) => 'read' in step)?.at ?? 0) + (clock.now() - firstReadAt) * speed;
  }

  async function read(context: ReadContext): Promise<unknown> {
    const hash = hashKey(context.queryKey);
    const now = recordedNow();
    const lastFrameAt = frames.findLast((at) => at <= now) ?? 0;
    // A first load that fails is the app's to repeat, and here is none.
    const all = (reads.get(hash) ?? []).filter(({ answer }) => answer && ('data' in answer || loaded.has(hash)));
    const recorded = all.find(({ step }) => step.read > (taken.get(hash) ?? 0) && step.at >= lastFrameAt) ?? all.at(-1);
    const answer = recorded?.answer;
    if (!recorded || !answer) {
      throw new Error(
        `bisse: the recording holds no answer to a read of ${hash}. Record longer, or answer it yourself.`,
      );
    }
    taken.set(hash, recorded.step.read);
    const tookMs = (answer.at - recorded.step.at) / speed;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, Math.max(0, tookMs)));
    if ('error' in answer) throw new Error(answer.error);
    loaded.add(hash);
    if (answer.position !== undefined) notePosition(context, { headers: { 'stream-cursor': answer.position } });
    return structuredClone(answer.data);
  }

  return {
    script: scriptOf(recording, { speed }),
    read,
    queries: [...reads.values()].flatMap(([first]) => {
      if (!first || first.step.page !== undefined) return [];
      return [{ queryKey: first.step.key, at: Math.max(0, first.step.at - start) / speed }];
    }),
    durationMs: Math.max(0, (steps.at(-1)?.at ?? 0) - start) / speed,
    recording,
  };
}

/** The reads by the hash of their keys, in their order. */
function readsOf(steps: readonly RecordingStep[]): ReadonlyMap<string, readonly RecordedRead[]> {
  const answers = new Map<number, Answer>();
  for (const step of steps) if ('answer' in step) answers.set(step.answer, step);
  const reads = new Map<string, RecordedRead[]>();
  for (const step of steps) {
    if (!('read' in step)) continue;
    const hash = hashKey(step.key);
    const list = reads.get(hash) ?? [];
    reads.set(hash, list);
    list.push({ step, answer: answers.get(step.read) });
  }
  return reads;
}

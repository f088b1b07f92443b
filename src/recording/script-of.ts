import type { Script, ScriptStep } from '../transport/script.ts';
import type { Message } from '../wire/message.ts';
import type { Notice } from '../wire/notice.ts';
import type { Recording, RecordingStep } from '../wire/recording.ts';

export interface ScriptOfOptions {
  /** How many times as fast as it was: 0.5 to 20. Default 1. */
  readonly speed?: number | undefined;
}

/**
 * What the server did in a recording, for the scripted transport. Times count from the first request, which is answered at
 * once. After a change of users it begins anew.
 */
export function scriptOf(recording: Recording, { speed = 1 }: ScriptOfOptions = {}): Script {
  const steps = ofLastUser(recording.steps);
  const start = openingOf(steps);
  const script: ScriptStep[] = [];
  let isOpen = false;
  let waiting: Message[] = [];

  function tell(at: number, ...messages: readonly Message[]): void {
    if (!isOpen) {
      waiting.push(...messages);
      return;
    }
    const last = script.at(-1);
    // What came at one time came in one chunk.
    if (last && 'messages' in last && last.at === at) {
      script[script.length - 1] = { at, messages: [...last.messages, ...messages] };
    } else script.push({ at, messages });
  }

  function follow(at: number, notice: Notice): void {
    if (notice.type === 'opened') {
      if (isOpen) script.push({ at, end: true });
      script.push({ at, ...answerOf(notice) });
      isOpen = true;
      const held = waiting;
      waiting = [];
      if (held.length > 0) tell(at, ...held);
    } else if (notice.type === 'ended') {
      // However it ended: over a real connection, what comes before an end arrives, and before a break it may not.
      if (isOpen) script.push({ at, end: true });
      isOpen = false;
    } else if (notice.type !== 'scope') tell(at, controlOf(notice));
  }

  for (const step of steps) {
    const at = Math.max(0, step.at - start) / speed;
    if ('frame' in step) tell(at, { ...step.frame, id: step.frame.id });
    else if ('notice' in step) follow(at, step.notice);
  }
  return script;
}

/** When its first stream was opened. */
export function openingOf(steps: readonly RecordingStep[]): number {
  return steps.find((step) => 'notice' in step && step.notice.type === 'opened')?.at ?? steps[0]?.at ?? 0;
}

/** What happened since there was this user. */
export function ofLastUser(steps: readonly RecordingStep[]): readonly RecordingStep[] {
  const last = steps.findLastIndex((step) => 'notice' in step && step.notice.type === 'scope');
  return steps.slice(last + 1);
}

function answerOf(notice: Extract<Notice, { type: 'opened' }>) {
  const { cursor: id, resume, reason, head, channels } = notice;
  // A server that says nothing of continuity sends no `connected` frame.
  if (resume === undefined && id === undefined) return { status: 200, connected: false } as const;
  return { status: 200, connected: { id, resume, reason, head, channels } };
}

function controlOf(notice: Extract<Notice, { type: 'gap' | 'channels' }>): Message {
  const { type, cursor: id, ...fields } = notice;
  return { event: type, data: JSON.stringify(fields), id };
}

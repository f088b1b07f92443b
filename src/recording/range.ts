import type { Recording, RecordingStep } from '../wire/recording.ts';

/**
 * A part of a recording, with everything it needs to be played: it begins with the stream that was open at `fromMs`, and reads
 * that were on their way then begin at its start. Both ends belong to it; times are those of the recording, in ms.
 */
export function rangeOf(recording: Recording, fromMs: number, toMs: number): Recording {
  const { header, steps } = recording;
  const inside = steps.filter(({ at }) => at >= fromMs && at <= toMs);
  const before = steps.filter(({ at }) => at < fromMs);
  const answered = new Set(before.flatMap((step) => ('answer' in step ? [step.answer] : [])));
  const pending = before.filter((step) => 'read' in step && !answered.has(step.read));
  const start = [...openedAt(before), ...pending].map((step) => ({ ...step, at: fromMs }));
  return {
    header: { ...header, startedAt: header.startedAt + fromMs },
    steps: [...start, ...inside].map((step) => ({ ...step, at: step.at - fromMs })),
  };
}

/** The stream that is open after these steps, as if it had just been opened where it stands; nothing when none is. */
function openedAt(steps: readonly RecordingStep[]): readonly RecordingStep[] {
  let opened: readonly RecordingStep[] = [];
  let cursor: string | undefined;
  for (const step of steps) {
    if ('frame' in step) cursor = step.frame.id ?? cursor;
    if (!('notice' in step)) continue;
    const { notice } = step;
    if (notice.type === 'opened') opened = [step];
    else if (notice.type === 'ended' || notice.type === 'scope') opened = [];
    if ('cursor' in notice) cursor = notice.cursor ?? cursor;
  }
  return opened.map((step) => {
    if (!('notice' in step) || step.notice.type !== 'opened') return step;
    const { channels } = step.notice;
    return {
      at: step.at,
      notice: {
        ...{ type: 'opened', resume: 'fresh', cursor, channels, first: true },
        ...{ requestedCursor: undefined, head: undefined },
      },
    };
  });
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { type Recording, type RecordingStep, readRecording, recordingVersion, writeRecording } from './recording.ts';

const header = { version: recordingVersion, startedAt: 1_000, dialect: 'desk', framing: 'named' } as const;
const first = '{"bisse":"recording","version":1,"startedAt":1000,"dialect":"desk","framing":"named"}';

const text = fc.string({ unit: 'binary' });
const maybe = fc.option(text, { nil: undefined });
const at = fc.nat(100_000);
const frame = fc.record(
  { event: text, data: text, id: maybe, channel: maybe, mutationId: maybe, precedingId: maybe },
  { requiredKeys: ['event', 'data'] },
);
const notice = fc.oneof(
  fc.constant({ type: 'ended' }),
  fc.record({
    type: fc.constant('gap'),
    reason: fc.constant('overflow'),
    channels: fc.option(fc.array(text), { nil: undefined }),
    cursor: maybe,
  }),
  fc.record({ type: fc.constant('channels'), channels: fc.array(text), cursor: maybe }),
  fc.record({
    type: fc.constant('opened'),
    resume: fc.constantFrom('fresh', 'resumed', undefined),
    cursor: maybe,
    channels: fc.array(text),
    first: fc.boolean(),
  }),
);
const step = fc.oneof(
  fc.record({ at, frame }),
  fc.record({ at, notice }),
  fc.record(
    { at, read: fc.nat(), key: fc.array(fc.jsonValue()), page: fc.jsonValue() },
    { requiredKeys: ['at', 'read', 'key'] },
  ),
  fc.record({ at, answer: fc.nat(), data: fc.jsonValue(), position: text }, { requiredKeys: ['at', 'answer', 'data'] }),
  fc.record({ at, answer: fc.nat(), error: text }),
  fc.record({ at, commit: fc.nat(), events: fc.nat() }),
);
const recording = fc
  .array(step)
  .map((steps): Recording => ({ header, steps: (steps as RecordingStep[]).sort((a, b) => a.at - b.at) }));

describe('a recording', () => {
  test('that is written, read and written again has the same bytes', () => {
    fc.assert(
      fc.property(recording, (one) => {
        const written = writeRecording(one);
        expect(writeRecording(readRecording(written))).toBe(written);
      }),
      { seed: 8, numRuns: 1_000 },
    );
  });

  test('is one line of JSON for each step', () => {
    const steps: RecordingStep[] = [
      { at: 3, frame: { event: 'e', data: 'a\nb', id: undefined } },
      { at: 3, commit: 1, events: 1 },
    ];
    expect(writeRecording({ header, steps })).toBe(
      `${first}\n{"at":3,"frame":{"event":"e","data":"a\\nb"}}\n{"at":3,"commit":1,"events":1}\n`,
    );
  });

  test('may have empty lines and other line ends', () => {
    const text = `${first}\r\n\r\n{"at":1,"commit":1,"events":2}\r\n`;
    expect(readRecording(text).steps).toEqual([{ at: 1, commit: 1, events: 2 }]);
  });

  test.each([
    ['', 'line 1 of the recording cannot be read: there is nothing in it'],
    ['{"type":"ticket"}', 'line 1 of the recording cannot be read: the first line does not say'],
    [first.replace('"version":1', '"version":2'), 'line 1 of the recording cannot be read: it is of version 2'],
    [`${first}\n\n{"at":1`, 'line 3 of the recording cannot be read: it is no JSON'],
    [`${first}\n[]`, 'line 2 of the recording cannot be read: it is no JSON object'],
    [`${first}\n{"at":"1","commit":1,"events":1}`, 'line 2 of the recording cannot be read: "at" is no time'],
    [`${first}\n{"at":1,"frame":{"event":"e"}}`, 'line 2 of the recording cannot be read: "frame" is no message'],
    [`${first}\n{"at":1,"notice":{"type":"closed"}}`, 'line 2 of the recording cannot be read: "notice" is none'],
    [`${first}\n{"at":1,"read":1}`, 'line 2 of the recording cannot be read: "read" is no number, or "key"'],
    [`${first}\n{"at":1,"answer":1}`, 'line 2 of the recording cannot be read: "answer" is no number, or there is'],
    [`${first}\n{"at":1,"jump":1}`, 'line 2 of the recording cannot be read: it is no frame, notice'],
    [
      `${first}\n{"at":5,"commit":1,"events":1}\n{"at":4,"commit":2,"events":1}`,
      'line 3 of the recording cannot be read: its time',
    ],
  ])('that reads %j is refused: %s', (text, message) => {
    expect(() => readRecording(text)).toThrow(ConfigError);
    expect(() => readRecording(text)).toThrow(message);
  });
});

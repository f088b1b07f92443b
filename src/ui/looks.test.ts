import { describe, expect, test } from 'vitest';
import { faceLooks } from './connection-look.ts';
import { formatValue } from './format-value.ts';
import { stageStatuses } from './pipeline-stages.ts';
import { percentOf, progressLooks, statusOf } from './progress-status.ts';
import { englishProgressWords } from './progress-words.ts';

describe('the status of a progress', () => {
  test.each([
    ['waiting', undefined, {}],
    ['waiting', undefined, { percent: undefined, stage: undefined }],
    ['unknown', undefined, { stage: 'reading' }],
    ['unknown', undefined, { percent: Number.NaN }],
    ['running', 0, { percent: 0 }],
    ['running', 100, { percent: 130 }],
    ['running', 0, { percent: -4 }],
    ['stalled', 40, { percent: 40, stalled: true }],
    ['done', 100, { percent: 40, done: true, stalled: true }],
    ['failed', 40, { percent: 40, failed: true, done: false }],
  ] as const)('is %s, at %s percent, for %j', (status, percent, fields) => {
    expect([statusOf(fields), percentOf(fields)]).toEqual([status, percent]);
  });
});

describe('the stages of a pipeline', () => {
  const stages = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  test.each([
    ['waiting waiting waiting', {}],
    ['running waiting waiting', { stage: 'a' }],
    ['done running waiting', { stage: 'b', percent: 40 }],
    ['done stalled waiting', { stage: 'b', percent: 40, stalled: true }],
    ['done failed waiting', { stage: 'b', percent: 40, failed: true }],
    ['done done running', { stage: 'c', percent: 100 }],
    ['done done done', { stage: 'c', percent: 100, done: true }],
    ['done done done', { stage: 'unforeseen', done: true }],
    ['waiting waiting waiting', { stage: 'unforeseen', percent: 40 }],
    ['waiting waiting waiting', { stage: 'unforeseen', failed: true }],
  ])('are %s for %j', (statuses, progress) => {
    expect(stageStatuses(stages, progress).join(' ')).toBe(statuses);
  });
});

describe('looks', () => {
  test('have a shape of their own for every face and every status', () => {
    for (const looks of [faceLooks, progressLooks]) {
      const shapes = Object.values(looks).map(({ shape }) => shape);
      expect(new Set(shapes).size).toBe(shapes.length);
    }
  });
});

describe('a value as text', () => {
  test.each([
    ['1,284', 1_284, undefined, 'en'],
    ['1.284,50 €', 1_284.5, { style: 'currency', currency: 'EUR' }, 'de-DE'],
    ['72%', 0.72, { style: 'percent' }, 'en'],
    ['9,007,199,254,740,993', 9_007_199_254_740_993n, undefined, 'en'],
    ['queued', 'queued', undefined, 'en'],
    ['[1,2]', [1, 2], undefined, 'en'],
    ['false', false, undefined, 'en'],
    ['0', 0, undefined, 'en'],
    [undefined, null, undefined, 'en'],
    [undefined, undefined, undefined, 'en'],
    [undefined, Number.NaN, undefined, 'en'],
    [undefined, '', undefined, 'en'],
  ] as const)('is %s for %s', (text, value, format, locale) => {
    expect(formatValue(value, format, locale)?.replace(/\s/g, ' ')).toBe(text);
  });

  test('is what the app makes of it, but for what is no value', () => {
    const format = (value: unknown) => `<${String(value)}>`;
    expect([formatValue(3, format), formatValue('a', format), formatValue(null, format)]).toEqual([
      '<3>',
      '<a>',
      undefined,
    ]);
  });
});

test('a stage of the server is written as a person would', () => {
  expect(['data_processing', 'ai-generation', 'Done', ''].map(englishProgressWords.stage)).toEqual([
    'Data processing',
    'Ai generation',
    'Done',
    '',
  ]);
});

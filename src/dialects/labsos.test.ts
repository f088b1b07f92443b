import { describe, expect, test } from 'vitest';
import type { NotifyIntent } from '../events/notify.ts';
import { entryOf } from '../slices/keyed.ts';
import { jobs, type Progress } from '../slices/progress.ts';
import { labsos, progressUpdate, proposalDeleted, proposals, sources, statusUpdate } from './labsos.ts';
import { apply, eventOf } from './test/apply.ts';

const progress = { stage: 'extracting', current: 3, total: 8, message: 'Reading', timestamp: 1_705_314_600_000 };

function jobAfter(change: object): Progress | undefined {
  const event = eventOf(progressUpdate, { jobId: 'job_1', progress: { ...progress, ...change } });
  return entryOf(progressUpdate.reduce?.(jobs.initial as never, event) as typeof jobs.initial, 'job_1');
}

function heard(definition: typeof statusUpdate | typeof progressUpdate, payload: unknown): NotifyIntent | undefined {
  return definition.notify?.(eventOf(definition, payload));
}

describe('the progress of a job', () => {
  test('is counted as the document counts it', () => {
    expect(jobAfter({})).toMatchObject({ status: 'running', percent: 38, stage: 'extracting', at: progress.timestamp });
    expect(jobAfter({ total: 0 })).toMatchObject({ status: 'running', percent: 0 });
    expect(jobAfter({ current: 9 })).toMatchObject({ percent: 100 });
  });

  test('is at its end with the stage "complete", however much was counted', () => {
    expect(jobAfter({ stage: 'complete' })).toMatchObject({ status: 'done', percent: 100 });
    expect(jobAfter({ stage: 'failed' })).toMatchObject({ status: 'failed', percent: 38 });
    expect(jobAfter({ stage: 'constructor' })).toMatchObject({ status: 'running' });
  });

  test('has begun with columns that are still null', () => {
    const empty = { stage: null, current: null, total: null, message: null };
    expect(jobAfter(empty)).toMatchObject({ status: 'running', percent: 0, stage: undefined, message: undefined });
  });

  test('is told to people when it ends, and not before', () => {
    const told = (stage: string) => heard(progressUpdate, { jobId: 'job_1', progress: { ...progress, stage } });
    expect(told('extracting')).toBeUndefined();
    expect(told('complete')).toMatchObject({ severity: 'success', key: 'job:job_1' });
    expect(told('error')).toMatchObject({ severity: 'error', key: 'job:job_1' });
  });
});

test.each([
  ['processing', undefined],
  ['toString', undefined],
  ['completed', 'success'],
  ['failed', 'error'],
])('a source that is "%s" is told as %s', (status, severity) => {
  const payload = { sourceId: 's', status, sourceName: 'A', updatedAt: '2024-01-15T10:30:00Z' };
  expect(heard(statusUpdate, payload)?.severity).toBe(severity);
});

test('a status is written into the fields of the table, in its own row only', () => {
  const row = { id: 's', status: 'processing', source_name: 'A', updated_at: 'before', project_id: 'p' };
  const payload = { sourceId: 's', status: 'completed', sourceName: 'A', updatedAt: 'after' };
  const other = { ...row, id: 'other' };
  expect(apply([row, other], statusUpdate, payload)).toEqual([
    { ...row, status: 'completed', updated_at: 'after' },
    other,
  ]);
});

test('a deleted proposal is gone, also when it is deleted twice', () => {
  const rows = [{ id: 'a' }, { id: 'b' }];
  const once = apply(rows, proposalDeleted, { proposalId: 'a' });
  expect(once).toEqual([{ id: 'b' }]);
  expect(apply(once, proposalDeleted, { proposalId: 'a' })).toEqual(once);
});

test('the five events of the document are declared, in its framing', () => {
  expect(labsos().events.map(({ type }) => type)).toEqual([
    ...['status_update', 'progress_update', 'new_proposal', 'proposal_update', 'proposal_deleted'],
  ]);
  expect(labsos().framing).toBe('flat');
  expect([sources.key, proposals.key]).toEqual([['sources'], ['proposals']]);
});

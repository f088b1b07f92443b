import { labsos } from 'bisse/dialects/labsos';
import { expect } from 'vitest';
import { labsosFrames } from '../../../src/dialects/test/frames/labsos.ts';
import type { System } from '../system.ts';

const updatedAt = '2024-01-15T10:30:00Z';
const at = Date.UTC(2024, 0, 15, 10, 40);
const source = {
  ...{ id: 'source_1', status: 'processing', source_name: 'Interviews.pdf', updated_at: '2024-01-15T10:00:00Z' },
  project_id: 'project_1',
};
const proposal = {
  ...{ id: 'proposal_1', title: 'Sample preparation', confidence: 0.87, created_at: updatedAt },
  project_id: 'project_1',
};

export const labsosSystem: System = {
  name: 'LabsOS',
  dialect: labsos(),
  url: '/api/projects/project_1/status?token=jwt',
  frames: labsosFrames,
  control: ['connected'],
  rows: { sources: [source], proposals: [proposal, { ...proposal, id: 'proposal_2' }] },
  events: {
    status_update: {
      data: { sourceId: 'source_1', status: 'completed', sourceName: 'Interviews.pdf', updatedAt },
      patched: { sources: [{ ...source, status: 'completed', updated_at: updatedAt }] },
      notification: {
        ...{ title: 'Interviews.pdf', message: 'completed', severity: 'success', key: 'source:source_1' },
      },
      wrong: { sourceId: 1, status: null, sourceName: {}, updatedAt: 7 },
    },
    progress_update: {
      data: {
        jobId: 'job_1',
        progress: {
          ...{ stage: 'extracting', current: 3, total: 8, message: 'Reading page 3 of 8' },
          timestamp: 1_705_314_600_000,
        },
      },
      slices: {
        jobs: {
          job_1: {
            ...{ status: 'running', percent: 38, stage: 'extracting', message: 'Reading page 3 of 8' },
            ...{ at: 1_705_314_600_000, receivedAt: expect.any(Number) },
          },
        },
      },
      wrong: { jobId: 1, progress: { stage: 'extracting' } },
    },
    new_proposal: {
      data: { proposalId: 'proposal_1', title: 'Sample preparation', confidence: 0.87, createdAt: updatedAt },
      readAgain: ['proposals'],
      notification: { title: 'New proposal', message: 'Sample preparation', key: 'proposal:proposal_1' },
      wrong: { proposalId: 1, title: null, confidence: 'high', createdAt: at },
    },
    proposal_update: {
      data: { proposalId: 'proposal_1', title: 'Sample preparation, revised', confidence: 0.91 },
      readAgain: ['proposals'],
      wrong: { proposalId: 1 },
    },
    proposal_deleted: {
      data: { proposalId: 'proposal_1' },
      patched: { proposals: [{ ...proposal, id: 'proposal_2' }] },
      wrong: { proposalId: null },
    },
  },
};

import type { LabProposal, LabSource, Node } from '../../rows/labsos.ts';
import type { Table } from '../tables.ts';

export const labsosTables = {
  ingestion_sources: {
    columns: {
      id: 'text unique not null',
      status: 'text not null',
      source_name: 'text not null',
      updated_at: 'text not null',
      pages: 'integer not null',
    },
    seed: seedSources,
  },
  jobs: {
    columns: {
      id: 'text unique not null',
      source_id: 'text not null',
      stage: 'text',
      current: 'integer',
      total: 'integer',
      message: 'text',
      updated_at: 'text not null',
    },
    /** Whether the next step shall fail. */
    hidden: { isFailing: 'boolean not null default false' },
    seed: seedJobs,
  },
  proposed_nodes: {
    columns: {
      id: 'text unique not null',
      title: 'text not null',
      confidence: 'real not null',
      created_at: 'text not null',
      source_id: 'text not null',
    },
    seed: seedProposals,
  },
  nodes: {
    columns: { id: 'text unique not null', title: 'text not null', created_at: 'text not null' },
    seed: seedNodes,
  },
} satisfies Record<string, Table>;

const ago = (now: number, minutes: number) => new Date(now - minutes * 60_000).toISOString();

function seedSources(now: number): LabSource[] {
  const source = (id: string, source_name: string, pages: number, status: string, minutes: number) => ({
    ...{ id, source_name, pages, status, updated_at: ago(now, minutes) },
  });
  return [
    source('source_1', 'Field notebook, spring.pdf', 18, 'completed', 190),
    source('source_2', 'Interviews, round 2.docx', 32, 'completed', 122),
    source('source_3', 'Freezer log 2024.csv', 12, 'failed', 75),
    source('source_4', 'Protocol: sample preparation.md', 9, 'completed', 41),
  ];
}

function seedJobs(now: number) {
  const end = { stage: 'complete', updated_at: ago(now, 122) };
  return [
    { id: 'job_source_2', source_id: 'source_2', current: 32, total: 32, message: '2 proposals', ...end },
    {
      ...{ id: 'job_source_3', source_id: 'source_3', stage: 'failed', current: 5, total: 12 },
      ...{ message: 'Page 6 cannot be read', updated_at: ago(now, 75) },
    },
  ];
}

function seedProposals(now: number): LabProposal[] {
  return [
    {
      id: 'proposal_1',
      title: 'Thaw samples on ice',
      confidence: 0.92,
      created_at: ago(now, 121),
      source_id: 'source_2',
    },
    {
      id: 'proposal_2',
      title: 'Two people sign each batch',
      confidence: 0.64,
      created_at: ago(now, 121),
      source_id: 'source_2',
    },
    {
      id: 'proposal_3',
      title: 'Buffer keeps for nine days',
      confidence: 0.41,
      created_at: ago(now, 40),
      source_id: 'source_4',
    },
  ];
}

function seedNodes(now: number): Node[] {
  return ['Sample preparation', 'Centrifuge, 4 °C', 'Label before filling', 'Weekly calibration'].map(
    (title, index) => ({
      ...{ id: `node_${index + 1}`, title, created_at: ago(now, 180 - index) },
    }),
  );
}

import type { OutboxTrigger } from './outbox-trigger.ts';

const iso = (column: string) => `to_json(${column})`;

/** The id may be a uuid or a number in the database; it is a text in the events. */
const id = (row: 'new' | 'old') => `${row}.id::text`;

const project = (row: 'new' | 'old') => `'project:' || ${row}.project_id`;

const proposal = {
  proposalId: id('new'),
  title: 'new.title',
  confidence: 'new.confidence',
  createdAt: iso('new.created_at'),
};

/**
 * The events of LabsOS ("Postgres Change Listeners"), each published to `project:<project_id>`. The document compares
 * `payload.old.progress_updated_at`, which logical replication does not send; a trigger has it.
 */
export const labsosTriggers: readonly OutboxTrigger[] = [
  {
    table: 'ingestion_sources',
    on: 'update',
    type: 'status_update',
    to: project('new'),
    data: {
      sourceId: id('new'),
      status: 'new.status',
      sourceName: 'new.source_name',
      updatedAt: iso('new.updated_at'),
    },
  },
  {
    table: 'jobs',
    on: 'update',
    when: 'new.progress_updated_at is distinct from old.progress_updated_at',
    type: 'progress_update',
    to: project('new'),
    data: {
      jobId: id('new'),
      progress: {
        stage: 'new.progress_stage',
        current: 'new.progress_current',
        total: 'new.progress_total',
        message: 'new.progress_message',
        // As in the document, the time of none is 0.
        timestamp: 'coalesce(floor(extract(epoch from new.progress_updated_at) * 1000)::bigint, 0)',
      },
    },
  },
  { table: 'proposed_nodes', on: 'insert', type: 'new_proposal', to: project('new'), data: proposal },
  { table: 'proposed_nodes', on: 'update', type: 'proposal_update', to: project('new'), data: proposal },
  {
    ...{ table: 'proposed_nodes', on: 'delete', type: 'proposal_deleted' },
    ...{ to: project('old'), data: { proposalId: id('old') } },
  },
];

import * as v from 'valibot';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { addProgress, jobs } from '../slices/progress.ts';
import { number } from './fields.ts';

export { jobs, type Progress } from '../slices/progress.ts';

// LabsOS, "Event Types". Events are made of changed table rows, so cached rows have the tables' own field names
// (`source_name`), and the events have theirs (`sourceName`). The document has no channels, for the
// url names the project: all events are on one, `status`, so that queries and hooks can claim the stream.

const SourceRow = v.object({
  id: v.string(),
  /** `pending`, `processing`, `completed`, `failed`, …: the document leaves them open. */
  status: v.string(),
  source_name: v.string(),
  /** ISO 8601. */
  updated_at: v.string(),
});

/** A row of `ingestion_sources`. It may carry more fields than these. */
export type Source = v.InferOutput<typeof SourceRow>;

/** Every query whose key begins with `['sources']`. */
export const sources = defineCollection('sources', { item: SourceRow });

const ProposalRow = v.object({
  id: v.string(),
  title: v.string(),
  /** How sure the machine is. */
  confidence: number,
  /** ISO 8601. */
  created_at: v.string(),
});

/** A row of `proposed_nodes`. It carries more fields than these. */
export type Proposal = v.InferOutput<typeof ProposalRow>;

/** Every query whose key begins with `['proposals']`. */
export const proposals = defineCollection('proposals', { item: ProposalRow });

/** The ways a status is said to be bad or good. */
const severities: Readonly<Record<string, 'error' | 'success'>> = {
  ...{ failed: 'error', error: 'error' },
  ...{ completed: 'success', complete: 'success', ready: 'success' },
};

/** An ingestion source has another status. LabsOS, "Status Updates". */
export const statusUpdate = defineEvent('status_update', {
  schema: v.object({ sourceId: v.string(), status: v.string(), sourceName: v.string(), updatedAt: v.string() }),
  channel: 'status',
  touches: [sources],
  patch: ({ data: { sourceId, status, sourceName, updatedAt } }) =>
    sources.merge(sourceId, { status, source_name: sourceName, updated_at: updatedAt }),
  notify({ data: { sourceId, status, sourceName } }) {
    const severity = Object.hasOwn(severities, status) ? severities[status] : undefined;
    return severity && { title: sourceName, message: status, severity, key: `source:${sourceId}` };
  },
});

/** The stages that end a job. The document names `complete`; the others are what a failed job is called elsewhere. */
const ends: Readonly<Record<string, 'done' | 'failed'>> = {
  ...{ complete: 'done', completed: 'done' },
  ...{ failed: 'failed', error: 'failed' },
};

const endOf = (stage: string | null | undefined) => (stage && Object.hasOwn(ends, stage) ? ends[stage] : undefined);

/**
 * A job went on: `current` of `total`. A `total` of 0 is 0 %, as in the document's example. Columns of a job that has not
 * begun are `null`. LabsOS, "Progress Updates".
 */
export const progressUpdate = defineEvent('progress_update', {
  schema: v.object({
    jobId: v.string(),
    progress: v.object({
      stage: v.nullable(v.string()),
      current: v.nullable(number),
      total: v.nullable(number),
      message: v.nullable(v.string()),
      /** In ms since the epoch. */
      timestamp: number,
    }),
  }),
  channel: 'status',
  slice: jobs,
  reduce(state, { receivedAt, data: { jobId, progress } }) {
    const { stage, message, timestamp: at } = progress;
    const [current, total] = [progress.current ?? 0, progress.total ?? 0];
    const percent = total > 0 ? Math.round((current / total) * 100) : 0;
    const status = endOf(stage) ?? 'running';
    return addProgress(state, jobId, { at, receivedAt }, { status, percent, stage: stage ?? undefined, message });
  },
  notify({ data: { jobId, progress } }) {
    const end = endOf(progress.stage);
    return (
      end && {
        title: end === 'done' ? 'Job done' : 'Job failed',
        message: progress.message ?? undefined,
        severity: end === 'done' ? 'success' : 'error',
        key: `job:${jobId}`,
      }
    );
  },
});

/**
 * Something was proposed. The event has only a part of the row, so proposals are read again, as in the document's example.
 * LabsOS, "Proposal Events".
 */
export const newProposal = defineEvent('new_proposal', {
  schema: v.object({ proposalId: v.string(), title: v.string(), confidence: number, createdAt: v.string() }),
  channel: 'status',
  touches: [proposals],
  patch: () => proposals.invalidate(),
  notify: ({ data: { proposalId, title } }) => ({
    title: 'New proposal',
    message: title,
    key: `proposal:${proposalId}`,
  }),
});

/**
 * A proposal changed. The document leaves open which fields come and under which names, so the proposal is read again; the
 * fields that came are in `event.data`. LabsOS, "Proposal Events".
 */
export const proposalUpdate = defineEvent('proposal_update', {
  schema: v.looseObject({ proposalId: v.string() }),
  channel: 'status',
  touches: [proposals],
  patch: () => proposals.invalidate(),
});

/** A proposal is gone. LabsOS, "Proposal Events". */
export const proposalDeleted = defineEvent('proposal_deleted', {
  schema: v.object({ proposalId: v.string() }),
  channel: 'status',
  touches: [proposals],
  patch: ({ data: { proposalId } }) => proposals.remove(proposalId),
});

/** LabsOS: flat `{type, …fields}` messages, one stream for each project. It has no heartbeat. */
export function labsos() {
  return defineDialect({
    name: 'labsos',
    framing: 'flat',
    events: [statusUpdate, progressUpdate, newProposal, proposalUpdate, proposalDeleted],
  });
}

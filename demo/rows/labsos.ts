import { type Proposal, progressUpdate, type Source, sources } from 'bisse/dialects/labsos';
import { defineCollection, defineEvent } from 'bisse/vanilla';
import * as v from 'valibot';
import { withRows } from './keep.ts';

// Rows of LabsOS have the names of its tables' columns. Sources and proposals are the document's collections; it names
// no tables of jobs and nodes.

const SourceRow = v.object({
  id: v.string(),
  status: v.string(),
  source_name: v.string(),
  updated_at: v.string(),
  pages: v.number(),
});

const Job = v.object({
  id: v.string(),
  source_id: v.string(),
  stage: v.nullable(v.string()),
  current: v.nullable(v.number()),
  total: v.nullable(v.number()),
  message: v.nullable(v.string()),
  updated_at: v.string(),
});

const Node = v.object({ id: v.string(), title: v.string(), created_at: v.string() });

export type LabSource = Source & v.InferOutput<typeof SourceRow>;
export type LabProposal = Proposal & { readonly source_id: string };
export type Job = v.InferOutput<typeof Job>;
export type Node = v.InferOutput<typeof Node>;

export const jobRows = defineCollection('jobs', { item: Job });
export const nodeRows = defineCollection('nodes', { item: Node });

const sourceAdded = defineEvent('source_added', {
  schema: SourceRow,
  channel: 'status',
  touches: [sources],
  patch: ({ data }) => sources.upsert(data, { at: 'start' }),
});

/** A source's job begins, for the first time or anew. */
const jobStarted = defineEvent('job_started', {
  schema: Job,
  channel: 'status',
  touches: [jobRows],
  patch: ({ data }) => jobRows.upsert(data, { at: 'start' }),
});

/** A proposal was accepted: it is a node of the project now. */
const nodeCreated = defineEvent('node_created', {
  schema: Node,
  channel: 'status',
  touches: [nodeRows],
  patch: ({ data }) => nodeRows.upsert(data, { at: 'start' }),
});

/** The demo's own events. */
export const labsosExtras = [sourceAdded, jobStarted, nodeCreated];

/** The document's events, which change the demo's rows too. */
export const labsosKeeping = [
  withRows(progressUpdate, jobRows, ({ data: { jobId, progress } }) => {
    const { timestamp, ...step } = progress;
    return jobRows.merge(jobId, { ...step, updated_at: new Date(timestamp).toISOString() });
  }),
];

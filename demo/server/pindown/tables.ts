import type { Api, DataSource, Generation, Pipeline } from '../../rows/pindown.ts';
import type { Table } from '../tables.ts';
import { seedPins } from './seed.ts';

export const pindownTables = {
  pins: {
    columns: {
      id: 'text unique not null',
      title: 'text not null',
      status: 'text not null',
      isPublic: 'boolean not null',
      views: 'integer not null default 0',
      templateVars: 'json not null',
    },
    seed: seedPins,
  },
  pipelines: {
    columns: {
      id: 'text unique not null',
      name: 'text not null',
      status: 'text not null',
      stage: 'text not null',
      progress: 'integer not null',
      message: 'text',
      timestamp: 'text not null',
    },
    hidden: {
      records: 'integer not null',
      provider: 'text not null',
      endpoint: 'text not null',
      /** The pin that shows what came of it. */
      pinId: 'text',
      /** Whether the next step shall fail. */
      isFailing: 'boolean not null default false',
    },
    seed: seedPipelines,
  },
  data_sources: {
    columns: {
      id: 'text unique not null',
      sourceName: 'text not null',
      status: 'text not null',
      recordsProcessed: 'integer not null',
      totalRecords: 'integer not null',
      lastSync: 'text',
    },
    seed: seedDataSources,
  },
  apis: {
    columns: {
      id: 'text unique not null',
      provider: 'text not null',
      endpoint: 'text not null',
      status: 'text not null',
      responseTime: 'integer not null',
      timestamp: 'text not null',
    },
    seed: seedApis,
  },
  generations: {
    columns: {
      id: 'text unique not null',
      prompt: 'text not null',
      type: 'text not null',
      stage: 'text not null',
      progress: 'integer not null',
      content: 'text',
      tokensUsed: 'integer',
      duration: 'integer',
      timestamp: 'text not null',
    },
    seed: seedGenerations,
  },
  rate_limits: { columns: { id: 'text unique not null', used: 'integer not null', resetTime: 'text not null' } },
  exports: {
    columns: {
      id: 'text unique not null',
      status: 'text not null',
      timestamp: 'text not null',
      pins: 'integer',
      duration: 'integer',
    },
  },
} satisfies Record<string, Table>;

const ago = (now: number, minutes: number) => new Date(now - minutes * 60_000).toISOString();

function seedPipelines(now: number) {
  const none = { status: 'idle', stage: 'waiting', progress: 0, message: null } as const;
  const done = { status: 'completed', stage: 'publishing', progress: 100 } as const;
  type Row = Pipeline & { records: number; provider: string; endpoint: string; pinId?: string };
  const rows: Row[] = [
    {
      ...{ id: 'pipe_1', name: 'Nightly import', ...done, message: '12,400 records', timestamp: ago(now, 310) },
      ...{ records: 12_400, provider: 'mongodb', endpoint: '/v1/aggregate', pinId: 'pin_102' },
    },
    {
      ...{ id: 'pipe_2', name: 'Revenue digest', ...none, timestamp: ago(now, 1_440) },
      ...{ records: 3_120, provider: 'stripe', endpoint: '/v1/charges' },
    },
    {
      ...{ id: 'pipe_3', name: 'Lead enrichment', status: 'failed', stage: 'transforming', progress: 58 },
      ...{ message: 'hubspot answered 502 three times', timestamp: ago(now, 52) },
      ...{ records: 860, provider: 'hubspot', endpoint: '/crm/v3/contacts' },
    },
  ];
  return rows;
}

function seedDataSources(now: number): DataSource[] {
  return [
    {
      ...{ id: 'ds_users', sourceName: 'Supabase users', status: 'completed' },
      ...{ recordsProcessed: 1_500, totalRecords: 1_500, lastSync: ago(now, 44) },
    },
    {
      ...{ id: 'ds_orders', sourceName: 'Mongo orders', status: 'completed' },
      ...{ recordsProcessed: 10_000, totalRecords: 10_000, lastSync: ago(now, 128) },
    },
    {
      ...{ id: 'ds_sheet', sourceName: 'Budget sheet', status: 'error' },
      ...{ recordsProcessed: 90, totalRecords: 240, lastSync: ago(now, 2_900) },
    },
  ];
}

function seedApis(now: number): Api[] {
  const api = (provider: string, endpoint: string, status: Api['status'], responseTime: number, minutes: number) => ({
    ...{ id: `${provider} ${endpoint}`, provider, endpoint, status, responseTime, timestamp: ago(now, minutes) },
  });
  return [
    api('openai', '/v1/completions', 'success', 245, 9),
    api('stripe', '/v1/charges', 'success', 131, 1_440),
    api('hubspot', '/crm/v3/contacts', 'error', 3_012, 52),
    api('mongodb', '/v1/aggregate', 'success', 88, 310),
  ];
}

function seedGenerations(now: number): Generation[] {
  const content = 'This week signups grew by 12 %, most of them from the trial. Refunds stayed below 2 %.';
  return [
    {
      ...{ id: 'req_1', prompt: 'Sum up this week', type: 'template', stage: 'complete', progress: 100 },
      ...{ content, tokensUsed: 1_250, duration: 8_500, timestamp: ago(now, 9) },
    },
  ];
}

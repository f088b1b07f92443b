import { pindown, pindownUrl } from 'bisse/dialects/pindown';
import { expect } from 'vitest';
import { pindownFrames } from '../../../src/dialects/test/frames/pindown.ts';
import type { System } from '../system.ts';

const timestamp = '2024-01-15T10:30:00Z';
const at = Date.UTC(2024, 0, 15, 10, 30);
const receivedAt = expect.any(Number);
const pin = {
  ...{ id: 'pin_123', title: 'Daily Report', status: 'draft', isPublic: false, views: 155 },
  templateVars: { 'automation.status': 'running', owner: 'Ana' },
};
const updatedVars = {
  'automation.status': 'completed',
  'automation.records_processed': 1500,
  'automation.last_run': timestamp,
};
const trending = [
  { id: 'pin_123', title: 'Daily Report', views: 234, trend: '+15%' },
  { id: 'pin_456', title: 'Automation Status', views: 189, trend: '+8%' },
];

export const pindownSystem: System = {
  name: 'PinDown',
  dialect: pindown(),
  url: '/api/sse/stream?channels=pins,automation,system,ai,analytics&pinId=pin_123',
  source: (origin) => pindownUrl(`${origin}/api/sse/stream`),
  leases: [
    { channel: 'pins', params: { pinId: 'pin_123' } },
    ...['automation', 'system', 'ai', 'analytics'].map((channel) => ({ channel })),
  ],
  headers: { authorization: 'Bearer jwt' },
  frames: pindownFrames,
  control: ['connected', 'ping'],
  rows: { pins: [pin, { ...pin, id: 'pin_456' }] },
  events: {
    'pin:content_updated': {
      data: { pinId: 'pin_123', updatedVars, timestamp },
      at,
      slices: { liveVars: { pin_123: updatedVars } },
      patched: {
        pins: [
          { ...pin, templateVars: { owner: 'Ana', ...updatedVars } },
          { ...pin, id: 'pin_456' },
        ],
      },
      wrong: { pinId: 123, updatedVars: 'none' },
    },
    'pin:views_updated': {
      data: { pinId: 'pin_123', views: 156, timestamp },
      at,
      patched: {
        pins: [
          { ...pin, views: 156 },
          { ...pin, id: 'pin_456' },
        ],
      },
      wrong: { pinId: null, views: '156' },
    },
    'pin:status_changed': {
      data: { pinId: 'pin_123', status: 'published', isPublic: true, timestamp },
      at,
      patched: {
        pins: [
          { ...pin, status: 'published', isPublic: true },
          { ...pin, id: 'pin_456' },
        ],
      },
      notification: { title: 'Pin published', message: 'pin_123', key: 'pin:pin_123:status' },
      wrong: { pinId: [], status: 1, isPublic: 'yes' },
    },
    'automation:pipeline_status': {
      data: {
        ...{ pipelineId: 'pipe_456', stage: 'data_processing', status: 'running', progress: 75, timestamp },
        message: 'Processing MongoDB data: 7,500 / 10,000 records',
      },
      at,
      slices: {
        pipelines: {
          pipe_456: {
            ...{ status: 'running', percent: 75, stage: 'data_processing', at, receivedAt },
            message: 'Processing MongoDB data: 7,500 / 10,000 records',
          },
        },
      },
      notification: {
        ...{ title: 'Pipeline running', message: 'Processing MongoDB data: 7,500 / 10,000 records' },
        ...{ severity: 'info', key: 'pipeline:pipe_456', progress: 0.75 },
      },
      wrong: { pipelineId: 1, stage: null, status: 'paused', progress: '75' },
    },
    'automation:datasource_sync': {
      data: {
        ...{ sourceId: 'ds_789', sourceName: 'Supabase Users', status: 'syncing' },
        ...{ recordsProcessed: 1250, totalRecords: 1500, lastSync: timestamp },
      },
      slices: {
        dataSources: {
          ds_789: {
            ...{ id: 'ds_789', name: 'Supabase Users', status: 'syncing' },
            ...{ recordsProcessed: 1250, totalRecords: 1500, lastSyncAt: at },
          },
        },
      },
      wrong: { sourceId: {}, sourceName: 1, status: 'idle', recordsProcessed: '1250', totalRecords: null },
    },
    'automation:api_status': {
      data: {
        ...{ provider: 'openai', endpoint: '/v1/completions', status: 'success' },
        ...{ responseTime: 245, creditsUsed: 12, timestamp },
      },
      at,
      slices: {
        apiStatus: {
          'openai /v1/completions': {
            ...{ provider: 'openai', endpoint: '/v1/completions', status: 'success' },
            ...{ responseTime: 245, creditsUsed: 12, at },
          },
        },
      },
      wrong: { provider: 1, endpoint: null, status: 'slow', responseTime: '245' },
    },
    'system:health_update': {
      data: { cpu: 45.2, memory: 67.8, uptime: 86400, activeConnections: 23, timestamp },
      at,
      slices: {
        health: {
          ...{ cpu: 45.2, memory: 67.8, uptime: 86400, activeConnections: 23, at },
          recent: [{ cpu: 45.2, memory: 67.8, uptime: 86400, activeConnections: 23, at }],
        },
      },
      wrong: { cpu: '45', memory: null, uptime: [], activeConnections: true },
    },
    'system:rate_limit_warning': {
      data: {
        ...{ userId: 'user_123', endpoint: '/api/ai/generate', remaining: 5 },
        ...{ resetTime: '2024-01-15T11:00:00Z', timestamp },
      },
      at,
      slices: {
        rateLimits: {
          'user_123 /api/ai/generate': {
            ...{ userId: 'user_123', endpoint: '/api/ai/generate', remaining: 5 },
            ...{ resetAt: Date.UTC(2024, 0, 15, 11) },
          },
        },
      },
      notification: {
        ...{ title: '5 requests left', message: '/api/ai/generate', severity: 'warning' },
        key: 'rate-limit:/api/ai/generate',
      },
      wrong: { userId: 1, endpoint: 2, remaining: 'few', resetTime: 1_705_316_400_000 },
    },
    'system:job_completed': {
      data: {
        ...{ jobId: 'job_456', type: 'document_processing', status: 'completed' },
        ...{ result: {}, duration: 5432, timestamp },
      },
      at,
      slices: {
        jobs: { job_456: { status: 'done', percent: 100, stage: undefined, message: undefined, at, receivedAt } },
      },
      notification: { title: 'Job done', message: 'document processing', severity: 'success', key: 'job:job_456' },
      wrong: { jobId: 456, type: null, status: 'running', duration: 'long' },
    },
    'ai:generation_progress': {
      data: {
        ...{ requestId: 'req_789', type: 'template', stage: 'generating' },
        ...{ progress: 60, estimatedTime: 15, timestamp },
      },
      at,
      slices: {
        generations: {
          req_789: { status: 'running', percent: 60, stage: 'generating', message: undefined, at, receivedAt },
        },
      },
      wrong: { requestId: 789, type: 1, stage: 'thinking', progress: null },
    },
    'ai:generation_complete': {
      data: {
        ...{ requestId: 'req_789', duration: 8500, timestamp },
        result: { content: 'Generated markdown content...', templateVars: {}, tokensUsed: 1250 },
      },
      at,
      slices: {
        generations: {
          req_789: { status: 'done', percent: 100, stage: 'complete', message: undefined, at, receivedAt },
        },
      },
      notification: {
        title: 'Generation complete',
        ...{ message: '1250 tokens', severity: 'success', key: 'ai:req_789' },
      },
      wrong: { requestId: [], result: { content: 7 }, duration: '8 s' },
    },
    'analytics:active_users': {
      data: { total: 45, authenticated: 23, anonymous: 22, timestamp },
      at,
      slices: { activeUsers: { total: 45, authenticated: 23, anonymous: 22, at } },
      wrong: { total: '45', authenticated: null, anonymous: {} },
    },
    'analytics:trending_pins': {
      data: { pins: trending, timestamp },
      at,
      slices: { trendingPins: trending },
      wrong: { pins: [{ id: 'pin_123' }] },
    },
  },
};

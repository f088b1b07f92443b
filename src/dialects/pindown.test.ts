import { describe, expect, test } from 'vitest';
import type { RuntimeDefinition } from '../events/event.ts';
import { entriesOf, type Keyed } from '../slices/keyed.ts';
import {
  apiStatusUpdate,
  datasourceSync,
  generationComplete,
  generationProgress,
  jobCompleted,
  type Pin,
  pinContentUpdated,
  pindown,
  pindownUrl,
  pinStatusChanged,
  pinViewsUpdated,
  pipelineStatus,
  rateLimitWarning,
  systemHealthUpdate,
} from './pindown.ts';
import { apply, eventOf, read } from './test/apply.ts';

const timestamp = '2024-01-15T10:30:00Z';
const pin: Pin = {
  id: 'pin_123',
  title: 'Daily report',
  status: 'draft',
  isPublic: false,
  views: 155,
  templateVars: { 'automation.status': 'running', owner: 'Ana' },
};

/** The payloads as the document prints them. */
const documented = [
  [
    pinContentUpdated,
    {
      pinId: 'pin_123',
      updatedVars: {
        'automation.status': 'completed',
        'automation.records_processed': 1500,
        'automation.last_run': timestamp,
      },
      timestamp,
    },
  ],
  [pinViewsUpdated, { pinId: 'pin_123', views: 156, timestamp }],
  [pinStatusChanged, { pinId: 'pin_123', status: 'published', isPublic: true, timestamp }],
  [systemHealthUpdate, { cpu: 45.2, memory: 67.8, uptime: 86400, activeConnections: 23, timestamp }],
] as const;

describe.each(documented)('$type', (definition, payload) => {
  test('takes the payload of the document as it is', () => {
    expect(read(definition, payload)).toEqual(payload);
  });

  test('is declared by the dialect', () => {
    expect(pindown().events).toContain(definition);
  });

  test.each(Object.keys(payload).filter((field) => field !== 'timestamp'))('refuses a payload without %s', (field) => {
    expect(() => read(definition, { ...payload, [field]: undefined })).toThrow();
  });
});

test('new content keeps the variables that it does not name', () => {
  const payload = { pinId: 'pin_123', updatedVars: { 'automation.status': 'completed' } };
  const once = apply([pin], pinContentUpdated, payload);
  expect(once[0]).toEqual({ ...pin, templateVars: { 'automation.status': 'completed', owner: 'Ana' } });
  expect(apply(once, pinContentUpdated, payload)).toEqual(once);
});

test('views and status are written as they come, into their own pin only', () => {
  const other = { ...pin, id: 'pin_9' };
  const seen = apply([pin, other], pinViewsUpdated, { pinId: 'pin_123', views: 156 });
  expect(seen).toEqual([{ ...pin, views: 156 }, other]);
  const published = apply([pin], pinStatusChanged, { pinId: 'pin_123', status: 'published', isPublic: true });
  expect(published).toEqual([{ ...pin, status: 'published', isPublic: true }]);
});

test('views that are a text are refused', () => {
  expect(() => read(pinViewsUpdated, { pinId: 'pin_123', views: '156' })).toThrow();
});

test('a measurement becomes the health, at its own time', () => {
  const payload = { cpu: 45.2, memory: 67.8, uptime: 86400, activeConnections: 23, timestamp };
  const sample = { cpu: 45.2, memory: 67.8, uptime: 86400, activeConnections: 23, at: 7 };
  expect(systemHealthUpdate.reduce?.(null as never, eventOf(systemHealthUpdate, payload, 7))).toEqual({
    ...sample,
    recent: [sample],
  });
});

test('one pin is a scope of its own', () => {
  expect(pindown()).toMatchObject({ framing: 'named', scopes: { pins: 'pin:{pinId}' } });
});

/** What the payload makes of an empty slice, and what a person hears. */
function outcome(definition: RuntimeDefinition, payload: unknown) {
  const event = eventOf(definition, payload, 7);
  const state = definition.reduce?.(definition.slice?.initial as never, event) as Keyed<unknown>;
  return { state: Object.fromEntries(entriesOf(state)), told: definition.notify?.(event) };
}

test.each([
  ['running', 'running', 75, 'info'],
  ['completed', 'done', 100, 'success'],
  ['failed', 'failed', 75, 'error'],
])('a pipeline that is "%s" is %s at %s %%, and told as %s', (status, expected, percent, severity) => {
  const { state, told } = outcome(pipelineStatus, { pipelineId: 'p', stage: 'load', status, progress: 75 });
  expect(state).toMatchObject({ p: { status: expected, percent, stage: 'load' } });
  expect(told).toMatchObject({ severity, message: 'load', key: 'pipeline:p' });
});

test('a data source is told to people once it is in step, or could not be', () => {
  const source = { sourceId: 's', sourceName: 'Users', recordsProcessed: 5, totalRecords: 9, lastSync: null };
  const told = (status: string) => outcome(datasourceSync, { ...source, status }).told?.title;
  expect(['syncing', 'completed', 'error'].map(told)).toEqual([
    ...[undefined, 'Users is up to date', 'Users could not be synchronised'],
  ]);
  expect(outcome(datasourceSync, { ...source, status: 'syncing' }).state).toMatchObject({
    s: { lastSyncAt: undefined },
  });
});

test('an API is told to people when it does not answer as it should, also one that the document does not name', () => {
  const answer = { provider: 'mistral', endpoint: '/v1/chat', responseTime: 20 };
  const told = (status: string) => outcome(apiStatusUpdate, { ...answer, status }).told?.severity;
  expect(['success', 'rate_limited', 'error'].map(told)).toEqual([undefined, 'warning', 'error']);
});

test('a job has a type of its own, which is not the event, and may end without a result', () => {
  const { state, told } = outcome(jobCompleted, { jobId: 'j', type: 'data_export', status: 'failed', duration: 9 });
  expect(state).toMatchObject({ j: { status: 'failed', percent: 0 } });
  expect(told).toMatchObject({ title: 'Job failed', message: 'data export', severity: 'error' });
});

test('a generation is done at the stage "complete", and when its content comes', () => {
  const step = { requestId: 'r', type: 'block', progress: 100 };
  expect(outcome(generationProgress, { ...step, stage: 'formatting' }).state).toMatchObject({
    r: { status: 'running' },
  });
  expect(outcome(generationProgress, { ...step, stage: 'complete' }).state).toMatchObject({ r: { status: 'done' } });
  const result = { content: 'Text', templateVars: {}, tokensUsed: 5 };
  const { state } = outcome(generationComplete, { requestId: 'r', result, duration: 9 });
  expect(state).toMatchObject({ r: { status: 'done', percent: 100 } });
  expect(JSON.stringify(state)).not.toContain('Text');
});

test('a limit whose reset cannot be read is kept, without a time', () => {
  const warning = { userId: 'u', endpoint: '/a', remaining: 1, resetTime: 'soon' };
  const { state, told } = outcome(rateLimitWarning, warning);
  expect(state).toMatchObject({ 'u /a': { remaining: 1, resetAt: undefined } });
  expect(told?.title).toBe('1 request left');
});

test('the url of a plain server names channels and pins, each once', () => {
  const pinsOf = (pinId: string) => ({ channel: 'pins', params: { pinId } });
  const url = (...channels: Parameters<ReturnType<typeof pindownUrl>>[0]['channels'][number][]) =>
    pindownUrl('/api/sse/stream')({ channels, cursor: undefined });
  expect(url({ channel: 'pins' }, { channel: 'ai' })).toBe('/api/sse/stream?channels=pins,ai');
  expect(url(pinsOf('7'), { channel: 'pins' }, pinsOf('a&b'))).toBe('/api/sse/stream?channels=pins&pinId=7,a%26b');
  expect(pindownUrl('/s?x=1')({ channels: [{ channel: 'ai' }], cursor: undefined })).toBe('/s?x=1&channels=ai');
});

test('all thirteen events of the document are declared', () => {
  expect(pindown().events).toHaveLength(13);
});

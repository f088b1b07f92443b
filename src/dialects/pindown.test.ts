import { describe, expect, test } from 'vitest';
import {
  type Pin,
  pinContentUpdated,
  pindown,
  pinStatusChanged,
  pinViewsUpdated,
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

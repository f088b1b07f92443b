import { describe, expect, test } from 'vitest';
import type { ConnectionState } from '../connection/state.ts';
import { HttpError, NetworkError } from '../errors.ts';
import { faceOf } from './connection-face.ts';
import type { ConnectionView } from './use-connection.ts';

const error = new NetworkError('lost');
const unauthorized = new HttpError(401, 'who are you?');
const since = 0;

const view = (state: ConnectionState): ConnectionView => ({
  ...{ transport: 'sse', role: 'solo' },
  ...state,
  isLive: state.status === 'open',
  reconnect() {},
});

describe('the face of a connection', () => {
  test.each<[string, ConnectionState]>([
    ['idle', { status: 'idle' }],
    ['connecting', { status: 'connecting', attempt: 1, since }],
    ['live', { status: 'open', since, transport: 'sse', role: 'solo' }],
    ['live', { status: 'open', since, transport: 'sse', role: 'follower' }],
    ['polling', { status: 'open', since, transport: 'poll', role: 'leader' }],
    ['reconnecting', { status: 'reconnecting', attempt: 2, since, retryAt: 9, error }],
    ['reconnecting', { status: 'reconnecting', attempt: 2, since, retryAt: undefined, error: undefined }],
    ['refreshing', { status: 'reconnecting', attempt: 1, since, retryAt: undefined, error: unauthorized }],
    ['reconnecting', { status: 'reconnecting', attempt: 1, since, retryAt: 9, error: unauthorized }],
    ['offline', { status: 'paused', since, reasons: ['hidden', 'offline'] }],
    ['paused', { status: 'paused', since, reasons: ['frozen'] }],
    ['paused', { status: 'paused', since, reasons: ['user', 'bfcache'] }],
    ['unauthorized', { status: 'blocked', since, reason: 'auth', error }],
    ['forbidden', { status: 'blocked', since, reason: 'forbidden', error }],
    ['protocol', { status: 'blocked', since, reason: 'protocol', error }],
    ['exhausted', { status: 'blocked', since, reason: 'exhausted', error }],
    ['closed', { status: 'closed', since }],
  ])('is %s for %j', (face, state) => {
    expect(faceOf(view(state))).toBe(face);
  });
});

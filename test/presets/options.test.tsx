import { act, cleanup, render, renderHook, waitFor } from '@testing-library/react';
import { type ProjectStatusOptions, useProjectStatus } from 'bisse/presets/labsos';
import { useSSE as usePinDown } from 'bisse/presets/pindown';
import { SSEProvider, useSSE as usePulseStage } from 'bisse/presets/pulsestage';
import { type UseSSEOptions, useSSE as useReels } from 'bisse/presets/reels';
import { useRealtimeUpdates } from 'bisse/presets/workload-insights';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { labsosFrames } from '../../src/dialects/test/frames/labsos.ts';
import { pindownFrames } from '../../src/dialects/test/frames/pindown.ts';
import { pulsestageFrames } from '../../src/dialects/test/frames/pulsestage.ts';
import { reelsFrames } from '../../src/dialects/test/frames/reels.ts';
import { workloadInsightsFrames } from '../../src/dialects/test/frames/workload-insights.ts';
import { serveDocument } from './document.ts';

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const pass = (ms: number) => act(() => new Promise((resolve) => setTimeout(resolve, ms)));

describe('useSSE of PinDown', () => {
  const channels = ['pins', 'automation'];

  test('asks for nothing while it is not enabled, and lets go when it no longer is', async () => {
    const server = await serveDocument(pindownFrames.connected);
    const { result, rerender } = renderHook((enabled: boolean) => usePinDown({ channels, enabled }), {
      initialProps: false,
    });
    await pass(50);
    expect(await server.paths()).toEqual([]);
    rerender(true);
    await waitFor(() => expect(result.current).toEqual({ isConnected: true, lastEvent: null }));
    rerender(false);
    expect(result.current.isConnected).toBe(false);
    await waitFor(async () => expect(await server.open()).toBe(0));
  });

  test('keeps its stream when the list of channels is made anew', async () => {
    const server = await serveDocument(pindownFrames.connected);
    const { result, rerender } = renderHook(() => usePinDown({ channels: [...channels] }));
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    rerender();
    await pass(100);
    expect(await server.paths()).toEqual(['/api/sse/stream?channels=pins,automation']);
  });

  test('opens another stream for another pin, because the server knows one a stream', async () => {
    const server = await serveDocument(pindownFrames.connected);
    const { result, rerender } = renderHook((pinId: string) => usePinDown({ channels, pinId, token: 'jwt' }), {
      initialProps: 'a&b',
    });
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    rerender('c');
    await waitFor(async () => expect(await server.paths()).toHaveLength(2));
    expect((await server.paths()).map((path) => new URL(path, location.href).searchParams.get('pinId'))).toEqual([
      'a&b',
      'c',
    ]);
    expect(await server.headers('authorization')).toEqual(['Bearer jwt', 'Bearer jwt']);
    await waitFor(async () => expect(await server.open()).toBe(1));
  });
});

describe('useProjectStatus of LabsOS', () => {
  const show = (options: ProjectStatusOptions) => renderHook(() => useProjectStatus('p1', options));

  test('calls onUnauthorized after a 401, and tries again', async () => {
    const server = await serveDocument({ status: 401, ending: 'end' }, labsosFrames.connected);
    const onUnauthorized = vi.fn();
    const { result } = show({ token: 'jwt', onUnauthorized });
    await waitFor(() => expect(result.current.sseConnected).toBe(true));
    expect(onUnauthorized).toHaveBeenCalledTimes(1);
    expect(await server.paths()).toHaveLength(2);
  });

  test('asks for the token at every attempt, when it is a function', async () => {
    const server = await serveDocument({ status: 401, ending: 'end' });
    const tokens = ['old', 'new'];
    show({ token: async () => tokens.shift() });
    await waitFor(async () =>
      expect(await server.paths()).toEqual(['old', 'new'].map((token) => `/api/projects/p1/status?token=${token}`)),
    );
  });

  test('stops at a second 401, says so, and connects when it is told to', async () => {
    const refused = { status: 401, ending: 'end' } as const;
    const server = await serveDocument(refused, refused, labsosFrames.connected);
    const { result } = show({ token: 'jwt', onUnauthorized: () => {} });
    await waitFor(() => expect(result.current.unauthorized).toBe(true));
    expect(result.current).toMatchObject({ sseConnected: false, error: { name: 'HttpError', status: 401 } });
    await pass(100);
    expect(await server.paths()).toHaveLength(2);
    act(() => result.current.connectSSE());
    await waitFor(() => expect(result.current).toMatchObject({ sseConnected: true, unauthorized: false, error: null }));
  });

  test('opens a new stream for a new token', async () => {
    const server = await serveDocument(labsosFrames.connected);
    const { result, rerender } = renderHook((token: string) => useProjectStatus('p1', { token }), {
      initialProps: 'a',
    });
    await waitFor(() => expect(result.current.sseConnected).toBe(true));
    rerender('b');
    await waitFor(async () => expect((await server.paths())[1]).toBe('/api/projects/p1/status?token=b'));
    await waitFor(async () => expect(await server.open()).toBe(1));
  });

  test('reads again while there is no stream, and once when it is back', async () => {
    const server = await serveDocument(
      { pieces: [labsosFrames.connected], ending: 'end' },
      { status: 503, ending: 'end' },
      labsosFrames.connected,
    );
    const refetch = vi.fn();
    const { result } = show({ refetch, pollInterval: 200 });
    await waitFor(() => expect(refetch.mock.calls.length).toBeGreaterThan(3), { timeout: 3_000 });
    await waitFor(async () => expect(await server.paths()).toHaveLength(3), { timeout: 8_000 });
    await waitFor(() => expect(result.current.sseConnected).toBe(true));
    await pass(50);
    const times = refetch.mock.calls.length;
    await pass(500);
    expect(refetch).toHaveBeenCalledTimes(times);
  }, 15_000);

  test('reads again at once when a stream that was lost is back, for messages may have been missed', async () => {
    await serveDocument({ pieces: [labsosFrames.connected], ending: 'end' }, labsosFrames.connected);
    const refetch = vi.fn();
    show({ refetch, pollInterval: 60_000 });
    await waitFor(() => expect(refetch).toHaveBeenCalledTimes(1), { timeout: 5_000 });
  });
});

describe('useRealtimeUpdates of Workload Insights', () => {
  test('holds all events that came at a time, and then what is new', async () => {
    const server = await serveDocument(workloadInsightsFrames.heartbeat);
    const { result } = renderHook(() => useRealtimeUpdates());
    expect(result.current).toEqual({ isConnected: false, events: [] });
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    await server.send(workloadInsightsFrames.activity_created, workloadInsightsFrames.presence_updated);
    await waitFor(() =>
      expect(result.current.events.map(({ type }) => type)).toEqual(['activity_created', 'presence_updated']),
    );
    await server.send(workloadInsightsFrames.activity_updated);
    await waitFor(() => expect(result.current.events.map(({ type }) => type)).toEqual(['activity_updated']));
  });
});

describe('useSSE of PulseStage', () => {
  const under =
    (tenantId: string) =>
    ({ children }: { children: ReactNode }) => <SSEProvider tenantId={tenantId}>{children}</SSEProvider>;

  test('has the whole envelope as its last event, and no heartbeat', async () => {
    const server = await serveDocument(pulsestageFrames.connected);
    const { result } = renderHook(() => usePulseStage(), { wrapper: under('a/c') });
    await waitFor(() => expect(result.current).toEqual({ connected: true, lastEvent: null }));
    expect(await server.paths()).toEqual(['/sse?tenantId=a%2Fc']);
    await server.send(pulsestageFrames['question:pinned'], pulsestageFrames.heartbeat);
    await waitFor(() =>
      expect(result.current.lastEvent).toEqual(JSON.parse(pulsestageFrames['question:pinned'].slice(6))),
    );
  });

  test('is not connected outside of a provider, as in the document', () => {
    const { result } = renderHook(() => usePulseStage());
    expect(result.current).toEqual({ connected: false, lastEvent: null });
  });

  test('goes over to another tenant', async () => {
    const server = await serveDocument(pulsestageFrames.connected);
    const ui = (tenantId: string) => <SSEProvider tenantId={tenantId} apiUrl="http://localhost:8000" />;
    const { rerender } = render(ui('one'));
    await waitFor(async () => expect(await server.open()).toBe(1));
    rerender(ui('two'));
    await waitFor(async () => expect(await server.paths()).toEqual(['/sse?tenantId=one', '/sse?tenantId=two']));
    await waitFor(async () => expect(await server.open()).toBe(1));
  });
});

describe('useSSE of Reels', () => {
  const gone = { status: 503, ending: 'end' } as const;
  const ended = { pieces: [reelsFrames.heartbeat], ending: 'end' } as const;
  const show = (options: UseSSEOptions = {}) => renderHook(() => useReels(options));

  test('asks with what it is given', async () => {
    const server = await serveDocument(reelsFrames.heartbeat);
    show({ userId: 'u 1', sessionId: 's1', events: ['a', 'b'], baseUrl: 'https://api.example.com/v1' });
    await waitFor(async () =>
      expect(await server.paths()).toEqual(['/v1/api/sse?userId=u+1&sessionId=s1&events=a%2Cb']),
    );
  });

  test('asks for all events, and hears all, when it is given an empty list', async () => {
    const server = await serveDocument(reelsFrames.heartbeat);
    const { result } = show({ events: [] });
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    expect(await server.paths()).toEqual(['/api/sse']);
    await server.send(reelsFrames.custom_event);
    await waitFor(() =>
      expect(result.current.lastEvent).toEqual({ event: 'custom_event', data: { customData: 'value' } }),
    );
  });

  test('tells of opening, loss and closing', async () => {
    const told: string[] = [];
    await serveDocument(ended, reelsFrames.heartbeat);
    const { result, unmount } = show({
      reconnectInterval: 200,
      onOpen: () => told.push('open'),
      onClose: () => told.push('close'),
      onError: (error) => told.push(`error: ${(error as ErrorEvent).message}`),
    });
    await waitFor(() => expect(result.current.error).toBe('The server ended the stream.'));
    expect(result.current).toMatchObject({ isConnected: false, isConnecting: false });
    await waitFor(() => expect(result.current).toMatchObject({ isConnected: true, isConnecting: false, error: null }));
    unmount();
    expect(told).toEqual(['open', 'close', 'error: The server ended the stream.', 'open', 'close']);
  });

  test('gives up after maxReconnectAttempts, and begins again at connect', async () => {
    const server = await serveDocument(gone, gone, gone, reelsFrames.heartbeat);
    const { result } = show({ reconnectInterval: 100, maxReconnectAttempts: 2 });
    await waitFor(async () => expect(await server.paths()).toHaveLength(3), { timeout: 3_000 });
    await pass(400);
    expect(await server.paths()).toHaveLength(3);
    expect(result.current).toMatchObject({ isConnecting: false, error: expect.stringContaining('503') });
    act(() => result.current.connect());
    expect(result.current.error).toBeNull();
    await waitFor(() => expect(result.current.isConnected).toBe(true));
  });

  test('does not come back without autoReconnect', async () => {
    const server = await serveDocument(ended, reelsFrames.heartbeat);
    const { result } = show({ reconnectInterval: 100, autoReconnect: false });
    await waitFor(() => expect(result.current.error).not.toBeNull());
    await pass(400);
    expect(await server.paths()).toHaveLength(1);
    expect(await server.open()).toBe(0);
  });

  test('leaves and comes back by disconnect and connect', async () => {
    const server = await serveDocument(reelsFrames.heartbeat);
    const [onOpen, onClose] = [vi.fn(), vi.fn()];
    const { result } = show({ onOpen, onClose });
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    act(() => result.current.disconnect());
    expect(result.current).toMatchObject({ isConnected: false, isConnecting: false, error: null });
    expect(onClose).toHaveBeenCalledTimes(1);
    await waitFor(async () => expect(await server.open()).toBe(0));
    act(() => result.current.connect());
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    expect(onOpen).toHaveBeenCalledTimes(2);
  });

  test('does not come back from a refusal, and says why', async () => {
    const server = await serveDocument({ status: 401, ending: 'end' });
    const onError = vi.fn();
    const { result } = show({ reconnectInterval: 100, onError });
    await waitFor(() => expect(result.current.error).toContain('401'));
    await pass(300);
    expect(await server.paths()).toHaveLength(1);
    expect(onError).toHaveBeenCalledTimes(1);
  });
});

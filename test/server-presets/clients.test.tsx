import { cleanup, render, renderHook, waitFor } from '@testing-library/react';
import { useProjectStatus } from 'bisse/presets/labsos';
import { useSSE as usePins } from 'bisse/presets/pindown';
import { SSEProvider, useSSE } from 'bisse/presets/pulsestage';
import { useSSE as useReels } from 'bisse/presets/reels';
import { useRealtimeUpdates } from 'bisse/presets/workload-insights';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { commands } from 'vitest/browser';
import { resetShared } from '../../src/client/shared.ts';
import type { SystemName } from './apps/systems.ts';

afterEach(() => {
  cleanup();
  resetShared();
});

/** What an event of the document tells, as the systems count. */
// biome-ignore lint/suspicious/noExplicitAny: five shapes.
type Count = (event: any) => unknown;

interface Client {
  /** What a page of the document asks for. */
  readonly path: string;
  /** Names of events, where the document listens to names. */
  readonly names?: readonly string[];
  readonly count: Count;
  /** Mounts the document's hook; gives whether it is connected. */
  mount(baseUrl: string, onMessage: (event: unknown) => void): () => boolean;
}

const clients: Record<SystemName, Client> = {
  pindown: {
    path: '/api/sse/stream?channels=pins&pinId=pin_123',
    names: ['pin:views_updated'],
    count: (event) => event.data.views,
    mount(baseUrl, onMessage) {
      const options = { channels: ['pins', 'automation'], pinId: 'pin_123', token: 'jwt', baseUrl, onMessage };
      const { result } = renderHook(() => usePins(options));
      return () => result.current.isConnected;
    },
  },
  labsos: {
    path: '/api/projects/p1/status?token=ana',
    count: ({ status }) => Number(status),
    mount(baseUrl, onMessage) {
      const refetch = () => onMessage({ status: 'lost' });
      const { result } = renderHook(() => useProjectStatus('p1', { token: 'ana', baseUrl, onMessage, refetch }));
      return () => result.current.sseConnected;
    },
  },
  'workload-insights': {
    path: '/api/events',
    count: ({ data }) => Number(data.userId),
    mount(baseUrl, onMessage) {
      const { result } = renderHook(() => useRealtimeUpdates({ baseUrl, onMessage }));
      return () => result.current.isConnected;
    },
  },
  pulsestage: {
    path: '/sse?tenantId=acme',
    count: ({ data }) => data.upvotes,
    mount(apiUrl, onMessage) {
      let connected = false;
      function Page() {
        connected = useSSE({ onMessage }).connected;
        return null;
      }
      render(
        <SSEProvider tenantId="acme" apiUrl={apiUrl}>
          <Page />
        </SSEProvider>,
      );
      return () => connected;
    },
  },
  reels: {
    path: '/api/sse?userId=user123&events=notification',
    count: ({ data }) => Number(data.title),
    mount(baseUrl, onMessage) {
      const options = { userId: 'user123', events: ['notification'], reconnectInterval: 50, baseUrl, onMessage };
      const { result } = renderHook(() => useReels(options));
      return () => result.current.isConnected;
    },
  },
};

async function start(name: SystemName): Promise<string> {
  const origin = await commands.startSystemServer(name);
  onTestFinished(() => commands.stopStreams([origin]));
  return origin;
}

/** Tells numbers, with a break of the network in between; each must come once, in order. */
async function tellOverBreak(origin: string, isOpen: () => boolean, heard: readonly unknown[]): Promise<void> {
  await waitFor(() => expect(isOpen()).toBe(true));
  await commands.tellSystem(origin, 1);
  await waitFor(() => expect(heard).toEqual([1]));
  await commands.dropSystem(origin);
  await commands.tellSystem(origin, 2);
  await commands.tellSystem(origin, 3);
  await waitFor(() => expect(heard).toEqual([1, 2, 3]));
  await commands.tellSystem(origin, 4);
  await waitFor(() => expect(heard).toEqual([1, 2, 3, 4]));
}

describe.each(Object.entries(clients) as [SystemName, Client][])('the server side of %s', (name, client) => {
  test("is heard by the document's hook, also what came while the network was gone", async () => {
    const origin = await start(name);
    const heard: unknown[] = [];
    const isOpen = client.mount(origin, (event) => heard.push(client.count(event)));
    await tellOverBreak(origin, isOpen, heard);
  });

  test("is heard by the browser's own EventSource, which knows nothing of bisse", async () => {
    const origin = await start(name);
    const heard: unknown[] = [];
    const source = new EventSource(origin + client.path);
    onTestFinished(() => source.close());
    const control = ['connected', 'heartbeat', 'ping'];
    const hear = (event: MessageEvent<string>) => {
      const data = JSON.parse(event.data);
      if (control.includes(data.type ?? data.event)) return;
      heard.push(client.count(client.names ? { data } : data));
    };
    source.onmessage = hear;
    for (const each of client.names ?? []) source.addEventListener(each, hear);
    await tellOverBreak(origin, () => source.readyState === EventSource.OPEN, heard);
  });
});

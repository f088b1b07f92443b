import { useProjectStatus } from 'bisse/presets/labsos';
import { PinDownSSEClient, useSSE as usePinDown } from 'bisse/presets/pindown';
import { SSEProvider, useSSE as usePulseStage } from 'bisse/presets/pulsestage';
import { useSSE as useReels } from 'bisse/presets/reels';
import { useRealtimeUpdates } from 'bisse/presets/workload-insights';
import { createElement as h } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';

function Page() {
  const results = [
    usePinDown({ channels: ['pins'] }),
    useProjectStatus('p1', { token: 'jwt' }),
    useRealtimeUpdates(),
    usePulseStage(),
    useReels({ userId: 'user123' }),
  ];
  return h('p', null, results.map((result) => Object.values(result)[0]).join(' '));
}

test('on a server, presets render as not connected, and ask for nothing', () => {
  vi.useFakeTimers();
  const fetch = vi.spyOn(globalThis, 'fetch');
  const error = vi.spyOn(console, 'error');
  new PinDownSSEClient('http://localhost:8000', 'jwt');
  expect(renderToString(h(SSEProvider, { tenantId: 'acme' }, h(Page)))).toBe('<p>false false false false false</p>');
  expect(vi.getTimerCount()).toBe(0);
  expect(fetch).not.toHaveBeenCalled();
  expect(error).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import * as labsos from 'bisse/presets/labsos';
import * as pindown from 'bisse/presets/pindown';
import * as pulsestage from 'bisse/presets/pulsestage';
import * as reels from 'bisse/presets/reels';
import * as workloadInsights from 'bisse/presets/workload-insights';
import { type ReactNode, StrictMode, useState } from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { labsosFrames } from '../../src/dialects/test/frames/labsos.ts';
import { pindownFrames } from '../../src/dialects/test/frames/pindown.ts';
import { pulsestageFrames } from '../../src/dialects/test/frames/pulsestage.ts';
import { reelsFrames } from '../../src/dialects/test/frames/reels.ts';
import { workloadInsightsFrames } from '../../src/dialects/test/frames/workload-insights.ts';
import { serveDocument } from './document.ts';

afterEach(cleanup);

interface Preset {
  readonly name: string;
  /** Says whether it is connected, and gives every event to `onMessage`. */
  readonly Listener: (props: { readonly onMessage?: (event: unknown) => void }) => ReactNode;
  /** What the server says first. */
  readonly first: string;
  readonly frame: string;
  /** The event in the frame, as the document's code gets it. */
  readonly event: object;
  /** A field of its payload, as no schema has it. */
  readonly wrong: object;
}

const shown = (isConnected: boolean) => <p>{isConnected ? 'live' : 'offline'}</p>;
/** The frame with other fields in its payload. */
const changed = (frame: string, fields: object) =>
  frame.replace(/data: (.*)/, (_, json: string) => {
    const body = JSON.parse(json);
    Object.assign(body.data ?? body, fields);
    return `data: ${JSON.stringify(body)}`;
  });
const bodyOf = (frame: string) => JSON.parse(/data: (.*)/.exec(frame)?.[1] ?? '');

const presets: readonly Preset[] = [
  {
    name: 'PinDown',
    Listener: ({ onMessage }) => shown(pindown.useSSE({ channels: ['pins'], pinId: 'pin_123', onMessage }).isConnected),
    first: pindownFrames.connected,
    frame: pindownFrames['pin:views_updated'],
    event: { event: 'pin:views_updated', data: bodyOf(pindownFrames['pin:views_updated']) },
    wrong: { pinId: 7 },
  },
  {
    name: 'LabsOS',
    Listener: ({ onMessage }) => shown(labsos.useProjectStatus('p1', { token: 'jwt', onMessage }).sseConnected),
    first: labsosFrames.connected,
    frame: labsosFrames.status_update,
    event: bodyOf(labsosFrames.status_update),
    wrong: { sourceId: 7 },
  },
  {
    name: 'Workload Insights',
    Listener: ({ onMessage }) => shown(workloadInsights.useRealtimeUpdates({ onMessage }).isConnected),
    first: workloadInsightsFrames.heartbeat,
    frame: workloadInsightsFrames.activity_created,
    event: bodyOf(workloadInsightsFrames.activity_created),
    wrong: { id: 7 },
  },
  {
    name: 'PulseStage',
    Listener({ onMessage }) {
      const Inner = () => shown(pulsestage.useSSE({ onMessage }).connected);
      const [Kept] = useState(() => Inner);
      return (
        <pulsestage.SSEProvider tenantId="acme">
          <Kept />
        </pulsestage.SSEProvider>
      );
    },
    first: pulsestageFrames.connected,
    frame: pulsestageFrames['question:upvoted'],
    event: bodyOf(pulsestageFrames['question:upvoted']),
    wrong: { questionId: 7 },
  },
  {
    name: 'Reels',
    Listener: ({ onMessage }) => shown(reels.useSSE({ userId: 'user123', onMessage }).isConnected),
    first: reelsFrames.heartbeat,
    frame: reelsFrames.notification,
    event: bodyOf(reelsFrames.notification),
    wrong: { title: 7 },
  },
];

const areLive = (count: number) => waitFor(() => expect(screen.queryAllByText('live')).toHaveLength(count));

describe.each(presets)('$name', ({ Listener, first, frame, event, wrong }) => {
  test('opens one stream for several components, StrictMode or not', async () => {
    const server = await serveDocument(first);
    const ui = (count: number) => (
      <StrictMode>
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
          <Listener key={index} />
        ))}
      </StrictMode>
    );
    const { rerender } = render(ui(2));
    await areLive(2);
    rerender(ui(3));
    await areLive(3);
    expect(await server.paths()).toHaveLength(1);
  });

  test('gives onMessage what the document does, once to each component', async () => {
    const server = await serveDocument(first);
    const [one, two] = [vi.fn(), vi.fn()];
    render([<Listener key="one" onMessage={one} />, <Listener key="two" onMessage={two} />]);
    await areLive(2);
    await server.send(frame);
    await waitFor(() => expect(one).toHaveBeenCalled());
    expect(one.mock.calls).toEqual([[event]]);
    expect(two.mock.calls).toEqual([[event]]);
  });

  test('gives onMessage all of 1,000 events that come at once', async () => {
    const server = await serveDocument(first);
    const onMessage = vi.fn();
    render(<Listener onMessage={onMessage} />);
    await areLive(1);
    await server.send(frame.repeat(1_000));
    await waitFor(() => expect(onMessage).toHaveBeenCalledTimes(1_000));
  });

  test('tells of an event that the document does not list', async () => {
    const server = await serveDocument(first);
    const onMessage = vi.fn();
    render(<Listener onMessage={onMessage} />);
    await areLive(1);
    const type = Object.values(event)[0] as string;
    await server.send(frame.replace(type, 'thing:happened'));
    await waitFor(() => expect(JSON.stringify(onMessage.mock.calls)).toContain('"thing:happened"'));
  });

  test('keeps a field that the document does not list', async () => {
    const server = await serveDocument(first);
    const onMessage = vi.fn();
    render(<Listener onMessage={onMessage} />);
    await areLive(1);
    await server.send(changed(frame, { extra: 7 }));
    await waitFor(() => expect(JSON.stringify(onMessage.mock.calls)).toContain('"extra":7'));
  });

  test('refuses an event whose payload is not what the document says, and tells the console', async () => {
    const server = await serveDocument(first);
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const onMessage = vi.fn();
    render(<Listener onMessage={onMessage} />);
    await areLive(1);
    await server.send(changed(frame, wrong), frame);
    await waitFor(() => expect(onMessage).toHaveBeenCalledTimes(1));
    expect(error.mock.calls.flat().join()).toContain('does not fit its schema');
    error.mockRestore();
  });

  test('says so to the console, and goes on, when a message cannot be read', async () => {
    const server = await serveDocument(first);
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const onMessage = vi.fn();
    render(<Listener onMessage={onMessage} />);
    await areLive(1);
    await server.send('data: {oops\n\n', frame);
    await waitFor(() => expect(onMessage).toHaveBeenCalledTimes(1));
    expect(error.mock.calls.filter(([text]) => String(text).includes('is not JSON'))).toHaveLength(1);
    error.mockRestore();
  });

  test('keeps its stream until the last component is gone, and ends it then', async () => {
    const server = await serveDocument(first);
    const [one, two] = [render(<Listener />), render(<Listener />)];
    await areLive(2);
    one.unmount();
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(await server.open()).toBe(1);
    two.unmount();
    await waitFor(async () => expect(await server.open()).toBe(0));
    expect(await server.paths()).toHaveLength(1);
  });

  test('keeps its stream when one component takes the place of another', async () => {
    const server = await serveDocument(first);
    const { rerender } = render(<Listener key="a" />);
    await areLive(1);
    rerender(<Listener key="b" />);
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    await areLive(1);
    expect(await server.paths()).toHaveLength(1);
  });

  test('comes back by itself after the server was gone', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const server = await serveDocument({ status: 503, ending: 'end' }, first);
    render(<Listener />);
    await waitFor(() => expect(screen.queryAllByText('live')).toHaveLength(1), { timeout: 5_000 });
    expect(await server.paths()).toHaveLength(2);
    error.mockRestore();
  });
});

describe('of a shared stream, each component hears what it asked for:', () => {
  test('channels, at PinDown', async () => {
    const server = await serveDocument(pindownFrames.connected);
    const heard: string[] = [];
    const Channel = ({ name }: { name: string }) => {
      pindown.useSSE({ channels: [name], onMessage: ({ event }) => heard.push(`${name}: ${event}`) });
      return null;
    };
    render([<Channel key="1" name="pins" />, <Channel key="2" name="ai" />]);
    await waitFor(async () => expect(await server.paths()).toEqual(['/api/sse/stream?channels=pins,ai']));
    await server.send(pindownFrames['pin:views_updated'], pindownFrames['ai:generation_progress']);
    // Sent to a user, for nobody asked for its channel.
    await server.send(pindownFrames['system:rate_limit_warning']);
    await waitFor(() =>
      expect(heard).toEqual([
        'pins: pin:views_updated',
        'ai: ai:generation_progress',
        'pins: system:rate_limit_warning',
        'ai: system:rate_limit_warning',
      ]),
    );
  });

  test('and what is sent to its pin, at PinDown', async () => {
    const server = await serveDocument(pindownFrames.connected);
    const heard = vi.fn();
    const Channel = ({ name, onMessage }: { name: string; onMessage?: () => void }) => {
      pindown.useSSE({ channels: [name], pinId: 'pin_123', onMessage });
      return null;
    };
    render([<Channel key="1" name="ai" onMessage={heard} />, <Channel key="2" name="pins" />]);
    await waitFor(async () => expect(await server.open()).toBe(1));
    const frame = pindownFrames['pin:views_updated'];
    await server.send(changed(frame, { pinId: 'pin_7' }), frame);
    await waitFor(() => expect(heard).toHaveBeenCalled());
    expect(heard.mock.calls).toEqual([[{ event: 'pin:views_updated', data: bodyOf(frame) }]]);
  });

  test('events, at Reels', async () => {
    const server = await serveDocument(reelsFrames.heartbeat);
    const heard: string[] = [];
    const Events = ({ names }: { names?: string[] }) => {
      reels.useSSE({ events: names, onMessage: ({ event }) => heard.push(`${names}: ${event}`) });
      return null;
    };
    const { rerender } = render([
      <Events key="1" names={['notification']} />,
      <Events key="2" names={['reel_ready']} />,
    ]);
    await waitFor(async () => expect(await server.paths()).toEqual(['/api/sse?events=notification%2Creel_ready']));
    await server.send(reelsFrames.notification, reelsFrames.reel_ready);
    await waitFor(() => expect(heard).toEqual(['notification: notification', 'reel_ready: reel_ready']));
    rerender([<Events key="1" names={['notification']} />, <Events key="3" />]);
    await waitFor(async () => expect((await server.paths())[1]).toBe('/api/sse'));
    await waitFor(async () => expect(await server.open()).toBe(1));
  });
});

import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { SSENotifications, useSSE } from 'bisse/presets/reels';
import { afterEach, expect, test } from 'vitest';
import { reelsFrames } from '../../src/dialects/test/frames/reels.ts';
import { serveDocument } from './document.ts';

afterEach(cleanup);

// Reels, "Client-Side Usage".
function App() {
  return (
    <div>
      <h1>My App</h1>
      <SSENotifications
        userId="user123"
        maxNotifications={5}
        autoDismiss={true}
        dismissDelay={5000}
        position="top-right"
      />
    </div>
  );
}

const toasts = () => [...document.querySelectorAll<HTMLElement>('[data-part="toast"]')];

test("Reels' notification component shows what the user is told, and where", async () => {
  const server = await serveDocument(reelsFrames.heartbeat);
  render(<App />);
  await waitFor(async () => expect(await server.open()).toBe(1));
  expect(await server.paths()).toEqual([
    '/api/sse?userId=user123&events=notification%2Creel_upload_progress%2Creel_ready%2Csystem_alert',
  ]);
  await server.send(reelsFrames.notification, reelsFrames.system_alert);
  await waitFor(() => expect(toasts()).toHaveLength(2));
  const message = screen.getByRole('dialog', { name: 'New Message' });
  expect(message.textContent).toContain('You have a new message from John');
  expect(within(message).getByRole('link').getAttribute('href')).toBe('/messages');
  expect(document.querySelector('[data-part="viewport"]')?.getAttribute('data-position')).toBe('top-right');
});

test('an upload is one toast that changes in its place', async () => {
  const server = await serveDocument(reelsFrames.heartbeat);
  render(<App />);
  await waitFor(async () => expect(await server.open()).toBe(1));
  await server.send(reelsFrames.reel_upload_progress);
  await waitFor(() => expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('75'));
  await server.send(reelsFrames.reel_ready);
  await waitFor(() => expect(screen.getByRole('dialog', { name: 'Your reel is ready' })).toBeDefined());
  expect(toasts()).toHaveLength(1);
});

test('no more than maxNotifications are on screen, and the stream is that of useSSE', async () => {
  const server = await serveDocument(reelsFrames.heartbeat);
  const heard: string[] = [];
  function Listener() {
    useSSE({ userId: 'user123', events: ['notification'], onMessage: ({ event }) => heard.push(event) });
    return null;
  }
  render(
    <>
      <Listener />
      <SSENotifications userId="user123" maxNotifications={2} autoDismiss={false} />
    </>,
  );
  await waitFor(async () => expect(await server.open()).toBe(1));
  expect(await server.paths()).toHaveLength(1);
  await server.send(...Array.from({ length: 6 }, () => reelsFrames.notification));
  await waitFor(() => expect(heard).toHaveLength(6));
  await waitFor(() => expect(toasts().length).toBeGreaterThan(0));
  expect(toasts().length).toBeLessThanOrEqual(2);
});

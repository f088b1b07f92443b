import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { StreamProvider } from '../react/stream-provider.tsx';
import { createTestClient } from '../testing/create-test-client.ts';
import { renderWithStream } from '../testing/react.tsx';
import { Bell } from './bell.tsx';
import { Center } from './center.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { NotificationsProvider, type NotificationsProviderProps } from './notifications-provider.tsx';
import { dialect } from './test/desk.ts';
import { Toaster } from './toaster.tsx';

afterEach(cleanup);

const toasts = () => [...document.querySelectorAll<HTMLElement>('[data-part="toast"]')];
const say = (text: string) => ({ event: 'said', data: { text } });

function App(props: NotificationsProviderProps) {
  return (
    <NotificationsProvider {...props}>
      <ConnectionBanner />
      <Bell />
      <Center />
      <Toaster />
    </NotificationsProvider>
  );
}

async function open(ui = <App />) {
  const test = renderWithStream(ui, { dialect });
  act(() => test.client.connect());
  await test.advance(50);
  return test;
}

test('500 events in one tick never mount more than three toasts, also while some leave and others come', async () => {
  const { stream, advance } = await open(
    <StrictMode>
      <NotificationsProvider>
        <Bell />
        <Toaster />
      </NotificationsProvider>
    </StrictMode>,
  );
  let most = 0;
  const observer = new MutationObserver(() => {
    most = Math.max(most, toasts().length);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  onTestFinished(() => observer.disconnect());
  stream.emit(...Array.from({ length: 500 }, (_, n) => say(`word ${n}`)));
  await advance(20);
  await waitFor(() => expect(toasts()).toHaveLength(3));
  await advance(5_000);
  await waitFor(() => expect(screen.queryByText('word 0')).toBeNull());
  await waitFor(() => expect(screen.getByText('word 480')).toBeDefined());
  expect(most).toBe(3);
  expect(screen.getByRole('button', { name: 'Notifications, 99+ unread' })).toBeDefined();
});

test('the live regions are there before anything is said, and say it once', async () => {
  const { stream, advance } = await open();
  const region = (part: string) => document.querySelectorAll(`[data-part="${part}"]`);
  expect([region('announcements').length, region('alerts').length]).toEqual([1, 1]);
  stream.emit(say('hello'));
  await advance(20);
  expect(region('announcements')[0]?.textContent).toBe('hello');
  stream.emit({ event: 'failed', data: { text: 'it broke' } });
  await advance(1_000);
  expect([region('announcements')[0]?.textContent, region('alerts')[0]?.textContent]).toEqual(['', 'it broke']);
});

test('a page that a server has rendered is hydrated without a mismatch, and then lives', async () => {
  const page = (client: ReturnType<typeof createTestClient>['client']) => (
    <StreamProvider client={client}>
      <App />
    </StreamProvider>
  );
  const container = document.createElement('div');
  document.body.append(container);
  container.innerHTML = renderToString(page(createTestClient({ dialect }).client as never));
  expect(container.querySelector('[data-part="announcements"]')).not.toBeNull();
  const error = vi.spyOn(console, 'error');
  onTestFinished(() => error.mockRestore());
  const { client, stream, clock } = createTestClient({ dialect });
  const onRecoverableError = vi.fn();
  const root = await act(async () => hydrateRoot(container, page(client as never), { onRecoverableError }));
  onTestFinished(() => {
    act(() => root.unmount());
    container.remove();
  });
  act(() => client.connect());
  await act(() => clock.advance(50));
  stream.emit(say('alive'));
  await act(() => clock.advance(20));
  await waitFor(() => expect(toasts()).toHaveLength(1));
  expect(onRecoverableError).not.toHaveBeenCalled();
  expect(error).not.toHaveBeenCalled();
});

test('texts can be in any language', async () => {
  const { stream, advance } = await open(
    <App labels={{ bell: (unread) => `Glocke, ${unread}`, dismiss: 'Schliessen', markAllRead: 'Alles gelesen' }} />,
  );
  stream.emit(say('eins'));
  await advance(20);
  await waitFor(() => expect(screen.getByRole('button', { name: 'Schliessen' })).toBeDefined());
  expect(screen.getByRole('button', { name: 'Glocke, 1' })).toBeDefined();
  expect(screen.getByRole('button', { name: 'Alles gelesen' })).toBeDefined();
});

test('two clients have their own toasts and their own announcements', async () => {
  const [one, two] = [createTestClient({ dialect }), createTestClient({ dialect })];
  render(
    [one, two].map(({ client }, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
      <StreamProvider key={at} client={client}>
        <NotificationsProvider labels={{ toasts: () => `toasts ${at}` }}>
          <Toaster />
        </NotificationsProvider>
      </StreamProvider>
    )),
  );
  act(() => two.client.connect());
  await act(() => two.clock.advance(50));
  two.stream.emit(say('of two'));
  await act(() => two.clock.advance(20));
  await waitFor(() => expect(toasts()).toHaveLength(1));
  expect(screen.getByRole('region', { name: 'toasts 1' }).textContent).toContain('of two');
  expect([...document.querySelectorAll('[data-part="announcements"]')].map((one) => one.textContent)).toEqual([
    '',
    'of two',
  ]);
});

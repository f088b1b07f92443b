import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { Toaster } from 'sonner';
import { afterEach, expect, test } from 'vitest';
import { renderWithStream } from '../testing/react.tsx';
import { createNotifications } from './create-notifications.ts';
import { SonnerToasts } from './sonner.tsx';
import { dialect } from './test/desk.ts';

afterEach(cleanup);

const toasts = () => document.querySelectorAll('[data-sonner-toast]:not([data-removed="true"])');
const say = (text: string) => ({ event: 'said', data: { text } });

function setUp() {
  const notifications = createNotifications();
  const test = renderWithStream(
    <>
      <SonnerToasts />
      <Toaster />
    </>,
    { dialect, sinks: [notifications] },
  );
  act(() => test.client.connect());
  return { ...test, notifications };
}

test('an app’s own sonner shows at most three of 500, by the store’s time', async () => {
  const { stream, advance, notifications } = setUp();
  await advance(50);
  stream.emit(...Array.from({ length: 500 }, (_, n) => say(`word ${n}`)));
  await advance(20);
  await waitFor(() => expect(toasts()).toHaveLength(3));
  expect(notifications.getState().unread).toBe(500);
  await advance(5_000);
  await waitFor(() => expect(screen.queryByText('word 0')).toBeNull());
  await waitFor(() => expect(toasts()).toHaveLength(3));
  // The newest of those that had to wait.
  expect(screen.getByText('word 480')).toBeDefined();
});

test('what its reader closes is seen, and what goes on is changed in its place', async () => {
  const { stream, advance, notifications } = setUp();
  await advance(50);
  stream.emit({ event: 'job:worked', data: { job: 'a', percent: 40 } });
  await advance(20);
  await waitFor(() => expect(screen.getByText('40 %')).toBeDefined());
  stream.emit({ event: 'job:worked', data: { job: 'a', percent: 60 } });
  await advance(20);
  await waitFor(() => expect(screen.getByText('60 %')).toBeDefined());
  expect(toasts()).toHaveLength(1);
  act(() => notifications.dismiss('job:a'));
  await waitFor(() => expect(toasts()).toHaveLength(0));
  expect(notifications.getState()).toMatchObject({ unseen: 0, unread: 1 });
});

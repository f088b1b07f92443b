import { act, cleanup, render } from '@testing-library/react';
import { type ReactNode, StrictMode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { StreamProvider } from '../react/stream-provider.tsx';
import { createTestClient } from '../testing/create-test-client.ts';
import { renderWithStream } from '../testing/react.tsx';
import { createNotifications } from './create-notifications.ts';
import { NotificationsProvider } from './notifications-provider.tsx';
import { dialect } from './test/desk.ts';
import { type NotificationsView, useNotifications, useUnreadCount } from './use-notifications.ts';
import { type Notify, useNotify } from './use-notify.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const ask = (id: number) => ({ event: 'question:asked', data: { id: `${id}`, text: `text ${id}` } });

function List({ onView }: { onView?: (view: NotificationsView) => void }) {
  const view = useNotifications();
  onView?.(view);
  return <p>{view.items.map(({ id, isRead }) => `${id}${isRead ? '' : '*'}`).join(' ')}</p>;
}

function Count() {
  return <b>{useUnreadCount()}</b>;
}

test('show what events tell, once each under StrictMode, and what the reader did with it', async () => {
  let view: NotificationsView | undefined;
  const { stream, client, advance, container } = renderWithStream(
    <StrictMode>
      <NotificationsProvider announce={false}>
        <List onView={(next) => (view = next)} />
        <Count />
      </NotificationsProvider>
    </StrictMode>,
    { dialect },
  );
  act(() => client.connect());
  await advance(50);
  stream.emit(ask(1));
  await advance(20);
  stream.emit(ask(2));
  await advance(20);
  expect(container.textContent).toBe('question:2* question:1*2');
  act(() => view?.markRead(['question:1']));
  expect(container.textContent).toBe('question:2* question:11');
  act(() => view?.archive());
  expect(container.textContent).toBe('0');
});

test('use one set of notifications, however many providers a client has', async () => {
  const { stream, client, advance, container } = renderWithStream(
    <>
      <NotificationsProvider announce={false}>
        <Count />
      </NotificationsProvider>
      <NotificationsProvider announce={false}>
        <Count />
      </NotificationsProvider>
    </>,
    { dialect },
  );
  act(() => client.connect());
  await advance(50);
  stream.emit(ask(1));
  await advance(20);
  expect(container.textContent).toBe('11');
  expect([...client.sinks].filter((sink) => 'notify' in sink)).toHaveLength(1);
});

test('keep the notifications of two clients apart', async () => {
  const one = createTestClient({ dialect });
  const two = createTestClient({ dialect });
  const Side = ({ client, children }: { client: typeof one.client; children: ReactNode }) => (
    <StreamProvider client={client}>
      <NotificationsProvider announce={false}>{children}</NotificationsProvider>
    </StreamProvider>
  );
  const { container } = render(
    <>
      <Side client={one.client}>
        <Count />
      </Side>
      <Side client={two.client}>
        <Count />
      </Side>
    </>,
  );
  act(() => {
    one.client.connect();
    two.client.connect();
  });
  await act(() => Promise.all([one.clock.advance(50), two.clock.advance(50)]).then(() => {}));
  two.stream.emit(ask(1));
  await act(() => two.clock.advance(20));
  expect(container.textContent).toBe('01');
});

test('find what is attached to the client without a provider of their own, and say so where nothing is', async () => {
  const notifications = createNotifications();
  const { stream, client, advance, container } = renderWithStream(<Count />, { dialect, sinks: [notifications] });
  act(() => client.connect());
  await advance(50);
  stream.emit(ask(1));
  await advance(20);
  expect(container.textContent).toBe('1');
  vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(() => renderWithStream(<Count />, { dialect })).toThrow(/bisse: a notification hook was used where/);
});

test('useNotify gives the same function in every render, and one for each severity', async () => {
  const seen = new Set<Notify>();
  function Teller() {
    seen.add(useNotify());
    return <List />;
  }
  const notifications = createNotifications();
  const { advance } = renderWithStream(<Teller />, { dialect, sinks: [notifications] });
  await advance(50);
  const [notify] = [...seen] as [Notify];
  act(() => {
    notify('plain');
    notify.error('broke', { message: 'why' });
    notify.success('done', { key: 'x' });
  });
  await act(() => notify.promise(Promise.resolve(1), { loading: 'going', success: 'gone', error: 'no' }));
  expect(seen.size).toBe(1);
  expect(
    notifications
      .getState()
      .items.map(({ title, severity }) => `${title} ${severity}`)
      .sort(),
  ).toEqual([...['broke error', 'done success', 'gone success', 'plain info']]);
  act(() => notify.dismiss());
  expect(notifications.getState().toasts).toEqual([]);
});

test('a component that shows the count renders when the count changes, not with each notification’s progress', async () => {
  let renders = 0;
  function Counted() {
    renders += 1;
    return <b>{useUnreadCount()}</b>;
  }
  const { stream, client, advance } = renderWithStream(<Counted />, { dialect, sinks: [createNotifications()] });
  act(() => client.connect());
  await advance(50);
  const work = (percent: number) => ({ event: 'job:worked', data: { job: 'a', percent } });
  stream.emit(work(1));
  await advance(20);
  const before = renders;
  for (let percent = 2; percent < 20; percent += 1) {
    stream.emit(work(percent));
    await advance(20);
  }
  expect(renders).toBe(before);
});

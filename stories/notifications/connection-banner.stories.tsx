import { ConnectionBanner, Notifications } from 'bisse/notifications';
import { expect, screen, userEvent, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { type Desk, deskOf, deskWith } from './desk.ts';

const meta = preview.meta({
  title: 'Notifications/ConnectionBanner',
  component: ConnectionBanner,
  parameters: deskWith(),
  decorators: [
    (Story) => (
      <Notifications.Provider>
        <Story />
      </Notifications.Provider>
    ),
  ],
});

const banner = () => document.querySelector('[data-part="banner"]');

/** The server is gone for good. */
async function lose({ stream, clock }: Desk, forMs: number): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) stream.respondNext({ unreachable: true });
  stream.fail();
  await clock.advance(forMs);
}

export const Live = meta.story({
  parameters: deskWith(),
  play: async () => {
    await expect(banner()).toBeNull();
  },
});

export const ShortBreak = meta.story({
  parameters: deskWith(),
  play: async (context) => {
    const { stream, clock } = deskOf(context);
    stream.fail();
    await clock.advance(1_900);
    await expect(banner()).toBeNull();
    await clock.advance(2_000);
    await expect(banner()).toBeNull();
  },
});

export const Reconnecting = meta.story({
  parameters: deskWith((desk) => lose(desk, 9_000)),
});

export const CountsDown = meta.story({
  parameters: deskWith((desk) => lose(desk, 20_000)),
  play: async (context) => {
    const { clock, client } = deskOf(context);
    const text = await screen.findByText(/^Trying again in \d+ s\.$/);
    const seconds = () => Number(/\d+/.exec(text.textContent ?? '')?.[0]);
    await clock.advance(1);
    const before = seconds();
    const { connection } = client.store.getState();
    const retryAt = connection.status === 'reconnecting' ? (connection.retryAt ?? 0) : 0;
    await waitFor(() => expect(seconds()).toBe(Math.ceil((retryAt - clock.now()) / 1_000)));
    await clock.advance(1_000);
    await waitFor(() => expect(seconds()).toBe(before - 1));
  },
});

export const RetryNow = meta.story({
  parameters: deskWith((desk) => lose(desk, 20_000)),
  play: async (context) => {
    const { stream, clock, client } = deskOf(context);
    const before = stream.requests.length;
    await userEvent.click(await screen.findByRole('button', { name: 'Retry now' }));
    await clock.advance(10);
    await expect(stream.requests.length).toBe(before + 1);
    await expect(client.store.getState().connection.status).toBe('reconnecting');
  },
});

export const Offline = meta.story({
  parameters: deskWith(async ({ page, clock }) => {
    page.tell('offline');
    await clock.advance(5_000);
  }),
  play: async (context) => {
    await waitFor(() => expect(screen.getByText('You are offline.')).toBeVisible());
    await expect(screen.queryByRole('button')).toBeNull();
    const { page, clock } = deskOf(context);
    page.tell('online');
    await clock.advance(1_000);
    await waitFor(() => expect(banner()).toBeNull());
  },
});

export const SignedOut = meta.story({
  parameters: deskWith(async ({ stream, clock }) => {
    stream.respondNext({ status: 401 });
    stream.fail();
    await clock.advance(2_000);
  }),
  play: async () => {
    await waitFor(() => expect(screen.getByText('You are signed out.')).toBeVisible());
  },
});

export const NoAccess = meta.story({
  parameters: deskWith(async ({ stream, clock }) => {
    stream.respondNext({ status: 403 });
    stream.fail();
    await clock.advance(2_000);
  }),
});

export const Dark = meta.story({
  globals: { theme: 'dark' },
  parameters: deskWith((desk) => lose(desk, 9_000)),
});

export const RightToLeft = meta.story({
  globals: { dir: 'rtl' },
  parameters: deskWith((desk) => lose(desk, 9_000)),
});

export const OnAPhone = meta.story({
  globals: { viewport: { value: 'phone' } },
  parameters: deskWith((desk) => lose(desk, 9_000)),
});

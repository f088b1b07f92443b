import { Bell, memoryStorage, Notifications, Toaster } from 'bisse/notifications';
import { useState } from 'react';
import { expect, screen, userEvent, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { deskOf, deskWith, mixture, questions } from './desk.ts';

const meta = preview.meta({
  title: 'Notifications/Bell',
  component: Bell,
  parameters: deskWith(questions(3)),
  argTypes: { container: { control: false }, center: { control: false } },
  decorators: [
    (Story) => (
      <Notifications.Provider>
        <header style={{ display: 'flex', justifyContent: 'end' }}>
          <Story />
        </header>
      </Notifications.Provider>
    ),
  ],
});

const bell = (name: string | RegExp = /^Notifications/) => screen.findByRole('button', { name });

export const Quiet = meta.story({
  parameters: deskWith(),
});

export const ThreeUnread = meta.story({
  parameters: deskWith(questions(3)),
  play: async () => {
    await expect(await bell('Notifications, 3 unread')).toHaveTextContent('3');
  },
});

export const MoreThan99 = meta.story({
  parameters: deskWith(questions(120)),
  play: async () => {
    await expect(await bell('Notifications, 99+ unread')).toHaveTextContent('99+');
  },
});

export const SeenAndUnread = meta.story({
  parameters: deskWith(async ({ tell, notifications }) => {
    await tell(...questions(3));
    notifications.mark('seen');
  }),
});

export const OpenedByPointer = meta.story({
  parameters: deskWith(mixture),
  play: async () => {
    const button = await bell();
    await expect(button).toHaveAttribute('data-unseen');
    await userEvent.click(button);
    await waitFor(() => expect(screen.getByRole('feed', { name: 'Notifications' })).toBeVisible());
    await waitFor(() => expect(button).not.toHaveAttribute('data-unseen'));
    await expect(button).toHaveAttribute('data-unread');
  },
});

export const OpenedByKeyboard = meta.story({
  parameters: deskWith(questions(2)),
  play: async () => {
    const button = await bell();
    button.focus();
    await userEvent.keyboard('{Enter}');
    const popup = await screen.findByRole('dialog', { name: 'Notifications' });
    await waitFor(() => expect(popup).toContainElement(document.activeElement as HTMLElement));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(button).toHaveFocus());
  },
});

function FromTheToast() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Bell open={isOpen} onOpenChange={setIsOpen} />
      <Toaster onOpenCenter={() => setIsOpen(true)} />
    </>
  );
}

export const OpenedFromTheSummary = meta.story({
  parameters: deskWith(async ({ page, tell }) => {
    page.tell('hidden');
    await tell(...questions(20));
    page.tell('visible');
  }),
  render: () => <FromTheToast />,
  play: async (context) => {
    const { notifications } = deskOf(context);
    notifications.dismiss(notifications.getState().toasts[0]?.id as string);
    await userEvent.click(await screen.findByRole('button', { name: 'Open' }));
    await waitFor(() => expect(screen.getByRole('feed')).toBeVisible());
    await waitFor(() => expect(screen.queryByText('17 while you were away')).toBeNull());
  },
});

/** The same storage, as the next visit of a page finds it. */
function NextVisit() {
  return <Bell center={{ groupBy: 'none' }} />;
}

export const PersistedAfterReload = meta.story({
  parameters: deskWith(
    async ({ notifications }) => {
      notifications.notify({ title: 'Of this visit' });
    },
    {
      name: 'stories',
      storage: (() => {
        const kept = memoryStorage();
        const record = { id: 'old', title: 'Of the last visit', severity: 'info', group: 'app', at: 1, count: 1 };
        void kept.write(
          'bisse notifications ["stories",""]',
          JSON.stringify({ version: 1, records: [record], marks: [] }),
        );
        return kept;
      })(),
    },
  ),
  render: () => <NextVisit />,
  play: async () => {
    await userEvent.click(await bell('Notifications, 2 unread'));
    await waitFor(() => expect(screen.getByRole('article', { name: 'Of the last visit' })).toBeVisible());
  },
});

export const ReadInAnotherTab = meta.story({
  parameters: {
    stream: {
      ...deskWith(questions(2), { name: 'shared' }).stream,
    },
  },
  play: async (context) => {
    const { notifications } = deskOf(context);
    const button = await bell('Notifications, 2 unread');
    // What another tab's reader does arrives as marks, as here.
    notifications.mark('read', [notifications.getState().items[0]?.id as string]);
    await waitFor(() => expect(button).toHaveAccessibleName('Notifications, 1 unread'));
  },
});

export const RightToLeft = meta.story({
  globals: { dir: 'rtl' },
  parameters: deskWith([{ title: 'سؤال جديد', message: 'متى تفتح المكتبة أيام الأحد؟' }]),
  play: async () => {
    await userEvent.click(await bell());
    await waitFor(() => expect(screen.getByRole('feed')).toBeVisible());
  },
});

export const OnAPhone = meta.story({
  globals: { viewport: { value: 'phone' } },
  parameters: deskWith(mixture),
  play: async () => {
    await userEvent.click(await bell());
    const popup = await screen.findByRole('dialog');
    await waitFor(() => expect(popup.getBoundingClientRect().width).toBeLessThanOrEqual(innerWidth));
  },
});

export const Dark = meta.story({
  globals: { theme: 'dark' },
  parameters: deskWith(mixture),
  play: async () => {
    await userEvent.click(await bell());
    await waitFor(() => expect(screen.getByRole('feed')).toBeVisible());
  },
});

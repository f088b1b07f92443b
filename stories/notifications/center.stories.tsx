import { Center, Notifications } from 'bisse/notifications';
import { expect, screen, userEvent, waitFor, within } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { deskOf, deskWith, mixture, questions } from './desk.ts';

const meta = preview.meta({
  title: 'Notifications/Center',
  component: Center,
  parameters: deskWith(mixture),
  argTypes: { render: { control: false }, tabs: { control: false } },
  decorators: [
    (Story) => (
      <Notifications.Provider>
        <div style={{ maxWidth: 400 }}>
          <Story />
        </div>
      </Notifications.Provider>
    ),
  ],
});

const items = () => screen.queryAllByRole('article');
const itemOf = (title: string) => screen.getByRole('article', { name: title });
const dayMs = 86_400_000;

export const Empty = meta.story({
  parameters: deskWith(),
  play: async () => {
    await waitFor(() => expect(screen.getByText('Nothing here yet')).toBeVisible());
    await expect(screen.getByRole('button', { name: 'Mark all as read' })).toBeDisabled();
  },
});

export const Few = meta.story({
  parameters: deskWith(mixture),
});

export const SomeRead = meta.story({
  parameters: deskWith(async ({ tell, notifications }) => {
    await tell(...mixture);
    const ids = notifications.getState().items.map(({ id }) => id);
    notifications.mark('read', ids.slice(1, 3));
  }),
});

export const GroupedByDay = meta.story({
  parameters: deskWith(async ({ tell, clock }) => {
    await tell({ title: 'Three days ago', message: 'On Saturday' });
    await clock.advance(2 * dayMs);
    await tell(...questions(2));
    await clock.advance(dayMs);
    await tell(...mixture);
  }),
  play: async () => {
    await waitFor(() => expect(screen.getByText('Today')).toBeVisible());
    await expect(screen.getByText('Yesterday')).toBeVisible();
  },
});

export const GroupedByTopic = meta.story({
  args: { groupBy: 'group' },
  parameters: deskWith(mixture),
});

export const Ungrouped = meta.story({
  args: { groupBy: 'none' },
  parameters: deskWith(mixture),
});

export const MarkRead = meta.story({
  parameters: deskWith(questions(3)),
  play: async (context) => {
    const { notifications } = deskOf(context);
    await waitFor(() => expect(items()).toHaveLength(3));
    await userEvent.click(screen.getByRole('button', { name: 'Mark as read: Question 2' }));
    await waitFor(() => expect(itemOf('Question 2')).not.toHaveAttribute('data-unread'));
    await expect(notifications.getState().unread).toBe(2);
    await userEvent.click(screen.getByRole('button', { name: 'Mark as unread: Question 2' }));
    await waitFor(() => expect(itemOf('Question 2')).toHaveAttribute('data-unread'));
  },
});

export const MarkAllReadAndUndo = meta.story({
  parameters: deskWith(questions(3)),
  play: async (context) => {
    const { notifications } = deskOf(context);
    await userEvent.click(await screen.findByRole('button', { name: 'Mark all as read' }));
    await expect(notifications.getState().unread).toBe(0);
    await expect(screen.getByRole('status')).toHaveTextContent('3 marked as read');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await expect(notifications.getState().unread).toBe(3);
    await expect(screen.queryByRole('status')).toBeNull();
  },
});

export const ArchiveAllAndUndo = meta.story({
  parameters: deskWith(questions(3)),
  play: async () => {
    await waitFor(() => expect(items()).toHaveLength(3));
    await userEvent.click(screen.getByRole('button', { name: 'Archive all' }));
    await waitFor(() => expect(items()).toHaveLength(0));
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(items()).toHaveLength(3));
  },
});

export const ArchiveAndMoveBack = meta.story({
  parameters: deskWith(questions(2)),
  play: async () => {
    await userEvent.click(await screen.findByRole('button', { name: 'Archive: Question 1' }));
    await waitFor(() => expect(items()).toHaveLength(1));
    await userEvent.click(screen.getByRole('tab', { name: 'Archived' }));
    await waitFor(() => expect(items()).toHaveLength(1));
    await userEvent.click(screen.getByRole('button', { name: 'Move back: Question 1' }));
    await waitFor(() => expect(screen.getByText('Nothing archived')).toBeVisible());
  },
});

export const SeenIsNotRead = meta.story({
  parameters: deskWith(questions(3)),
  play: async (context) => {
    const { notifications } = deskOf(context);
    await waitFor(() => expect(notifications.getState()).toMatchObject({ unseen: 0, unread: 3 }));
    await waitFor(() => expect(itemOf('Question 1')).toHaveAttribute('data-unread'));
  },
});

export const UnreadTab = meta.story({
  parameters: deskWith(async ({ tell, notifications }) => {
    await tell(...questions(3));
    notifications.mark('read', [notifications.getState().items[0]?.id as string]);
  }),
  play: async () => {
    await waitFor(() => expect(items()).toHaveLength(3));
    screen.getByRole('tab', { name: 'All' }).focus();
    await userEvent.keyboard('{ArrowRight}{Enter}');
    await waitFor(() => expect(items()).toHaveLength(2));
    await userEvent.click(screen.getByRole('button', { name: 'Mark all as read' }));
    await waitFor(() => expect(screen.getByText('You are up to date')).toBeVisible());
  },
});

export const OwnTabs = meta.story({
  args: {
    tabs: [
      { id: 'all', label: 'Everything', filter: 'current' },
      { id: 'system', label: 'System', filter: ({ group }) => group === 'system', empty: 'All is well' },
    ],
  },
  parameters: deskWith(mixture),
  play: async () => {
    await userEvent.click(await screen.findByRole('tab', { name: 'System' }));
    await waitFor(() => expect(items()).toHaveLength(2));
  },
});

export const FiveThousand = meta.story({
  parameters: deskWith(questions(5_000), { historyLimit: 5_000 }),
  play: async () => {
    await waitFor(() => expect(items().length).toBeGreaterThan(5));
    await expect(items().length).toBeLessThan(40);
    await expect(items()[0]).toHaveAttribute('aria-setsize', '5000');
    items()[0]?.focus();
    await userEvent.keyboard('{End}');
    await waitFor(() => expect(document.activeElement).toHaveAttribute('aria-posinset', '5000'));
    await expect(items().length).toBeLessThan(40);
    await userEvent.keyboard('{Home}');
    await waitFor(() => expect(document.activeElement).toHaveAttribute('aria-posinset', '1'));
  },
});

export const NewOnesWhileScrolled = meta.story({
  parameters: deskWith(questions(60)),
  play: async (context) => {
    const { tell } = deskOf(context);
    const list = await screen.findByRole('feed');
    await waitFor(() => expect(items().length).toBeGreaterThan(5));
    list.scrollTop = 400;
    list.dispatchEvent(new Event('scroll'));
    await waitFor(() => expect(list.scrollTop).toBe(400));
    await tell(...questions(3, 101));
    const above = await screen.findByRole('button', { name: '3 new' });
    await expect(list.scrollTop).toBe(400);
    await expect(screen.queryByRole('article', { name: 'Question 103' })).toBeNull();
    await userEvent.click(above);
    await waitFor(() => expect(itemOf('Question 103')).toHaveFocus());
    await expect(screen.queryByRole('button', { name: '3 new' })).toBeNull();
  },
});

export const KeyboardAlone = meta.story({
  parameters: deskWith(questions(4)),
  play: async (context) => {
    const { notifications } = deskOf(context);
    await waitFor(() => expect(items()).toHaveLength(4));
    const [first] = items();
    first?.focus();
    await userEvent.keyboard('{ArrowDown}');
    await waitFor(() => expect(items()[1]).toHaveFocus());
    const name = items()[1]?.getAttribute('aria-label') as string;
    await userEvent.tab();
    await expect(screen.getByRole('button', { name: `Mark as read: ${name}` })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(notifications.getState().unread).toBe(3);
    await userEvent.tab();
    await expect(screen.getByRole('button', { name: `Archive: ${name}` })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(items()).toHaveLength(3));
    // What had the focus is gone; its neighbour takes it.
    await waitFor(() => expect(items()).toContain(document.activeElement));
  },
});

export const GoingOn = meta.story({
  parameters: deskWith([
    { title: 'Encoding “Aletsch”', progress: 0.42, key: 'a' },
    { title: 'Encoding “Bietschhorn”', progress: 0.08, key: 'b', message: 'Second of two' },
  ]),
  play: async (context) => {
    const bar = await screen.findByRole('progressbar', { name: 'Encoding “Aletsch”' });
    await deskOf(context).tell({ title: 'Encoding “Aletsch”', progress: 0.5, key: 'a' });
    await waitFor(() => expect(bar).toHaveAttribute('aria-valuenow', '50'));
  },
});

export const Repeated = meta.story({
  parameters: deskWith(Array.from({ length: 12 }, () => ({ title: 'Disk is 90 % full', key: 'disk' }))),
});

export const Offline = meta.story({
  parameters: deskWith(async ({ tell, page, clock }) => {
    await tell(...mixture);
    page.tell('offline');
    await clock.advance(100);
  }),
  play: async () => {
    await waitFor(() => expect(screen.getByText('You are offline. What you see may be behind.')).toBeVisible());
    await waitFor(() => expect(items().length).toBeGreaterThan(3));
  },
});

export const Blocked = meta.story({
  parameters: deskWith(async ({ tell, stream, clock }) => {
    await tell(...questions(2));
    stream.respondNext({ status: 404 });
    stream.fail();
    await clock.advance(5_000);
  }),
  play: async (context) => {
    const { clock, client } = deskOf(context);
    await userEvent.click(await screen.findByRole('button', { name: 'Retry now' }));
    await clock.advance(1_000);
    await expect(client.store.getState().connection.status).toBe('open');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Retry now' })).toBeNull());
  },
});

export const LongText = meta.story({
  parameters: deskWith([
    {
      title: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung was changed',
      message:
        'The regulation that has been under discussion since the spring was changed in four paragraphs. Those who are concerned have until the end of the month to object, in writing.',
    },
    { title: 'https://example.test/a/very/long/address/that/has/no/place/to/break/at/all/whatever/happens' },
  ]),
});

export const CustomItem = meta.story({
  args: {
    render: ({ id, title }, { markRead }) => (
      <button type="button" style={{ gridColumn: '1 / -1' }} onClick={() => markRead([id])}>
        {title}
      </button>
    ),
  },
  parameters: deskWith(questions(3)),
});

export const RightToLeft = meta.story({
  globals: { dir: 'rtl' },
  parameters: deskWith([
    { title: 'سؤال جديد', message: 'متى تفتح المكتبة أيام الأحد؟', href: '#q' },
    { title: 'فشل الدفع', message: 'رُفضت البطاقة.', severity: 'error' },
    { title: 'ترميز الفيديو', progress: 0.42, key: 'reel' },
  ]),
});

export const Dark = meta.story({
  globals: { theme: 'dark' },
  parameters: deskWith(mixture),
});

export const OnAPhone = meta.story({
  globals: { viewport: { value: 'phone' } },
  parameters: deskWith(mixture),
});

export const Compact = meta.story({
  globals: { density: 'compact' },
  parameters: deskWith(mixture),
});

export const NamedForReaders = meta.story({
  parameters: deskWith(questions(2)),
  play: async () => {
    const center = await screen.findByRole('region', { name: 'Notifications' });
    await expect(within(center).getByRole('feed', { name: 'Notifications' })).toBeVisible();
    await waitFor(() => expect(items()[0]).toHaveAttribute('aria-posinset', '1'));
    await expect(items()[0]).toHaveAttribute('aria-setsize', '2');
    await expect(items()[0]).toHaveTextContent('Unread');
  },
});

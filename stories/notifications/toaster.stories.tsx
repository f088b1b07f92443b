import { StreamProvider } from 'bisse';
import { Notifications, Toaster, useNotify } from 'bisse/notifications';
import { createTestClient, createVirtualClock } from 'bisse/testing';
import { useRef, useState } from 'react';
import { expect, fireEvent, fn, screen, userEvent, waitFor, within } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { deskOf, deskWith, mixture, questions } from './desk.ts';

const meta = preview.meta({
  title: 'Notifications/Toaster',
  component: Toaster,
  parameters: deskWith(questions(1)),
  argTypes: {
    position: {
      control: 'select',
      options: ['top-start', 'top-center', 'top-end', 'bottom-start', 'bottom-center', 'bottom-end'],
    },
    container: { control: false },
    render: { control: false },
  },
  decorators: [
    (Story) => (
      <Notifications.Provider>
        <Story />
      </Notifications.Provider>
    ),
  ],
});

const toasts = () => [...document.querySelectorAll<HTMLElement>('[data-part="toast"]')];
const titles = () => toasts().map((toast) => toast.querySelector('[data-part="title"]')?.textContent);
const polite = () => document.querySelector('[data-part="announcements"]')?.textContent;
const alerts = () => document.querySelector('[data-part="alerts"]')?.textContent;

export const Info = meta.story({
  parameters: deskWith([{ title: 'Ines joined', message: 'She can edit this page.' }]),
});

export const Success = meta.story({
  parameters: deskWith([{ title: 'Published', message: 'Everybody can see the pin now.', severity: 'success' }]),
});

export const Warning = meta.story({
  parameters: deskWith([{ title: 'Disk is 90 % full', message: 'db-2 in Sion', severity: 'warning' }]),
});

export const Failure = meta.story({
  parameters: deskWith([{ title: 'Payment failed', message: 'The card was refused.', severity: 'error' }]),
});

export const EverySeverity = meta.story({
  args: { limit: 5 },
  parameters: deskWith(mixture),
});

export const TitleAlone = meta.story({
  parameters: deskWith([{ title: 'Saved' }]),
});

const undone = fn();

export const WithAction = meta.story({
  parameters: deskWith(({ notifications }) => {
    notifications.notify({ title: 'Question archived', action: { label: 'Undo', onSelect: undone } });
  }),
  play: async (context) => {
    undone.mockClear();
    const { clock, notifications } = deskOf(context);
    await clock.advance(60_000);
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await expect(undone).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(toasts()).toHaveLength(0));
    await expect(notifications.getState().unread).toBe(0);
  },
});

export const WithLink = meta.story({
  parameters: deskWith([{ title: 'Ines asked a question', message: 'When do you open?', href: '#ines' }]),
});

export const Sticky = meta.story({
  parameters: deskWith(
    [
      { title: 'Payment failed', message: 'The card was refused.', severity: 'error' },
      { title: 'Draft saved', severity: 'success' },
    ],
    { durationMs: 5_000 },
  ),
  play: async (context) => {
    await waitFor(() => expect(toasts()).toHaveLength(2));
    await deskOf(context).clock.advance(60_000);
    await waitFor(() => expect(titles()).toEqual(['Payment failed']));
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(toasts()).toHaveLength(0));
  },
});

function Saver({ fails }: { fails: boolean }) {
  const notify = useNotify();
  const settle = useRef<() => void>(undefined);
  return (
    <>
      <button
        type="button"
        onClick={() => {
          const saving = new Promise<number>((resolve, reject) => {
            settle.current = () => (fails ? reject(new Error('The server is full.')) : resolve(3));
          });
          const texts = {
            loading: 'Saving…',
            success: (rows: number) => ({ title: 'Saved', message: `${rows} rows` }),
            error: (error: unknown) => ({ title: 'Not saved', message: (error as Error).message }),
          };
          notify.promise(saving, texts).catch(() => {});
        }}
      >
        Save
      </button>
      <button type="button" onClick={() => settle.current?.()}>
        Let it end
      </button>
      <Toaster />
    </>
  );
}

export const PromiseSucceeds = meta.story({
  parameters: deskWith(),
  render: () => <Saver fails={false} />,
  play: async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(titles()).toEqual(['Saving…']));
    await userEvent.click(screen.getByRole('button', { name: 'Let it end' }));
    await waitFor(() => expect(titles()).toEqual(['Saved']));
    await expect(toasts()[0]).toHaveAttribute('data-severity', 'success');
  },
});

export const PromiseFails = meta.story({
  parameters: deskWith(),
  render: () => <Saver fails />,
  play: async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await userEvent.click(screen.getByRole('button', { name: 'Let it end' }));
    await waitFor(() => expect(titles()).toEqual(['Not saved']));
    await expect(toasts()[0]).toHaveTextContent('The server is full.');
  },
});

export const ProgressInPlace = meta.story({
  parameters: deskWith([{ title: 'Encoding “Aletsch”', progress: 0, key: 'reel' }], { durationMs: 5_000 }),
  play: async (context) => {
    const { tell, clock } = deskOf(context);
    const bar = await screen.findByRole('progressbar', { name: 'Encoding “Aletsch”' });
    for (const percent of [1, 26, 42]) {
      await tell({ title: 'Encoding “Aletsch”', progress: percent / 100, key: 'reel' });
      await waitFor(() => expect(bar).toHaveAttribute('aria-valuenow', `${percent}`));
    }
    await expect(toasts()).toHaveLength(1);
    await clock.advance(60_000);
    await tell({ title: '“Aletsch” is ready', severity: 'success', key: 'reel' });
    await waitFor(() => expect(titles()).toEqual(['“Aletsch” is ready']));
    await expect(screen.queryByRole('progressbar')).toBeNull();
  },
});

export const RepeatedTwelveTimes = meta.story({
  parameters: deskWith([{ title: 'Disk is 90 % full', severity: 'warning', key: 'disk' }]),
  play: async (context) => {
    const again = { title: 'Disk is 90 % full', severity: 'warning', key: 'disk' } as const;
    await deskOf(context).tell(...Array.from({ length: 11 }, () => again));
    await waitFor(() => expect(titles()).toEqual(['Disk is 90 % full×12']));
  },
});

export const TenWithThreePlaces = meta.story({
  parameters: deskWith([], { durationMs: 5_000 }),
  play: async (context) => {
    const { tell, clock } = deskOf(context);
    await tell(...questions(9), { title: 'Payment failed', severity: 'error' });
    await waitFor(() => expect(toasts()).toHaveLength(3));
    await expect(screen.getByText('7 more')).toBeVisible();
    await clock.advance(5_000);
    await waitFor(() => expect(titles()).toContain('Payment failed'));
    await expect(toasts().length).toBeLessThanOrEqual(3);
  },
});

export const Burst500 = meta.story({
  parameters: deskWith(),
  play: async (context) => {
    const { tell, notifications } = deskOf(context);
    let most = 0;
    const observer = new MutationObserver(() => {
      most = Math.max(most, toasts().length);
    });
    observer.observe(document.body, { childList: true, subtree: true });
    await tell(...questions(500));
    await waitFor(() => expect(toasts()).toHaveLength(3));
    observer.disconnect();
    await expect(most).toBe(3);
    await expect(notifications.getState().unread).toBe(500);
  },
});

export const PausedByPointer = meta.story({
  parameters: deskWith(questions(1), { durationMs: 5_000 }),
  play: async (context) => {
    const { clock } = deskOf(context);
    const toast = await screen.findByText('Question 1');
    await userEvent.hover(toast);
    await clock.advance(60_000);
    await expect(toasts()).toHaveLength(1);
    await userEvent.unhover(toast);
    await clock.advance(6_000);
    await waitFor(() => expect(toasts()).toHaveLength(0));
  },
});

export const PausedByFocus = meta.story({
  parameters: deskWith(questions(1), { durationMs: 5_000 }),
  render: (args) => (
    <>
      <button type="button">Before</button>
      <Toaster {...args} />
    </>
  ),
  play: async (context) => {
    const { clock } = deskOf(context);
    await screen.findByText('Question 1');
    const before = screen.getByRole('button', { name: 'Before' });
    before.focus();
    await userEvent.keyboard('{F6}');
    await clock.advance(60_000);
    await expect(toasts()).toHaveLength(1);
    before.focus();
    await clock.advance(6_000);
    await waitFor(() => expect(toasts()).toHaveLength(0));
  },
});

export const PausedWhileHidden = meta.story({
  parameters: deskWith(questions(1), { durationMs: 5_000 }),
  play: async (context) => {
    const { clock, page, tell } = deskOf(context);
    await screen.findByText('Question 1');
    page.tell('hidden');
    await tell(...questions(14, 2));
    await clock.advance(60_000);
    await expect(toasts()).toHaveLength(3);
    page.tell('visible');
    await clock.advance(5_000);
    await waitFor(() => expect(titles()).toEqual(['12 while you were away']));
  },
});

export const ReplayedAfterABreak = meta.story({
  parameters: deskWith(async ({ stream, clock }) => {
    const id = (n: number) => `e:1000-${n}`;
    stream.emit({ event: 'said', data: { title: 'Question 1' }, id: id(1) });
    await clock.advance(40);
    stream.respondNext({ connected: { resume: 'resumed', head: id(15) } });
    stream.fail();
    await clock.advance(3_000);
    stream.emit(
      ...Array.from({ length: 14 }, (_, n) => ({ event: 'said', data: { title: `Question ${n + 2}` }, id: id(n + 2) })),
    );
    await clock.advance(40);
  }),
  play: async (context) => {
    await waitFor(() => expect(titles()).toContain('14 while you were away'));
    await expect(toasts()).toHaveLength(2);
    await expect(deskOf(context).notifications.getState().unread).toBe(15);
  },
});

export const Swipe = meta.story({
  parameters: deskWith(questions(2)),
  play: async (context) => {
    await waitFor(() => expect(toasts()).toHaveLength(2));
    const toast = toasts()[0] as HTMLElement;
    const { left, top } = toast.getBoundingClientRect();
    const at = (x: number) => ({
      clientX: left + 20 + x,
      clientY: top + 10,
      pointerId: 1,
      button: 0,
      pointerType: 'mouse',
    });
    toast.setPointerCapture = () => {};
    fireEvent.pointerDown(toast, at(0));
    for (const x of [1, 10, 30, 60, 90]) fireEvent.pointerMove(toast, { ...at(x), movementX: 10 });
    await waitFor(() => expect(toast).toHaveAttribute('data-swiping'));
    fireEvent.pointerUp(toast, at(90));
    await waitFor(() => expect(toasts()).toHaveLength(1));
    await expect(deskOf(context).notifications.getState()).toMatchObject({ unread: 2, unseen: 1 });
  },
});

const withPage = (args: Parameters<typeof Toaster>[0]) => (
  <>
    <label>
      Reply <input />
    </label>
    <Toaster {...args} />
  </>
);

export const KeyboardAlone = meta.story({
  parameters: deskWith(questions(2)),
  render: withPage,
  play: async () => {
    await waitFor(() => expect(toasts()).toHaveLength(2));
    const input = screen.getByRole('textbox');
    input.focus();
    await userEvent.keyboard('{F6}');
    await expect(screen.getByRole('region', { name: 'New notifications (F6)' })).toHaveFocus();
    await userEvent.tab();
    await expect(toasts()[0]).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(toasts()).toHaveLength(1));
    await expect(toasts()[0]).toHaveFocus();
    await userEvent.tab();
    await expect(within(toasts()[0] as HTMLElement).getByRole('button', { name: 'Dismiss' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(toasts()).toHaveLength(0));
    await waitFor(() => expect(input).toHaveFocus());
  },
});

export const AnotherHotkey = meta.story({
  args: { hotkey: 'Alt+T' },
  parameters: deskWith(questions(1)),
  render: withPage,
  play: async () => {
    await waitFor(() => expect(toasts()).toHaveLength(1));
    const input = screen.getByRole('textbox');
    input.focus();
    await userEvent.keyboard('{F6}');
    await expect(input).toHaveFocus();
    await userEvent.keyboard('{Alt>}t{/Alt}');
    await expect(screen.getByRole('region', { name: 'New notifications (Alt+T)' })).toHaveFocus();
    await userEvent.tab({ shift: true });
    await expect(input).toHaveFocus();
  },
});

export const NoHotkey = meta.story({
  args: { hotkey: false },
  parameters: deskWith(questions(1)),
  render: withPage,
  play: async () => {
    await waitFor(() => expect(toasts()).toHaveLength(1));
    const input = screen.getByRole('textbox');
    input.focus();
    await userEvent.keyboard('{F6}');
    await expect(input).toHaveFocus();
    await expect(screen.getByRole('region', { name: 'New notifications' })).toBeVisible();
  },
});

export const TopStart = meta.story({
  args: { position: 'top-start' },
  parameters: deskWith(mixture.slice(0, 2)),
});

export const TopCenter = meta.story({
  args: { position: 'top-center' },
  parameters: deskWith(mixture.slice(0, 2)),
});

export const TopEnd = meta.story({
  args: { position: 'top-end' },
  parameters: deskWith(mixture.slice(0, 2)),
});

export const BottomStart = meta.story({
  args: { position: 'bottom-start' },
  parameters: deskWith(mixture.slice(0, 2)),
});

export const BottomCenter = meta.story({
  args: { position: 'bottom-center' },
  parameters: deskWith(mixture.slice(0, 2)),
});

export const BottomEnd = meta.story({
  args: { position: 'bottom-end' },
  parameters: deskWith(mixture.slice(0, 2)),
});

export const RightToLeft = meta.story({
  globals: { dir: 'rtl' },
  args: { limit: 5 },
  parameters: deskWith([
    { title: 'سؤال جديد', message: 'متى تفتح المكتبة أيام الأحد؟', href: '#q' },
    { title: 'فشل الدفع', message: 'رُفضت البطاقة.', severity: 'error' },
    { title: 'ترميز الفيديو', progress: 0.42, key: 'reel' },
  ]),
});

export const Dark = meta.story({
  globals: { theme: 'dark' },
  args: { limit: 5 },
  parameters: deskWith(mixture),
});

export const ReducedMotion = meta.story({
  globals: { motion: 'reduced' },
  parameters: deskWith(({ notifications }) => {
    notifications.notify({ title: 'Saving…', busy: true });
  }),
});

export const OnAPhone = meta.story({
  globals: { viewport: { value: 'phone' } },
  args: { limit: 5 },
  parameters: deskWith(mixture),
});

export const LongText = meta.story({
  parameters: deskWith([
    {
      title: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung was changed',
      message:
        'The regulation that has been under discussion since the spring was changed in four paragraphs. Those who are concerned have until the end of the month to object, in writing, with a reason for each paragraph that they object to, and a copy for each party.',
    },
    { title: 'https://example.test/a/very/long/address/that/has/no/place/to/break/at/all/whatever/happens?and=more' },
  ]),
});

function Modal() {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        Open
      </button>
      <dialog ref={dialog} aria-label="Edit" style={{ width: 480, height: 320 }}>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
        <Toaster container={dialog} />
      </dialog>
    </>
  );
}

export const InsideModal = meta.story({
  parameters: deskWith(questions(1)),
  render: () => <Modal />,
  play: async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Open' }));
    const dialog = screen.getByRole('dialog', { name: 'Edit' });
    await userEvent.click(await within(dialog).findByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(toasts()).toHaveLength(0));
  },
});

export const Announcements = meta.story({
  parameters: deskWith(),
  play: async (context) => {
    const { tell, clock } = deskOf(context);
    await expect(polite()).toBe('');
    await tell({ title: 'Ines joined', message: 'She can edit.' });
    await waitFor(() => expect(polite()).toBe('Ines joined: She can edit.'));
    await tell(...questions(12));
    await expect(polite()).toBe('Ines joined: She can edit.');
    await clock.advance(1_000);
    await waitFor(() =>
      expect(polite()).toBe('Question 1: When does the library open on Sundays?. 11 more notifications'),
    );
    await tell({ title: 'Payment failed', severity: 'error' });
    await clock.advance(1_000);
    await waitFor(() => expect(alerts()).toBe('Payment failed'));
    await expect(polite()).toBe('');
    await clock.advance(10_000);
    await waitFor(() => expect(alerts()).toBe(''));
  },
});

export const AnnouncedProgress = meta.story({
  parameters: deskWith(),
  play: async (context) => {
    const { tell, clock } = deskOf(context);
    const heard: unknown[] = [];
    for (const percent of [0, 10, 30, 45, 50, 74, 75, 99]) {
      await tell({ title: 'Encoding', progress: percent / 100, key: 'reel' });
      await clock.advance(1_000);
      await waitFor(() => expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', `${percent}`));
      if (heard.at(-1) !== polite()) heard.push(polite());
    }
    await expect(heard).toEqual(['Encoding: 0 %', 'Encoding: 25 %', 'Encoding: 50 %', 'Encoding: 75 %']);
  },
});

const french = {
  notifications: 'Notifications',
  toasts: () => 'Nouvelles notifications',
  dismiss: 'Fermer',
  waiting: (count: number) => `encore ${count}`,
  severity: { info: 'Information', success: 'Réussi', warning: 'Attention', error: 'Erreur' },
  announce: ({ record, more }: { record: { title: string } | undefined; more: number }) =>
    `${record?.title}, et ${more} autres`,
};

export const OtherLanguage = meta.story({
  parameters: deskWith(),
  render: () => (
    <Notifications.Provider labels={french} locale="fr-CH">
      <Toaster />
    </Notifications.Provider>
  ),
  decorators: [(Story) => <Story />],
  play: async (context) => {
    await deskOf(context).tell(...Array.from({ length: 6 }, (_, n) => ({ title: `Nouvelle question ${n + 1}` })));
    await waitFor(() => expect(screen.getAllByRole('button', { name: 'Fermer' })).toHaveLength(3));
    await expect(screen.getByText('encore 3')).toBeVisible();
    await waitFor(() => {
      const said = [...document.querySelectorAll('[data-part="announcements"]')].map((one) => one.textContent);
      return expect(said).toContain('Nouvelle question 1, et 5 autres');
    });
  },
});

export const CustomRender = meta.story({
  parameters: deskWith(mixture),
  args: {
    render: ({ record, away }) => (
      <strong style={{ gridColumn: '1 / -1' }}>{record ? record.title.toUpperCase() : `${away.size} missed`}</strong>
    ),
  },
});

export const OwnClasses = meta.story({
  parameters: deskWith(questions(2)),
  args: { classNames: { toast: 'mine', close: 'mine-close' } },
  render: (args) => (
    <>
      <style>{`
        .mine { display: flex; gap: 12px; padding: 16px; background: #10303e; color: #fff; font: 14px/20px Georgia, serif; }
        .mine p, .mine [data-part="icon"] { color: inherit; }
        .mine-close { margin-inline-start: auto; width: 24px; height: 24px; background: none; border: 0; color: inherit; }
      `}</style>
      <Toaster {...args} />
    </>
  ),
});

function OtherClient() {
  const [desk] = useState(() => createTestClient({ clock: createVirtualClock() }));
  return (
    <StreamProvider client={desk.client}>
      <Notifications.Provider labels={{ toasts: () => 'Of the other server' }} durationMs={Number.POSITIVE_INFINITY}>
        <Tell />
        <Toaster position="bottom-start" />
      </Notifications.Provider>
    </StreamProvider>
  );
}

function Tell() {
  const notify = useNotify();
  return (
    <button type="button" onClick={() => notify('From the other server')}>
      Tell
    </button>
  );
}

export const TwoClients = meta.story({
  parameters: deskWith(questions(1)),
  render: () => (
    <>
      <Toaster />
      <OtherClient />
    </>
  ),
  play: async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Tell' }));
    const other = await screen.findByRole('region', { name: 'Of the other server' });
    await waitFor(() => expect(within(other).getByText('From the other server')).toBeVisible());
    await expect(within(other).queryByText('Question 1')).toBeNull();
    await expect(toasts()).toHaveLength(2);
  },
});

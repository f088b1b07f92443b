import { useProgress } from 'bisse';
import { reels } from 'bisse/dialects/reels';
import { Progress, type ProgressProps } from 'bisse/ui';
import { expect, fn, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { stageOf } from '../../.storybook/stage.ts';
import './stories.css';

const meta = preview.meta({
  title: 'UI/Progress',
  component: Progress,
  args: { label: 'Import of contacts' },
  argTypes: { percent: { control: { type: 'range', min: 0, max: 100 } } },
  decorators: [
    (Story) => (
      <div className="narrow">
        <Story />
      </div>
    ),
  ],
});

/** Nothing was heard of it yet. */
export const Waiting = meta.story({
  args: {},
});

export const NotBegun = meta.story({
  args: { percent: 0 },
});

export const HalfWay = meta.story({
  args: { percent: 42, message: 'Reading row 4,200 of 10,000' },
});

export const Done = meta.story({
  args: { percent: 100, done: true },
});

/** It runs, and nobody knows how far it is. */
export const UnknownAmount = meta.story({
  args: { message: 'Waiting for the first answer' },
  play: async ({ canvas }) => {
    const bar = canvas.getByRole('progressbar', { name: 'Import of contacts' });
    await expect(bar).not.toHaveAttribute('aria-valuenow');
    await expect(bar).toHaveAttribute('aria-valuetext', 'Running');
  },
});

/** It stays where it was, so that a person sees how far it came. By keyboard alone. */
export const FailedAndTriedAgain = meta.story({
  args: { percent: 64, failed: true, message: 'The file ends in the middle of a row.', onRetry: fn() },
  play: async ({ canvas, userEvent, args }) => {
    await expect(canvas.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '64');
    await userEvent.tab();
    await expect(canvas.getByRole('button', { name: 'Try again' })).toHaveFocus();
    await userEvent.keyboard(' ');
    await expect(args.onRetry).toHaveBeenCalledOnce();
  },
});

export const Failed = meta.story({
  args: { percent: 64, failed: true, message: 'The file ends in the middle of a row.' },
});

/** Nothing was heard for 30 s: hatched, because it stands still. */
export const Stalled = meta.story({
  args: { percent: 64, stalled: true, message: 'No news for half a minute' },
});

/** The server says less than before. The bar tells the truth; nothing is announced twice. */
export const FallsBack = meta.story({
  args: { percent: 31, message: 'Reading the second file' },
});

/** An app that knows better says it in its own words, and turns the computed time off. */
export const OwnTimeLeft = meta.story({
  args: { percent: 72, message: 'About 2 minutes left', timeLeft: false },
});

export const Stage = meta.story({
  args: { percent: 12, stage: 'data_processing' },
});

export const LongTexts = meta.story({
  args: {
    label: 'Import of all contacts, companies and conversations of the last eleven years from the old system',
    percent: 8,
    message: 'kontaktverwaltungssystemübertragungsprotokoll-2026-11-21T08-00-00-000Z-part-0001-of-1200.ndjson.gz',
  },
});

/** Out of range and not a number: the bar stays a bar. */
export const OddNumbers = meta.story({
  render: () => (
    <div className="stack">
      <Progress label="More than all" percent={130} announce={false} />
      <Progress label="Less than nothing" percent={-4} announce={false} />
      <Progress label="Not a number" percent={Number.NaN} announce={false} />
      <Progress label="Nearly" percent={99.9} announce={false} />
    </div>
  ),
  play: async ({ canvas }) => {
    const values = canvas.getAllByRole('progressbar').map((bar) => bar.getAttribute('aria-valuenow'));
    await expect(values).toEqual(['100', '0', null, '99']);
  },
});

const upload = (status: string, progress: number) => ({
  event: 'reel_upload_progress',
  data: { reelId: 'reel_7', status, progress },
});

function Upload(props: Partial<ProgressProps>) {
  return <Progress label="sunset.mp4" {...props} {...useProgress('upload', 'reel_7')} />;
}

/** Reels: an upload as the stream tells it, with `useProgress('upload', id)`. */
export const UploadFromTheStream = meta.story({
  parameters: { stream: { dialect: reels() } },
  render: () => <Upload />,
  play: async (context) => {
    const { stream, advance } = stageOf(context);
    stream.emit(upload('processing', 30));
    await advance(50);
    const bar = context.canvas.getByRole('progressbar', { name: 'sunset.mp4' });
    await waitFor(() => expect(bar).toHaveAttribute('aria-valuenow', '30'));
    await advance(31_000);
    await waitFor(() => expect(bar).toHaveAttribute('aria-valuetext', 'Stalled'));
    stream.emit(upload('processing', 60));
    await advance(50);
    await waitFor(() => expect(bar).toHaveAttribute('aria-valuenow', '60'));
  },
});

/** How much time is left, computed from the steps; nothing while it cannot be known. */
export const TimeLeft = meta.story({
  parameters: { stream: { dialect: reels() } },
  render: () => <Upload />,
  play: async (context) => {
    const { canvas } = context;
    const { stream, advance } = stageOf(context);
    const left = () => canvas.queryByText(/ left$/)?.textContent;
    const step = async (percent: number) => {
      stream.emit(upload('processing', percent));
      await advance(2_000);
    };
    for (const percent of [0, 1, 2]) await step(percent);
    await expect(left()).toBeUndefined();
    for (const percent of [3, 4, 5]) await step(percent);
    await waitFor(() => expect(left()).toBe('3 min left'));
    await advance(31_000);
    await waitFor(() => expect(canvas.getByRole('progressbar')).toHaveAttribute('aria-valuetext', 'Stalled'));
    await expect(left()).toBeUndefined();
    for (const percent of [40, 45, 50, 55, 60]) await step(percent);
    await waitFor(() => expect(left()).toBe('30 sec left'));
  },
});

/** As other languages write it. */
export const TimeLeftInGerman = meta.story({
  parameters: { stream: { dialect: reels() } },
  render: () => <Upload locale="de" words={{ timeLeft: (duration) => `noch ${duration}` }} />,
  play: async (context) => {
    const { stream, advance } = stageOf(context);
    for (const percent of [2, 4, 6, 8]) {
      stream.emit(upload('processing', percent));
      await advance(10_000);
    }
    await waitFor(() => expect(context.canvas.getByText('noch 8 Min.')).toBeVisible());
  },
});

/** A hundred steps are five announcements: at 0, 25, 50 and 75 percent, and at the end. */
export const Announcements = meta.story({
  parameters: { stream: { dialect: reels() } },
  render: () => <Upload />,
  play: async (context) => {
    const { canvas, canvasElement } = context;
    const { stream, advance } = stageOf(context);
    const said: (string | null)[] = [];
    stream.emit(upload('processing', 0));
    await advance(50);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('0 %'));
    const region = canvas.getByRole('status');
    const observer = new MutationObserver(() => said.push(region.textContent));
    observer.observe(canvasElement, { characterData: true, childList: true, subtree: true });
    const heard = () => said.filter((text, index) => text !== said[index - 1]);
    for (let percent = 1; percent < 100; percent += 3) {
      stream.emit(upload('processing', percent));
      await advance(20);
    }
    stream.emit(upload('ready', 100));
    await advance(50);
    await waitFor(() => expect(region).toHaveTextContent('done'));
    observer.disconnect();
    await expect(heard().filter((text) => text !== 'sunset.mp4: 0 %')).toEqual([
      'sunset.mp4: 25 %',
      'sunset.mp4: 50 %',
      'sunset.mp4: 75 %',
      'sunset.mp4: done',
    ]);
  },
});

/** The server starts over: the bar falls back, the time left is unknown again, and no quarter is told twice. */
export const FallsBackOnTheStream = meta.story({
  parameters: { stream: { dialect: reels() } },
  render: () => <Upload />,
  play: async (context) => {
    const { canvas } = context;
    const { stream, advance } = stageOf(context);
    for (const percent of [30, 40, 50, 60]) {
      stream.emit(upload('processing', percent));
      await advance(2_000);
    }
    await waitFor(() => expect(canvas.getByText('10 sec left')).toBeVisible());
    stream.emit(upload('processing', 31));
    await advance(2_000);
    await waitFor(() => expect(canvas.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '31'));
    await expect(canvas.queryByText(/ left$/)).toBeNull();
    await expect(canvas.getByRole('status')).toHaveTextContent('sunset.mp4: 50 %');
  },
});

/** The line fills from the right. */
export const RightToLeft = meta.story({
  globals: { dir: 'rtl' },
  args: { label: 'استيراد جهات الاتصال', percent: 42, message: 'قراءة الصفوف', locale: 'ar-EG' },
});

/** Given class names, it brings no looks of its own. `--bisse-percent` is there to draw with. */
export const OwnClassNames = meta.story({
  args: { percent: 42, classNames: { root: 'own-root', mark: 'own-mark', label: 'own-label' } },
  play: async ({ canvasElement }) => {
    await expect(canvasElement.querySelector('[class*=bisse-]')).toBeNull();
    const root = canvasElement.querySelector('[data-part=root]') as Element;
    await expect(getComputedStyle(root).getPropertyValue('--bisse-percent')).toBe('42');
  },
});

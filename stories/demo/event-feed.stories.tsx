import { expect, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import type { Stage } from '../../.storybook/stage.ts';
import { GapLog } from '../../demo/page/events/gap-log.tsx';
import { Events } from '../../demo/page/events/view.tsx';
import { Activities } from '../../demo/page/workload-insights/activities.tsx';
import { DemoStage, demoOf, demoParameters, loadDemo, takeFetch } from './demo-stage.tsx';
import { activityRow, questionRow, someActivities } from './rows.ts';
import { takeTime } from './take-time.ts';
import './demo.css';

const views = (index: number) => ({
  event: 'pin:views_updated',
  data: { pinId: 'p1', views: index },
  id: String(1_000_000 + index),
});

const stream = { ...demoParameters.stream, logSize: 10_000, burst: views };

const meta = preview.meta({
  title: 'Demo/EventFeed',
  tags: ['!autodocs'],
  parameters: { ...demoParameters, stream },
  loaders: [loadDemo],
  beforeEach(context) {
    const giveBack = [takeFetch(context), takeTime(context)];
    return () => {
      for (const one of giveBack) one();
    };
  },
  render: () => (
    <DemoStage>
      <GapLog>
        <Events />
      </GapLog>
    </DemoStage>
  ),
});

const rows = (canvasElement: HTMLElement) => [...canvasElement.querySelectorAll<HTMLElement>('article')];

/** What the rows say that are mounted, from the top. */
const says = (canvasElement: HTMLElement) =>
  rows(canvasElement).map((row) => row.querySelector('.gist')?.textContent ?? '');

const scroller = (canvasElement: HTMLElement) => canvasElement.querySelector('[role=feed]') as HTMLElement;

export const Empty = meta.story({
  play: async (context) => {
    const { canvas } = context;
    await demoOf(context);
    await expect(await canvas.findByText('Nothing has happened since this page was opened.')).toBeVisible();
  },
});

/** The stream is not open yet. */
export const Loading = meta.story({
  parameters: {
    stream: { ...stream, setUp: ({ stream }: Stage) => stream.respondNext({ status: 503, retryAfterMs: 60_000 }) },
  },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Waiting for the stream.')).toBeVisible();
  },
});

export const LiveAppend = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell } = await demoOf(context);
    await tell('question:created', questionRow('q1', 0, 'Is there a gym?'));
    await tell('pin:views_updated', { pinId: 'p1', views: 12 });
    await tell('activity_created', activityRow('a1', 'Lighting'));
    await waitFor(() => expect(says(canvasElement)).toEqual(['Lighting: Open', 'now 12', 'Is there a gym?']));
    await expect(scroller(canvasElement)).toHaveAttribute('role', 'feed');
    await expect(rows(canvasElement)[1]).toHaveAttribute('aria-posinset', '2');
    await expect(rows(canvasElement)[1]).toHaveAttribute('aria-setsize', '3');
  },
});

/** Under the minute they happened in. */
export const Grouped = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell, advance } = await demoOf(context);
    await tell('question:created', questionRow('q1', 0, 'Is there a gym?'));
    await tell('pin:status_changed', { pinId: 'p1', status: 'published', isPublic: true });
    await advance(60_000);
    await tell('question:upvoted', { questionId: 'q1', upvotes: 1 });
    await advance(120_000);
    await tell('system_alert', { type: 'warning', message: 'The server is restarted at noon.' });
    const marks = () =>
      [...canvasElement.querySelectorAll('.feed-heading, article .gist')].map((one) => one.textContent);
    const minutes = (count: number) => expect.stringMatching(new RegExp(`^\\d\\d:0${count}$`));
    await waitFor(() =>
      expect(marks()).toEqual([
        ...[minutes(3), 'The server is restarted at noon.'],
        ...[minutes(1), 'now 1'],
        ...[minutes(0), 'published', 'Is there a gym?'],
      ]),
    );
  },
});

/** How long ago it was goes on with the time, which here is the story's. */
export const TimeGoesOn = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell, advance } = await demoOf(context);
    const ago = () => canvasElement.querySelector('article .ago')?.textContent;
    await tell('pin:views_updated', { pinId: 'p1', views: 12 });
    await waitFor(() => expect(ago()).toBe('now'));
    await advance(3 * 60_000);
    await waitFor(() => expect(ago()).toBe('3 min'));
    await advance(2 * 3_600_000);
    await waitFor(() => expect(ago()).toBe('2 h'));
  },
});

/** Of a message that comes twice, or late, one is shown, in the order of the stream. */
export const DuplicatesAreShownOnce = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { stream, advance } = await demoOf(context);
    stream.emit(views(1), views(2), views(1), views(3), views(2), views(2));
    await advance(50);
    stream.emit(views(3), views(1), views(4));
    await advance(50);
    await waitFor(() => expect(says(canvasElement)).toEqual(['now 4', 'now 3', 'now 2', 'now 1']));
  },
});

/** While the reader is further down, nothing moves: what is new waits above, and comes when he asks for it. */
export const NewWhileScrolledAway = meta.story({
  play: async (context) => {
    const { canvas, canvasElement, userEvent } = context;
    const { burst, stream, advance } = await demoOf(context);
    burst(200);
    await advance(50);
    await waitFor(() => expect(says(canvasElement)[0]).toBe('now 199'));
    scroller(canvasElement).scrollTop = 2_000;
    const tops = () => rows(canvasElement).map((row) => `${row.textContent} ${row.getBoundingClientRect().top}`);
    await waitFor(() => expect(says(canvasElement)).toContain('now 150'));
    await advance(50);
    const before = tops();
    stream.emit(views(200), views(201), views(202));
    await advance(50);
    const pill = await canvas.findByRole('button', { name: '3 new' });
    await expect(tops()).toEqual(before);
    await userEvent.click(pill);
    await waitFor(() => expect(says(canvasElement)[0]).toBe('now 202'));
    await expect(scroller(canvasElement).scrollTop).toBe(0);
    await waitFor(() => expect(rows(canvasElement)[0]).toHaveFocus());
    await expect(canvas.queryByRole('button', { name: /new/ })).toBeNull();
  },
});

/** Nothing moves below a mouse that points at it either. */
export const PausedOnHover = meta.story({
  play: async (context) => {
    const { canvas, canvasElement, userEvent } = context;
    const { tell } = await demoOf(context);
    await tell('pin:views_updated', { pinId: 'p1', views: 1 });
    await waitFor(() => expect(says(canvasElement)).toEqual(['now 1']));
    await userEvent.hover(rows(canvasElement)[0] as HTMLElement);
    await tell('pin:views_updated', { pinId: 'p1', views: 2 });
    await expect(await canvas.findByRole('button', { name: '1 new' })).toBeVisible();
    await expect(says(canvasElement)).toEqual(['now 1']);
    await userEvent.unhover(scroller(canvasElement));
    await waitFor(() => expect(says(canvasElement)).toEqual(['now 2', 'now 1']));
  },
});

/** Of ten thousand rows those are mounted that can be seen, from the first to the last. */
export const TenThousand = meta.story({
  play: async (context) => {
    const { canvasElement, userEvent } = context;
    const { burst, advance } = await demoOf(context);
    burst(10_000);
    await advance(100);
    await waitFor(() => expect(says(canvasElement)[0]).toBe('now 9999'));
    await expect(rows(canvasElement)[0]).toHaveAttribute('aria-setsize', '10000');
    await expect(rows(canvasElement).length).toBeLessThan(60);
    rows(canvasElement)[0]?.focus();
    await userEvent.keyboard('{End}');
    await waitFor(() => expect(document.activeElement).toHaveTextContent('now 0'));
    await waitFor(() => expect(rows(canvasElement).at(-1)).toBeVisible());
    await expect(rows(canvasElement).length).toBeLessThan(60);
    await userEvent.keyboard('{Home}');
    await waitFor(() => expect(document.activeElement).toHaveTextContent('now 9999'));
  },
});

/** From row to row by j and k; while the focus is in the feed, nothing moves below it. */
export const Keyboard = meta.story({
  play: async (context) => {
    const { canvas, canvasElement, userEvent } = context;
    const { burst, stream, advance } = await demoOf(context);
    burst(30);
    await advance(50);
    await waitFor(() => expect(says(canvasElement)[0]).toBe('now 29'));
    await userEvent.tab();
    await expect(rows(canvasElement)[0]).toHaveFocus();
    await userEvent.keyboard('jjj');
    await waitFor(() => expect(document.activeElement).toHaveTextContent('now 26'));
    await userEvent.keyboard('k');
    await waitFor(() => expect(document.activeElement).toHaveTextContent('now 27'));
    stream.emit(views(30));
    await advance(50);
    await canvas.findByRole('button', { name: '1 new' });
    await expect(document.activeElement).toHaveTextContent('now 27');
    await userEvent.keyboard('k{ArrowUp}{ArrowUp}');
    await waitFor(() => expect(document.activeElement).toHaveTextContent('now 29'));
    await userEvent.tab({ shift: true });
    await expect(canvas.getByRole('button', { name: '1 new' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement).toHaveTextContent('now 30'));
  },
});

/** Events were lost, twice at one place: the feed says where, and that the lists were read again. */
export const GapMarker = meta.story({
  parameters: { demo: { lists: { '/api/activities': someActivities } } },
  render: () => (
    <DemoStage>
      <GapLog>
        <Events />
        <Activities />
      </GapLog>
    </DemoStage>
  ),
  play: async (context) => {
    const { canvas, canvasElement } = context;
    const { tell, stream, server, advance } = await demoOf(context);
    await canvas.findByText('Coffee machine');
    await tell('activity_created', activityRow('a6', 'Window'));
    server.put('/api/activities', [activityRow('a7', 'Roof'), ...someActivities]);
    server.answer('/api/activities', 'hold');
    const gap = { event: 'gap', data: { reason: 'overflow' } };
    stream.emit(gap, gap);
    await advance(50);
    const missed = 'Some events were missed here.';
    await waitFor(() =>
      expect(says(canvasElement)).toEqual([`${missed} The lists are being read again.`, 'Window: Open']),
    );
    server.answer('/api/activities', undefined);
    await tell('activity_created', activityRow('a8', 'Stairs'));
    await canvas.findByText('Roof');
    await waitFor(() =>
      expect(says(canvasElement)).toEqual(['Stairs: Open', `${missed} The lists were read again.`, 'Window: Open']),
    );
  },
});

import { expect, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { Activities } from '../../demo/page/workload-insights/activities.tsx';
import { DemoStage, demoOf, demoParameters, loadDemo, takeFetch } from './demo-stage.tsx';
import { activityRow, someActivities } from './rows.ts';
import './demo.css';

const path = '/api/activities';

const meta = preview.meta({
  title: 'Demo/Activities',
  tags: ['!autodocs'],
  parameters: { ...demoParameters, demo: { lists: { [path]: someActivities } } },
  loaders: [loadDemo],
  beforeEach: takeFetch,
  render: () => (
    <DemoStage>
      <Activities />
    </DemoStage>
  ),
});

/** Headings and rows, from the top: `Open: a1 · Done: a2`. */
function groups(canvasElement: HTMLElement): string {
  const rows = [...canvasElement.querySelectorAll('.rows > li')] as HTMLElement[];
  return rows.map((row) => row.dataset['activityId'] ?? `${row.querySelector('.word')?.textContent}:`).join(' ');
}

export const Grouped = meta.story({
  parameters: {},
});

export const Empty = meta.story({
  parameters: { demo: { lists: { [path]: [] } } },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Nothing to do. Report an activity to begin.')).toBeVisible();
  },
});

export const Loading = meta.story({
  parameters: { demo: { answers: { [path]: 'hold' } } },
});

export const Failed = meta.story({
  parameters: { demo: { answers: { [path]: { status: 503 } } } },
});

/** A status that nobody foresaw has its own group, at the end. */
export const UnknownStatus = meta.story({
  parameters: {
    demo: { lists: { [path]: [...someActivities, activityRow('a5', 'Roof', { status: 'Waiting for the weather' })] } },
  },
});

export const NewActivity = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(groups(canvasElement)).toBe('Open: a1 In progress: a2 Blocked: a3 Done: a4'));
    await tell('activity_created', activityRow('a6', 'Window'));
    await waitFor(() => expect(groups(canvasElement)).toContain('Open: a6 a1 '));
  },
});

/** The row moves to its new group and is not made anew: what has the focus in it keeps it. */
export const MovesWithItsStatus = meta.story({
  play: async (context) => {
    const { canvasElement, canvas } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(groups(canvasElement)).toContain('Open: a1'));
    const [status] = await canvas.findAllByRole('combobox', { name: 'Status' });
    status?.focus();
    const { latestUpdate: _, ...row } = activityRow('a1', 'Lighting', { status: 'Done' });
    await tell('activity_updated', { ...row, updateType: 'status', latestUpdate: null });
    await waitFor(() => expect(groups(canvasElement)).toBe('In progress: a2 Blocked: a3 Done: a1 a4'));
    await expect(status).toHaveFocus();
  },
});

export const Assigned = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(groups(canvasElement)).toContain('Open: a1'));
    await tell('assignment_changed', activityRow('a1', 'Lighting', { assignedTo: 'Tom Walker' }));
    const name = () => canvasElement.querySelector('[data-activity-id=a1] [data-field=assignedTo]');
    await waitFor(() => expect(name()).toHaveTextContent('Tom Walker'));
  },
});

/** An activity is reported, by keyboard alone. */
export const Report = meta.story({
  play: async (context) => {
    const { canvas, userEvent } = context;
    const { server, advance } = await demoOf(context);
    canvas.getByRole('button', { name: 'Report' }).focus();
    await userEvent.keyboard('{Enter}');
    for (const text of ['Facilities', 'Door', 'Hall 1', 'Mira Novak']) {
      await userEvent.tab();
      await userEvent.keyboard(text);
    }
    await userEvent.keyboard('{Enter}');
    await advance(50);
    const body = { category: 'Facilities', subcategory: 'Door', location: 'Hall 1', reporter: 'Mira Novak' };
    await expect(server.asked).toMatchObject([{ path, body }]);
    await waitFor(() => expect(canvas.queryByRole('textbox')).toBeNull());
  },
});

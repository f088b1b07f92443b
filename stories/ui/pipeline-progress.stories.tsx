import { useProgress } from 'bisse';
import { pindown } from 'bisse/dialects/pindown';
import { PipelineProgress } from 'bisse/ui';
import { expect, fn, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { stageOf } from '../../.storybook/stage.ts';
import './stories.css';

const stages = [
  { id: 'queued', label: 'Queued' },
  { id: 'data_collection' },
  { id: 'data_processing' },
  { id: 'ai_generation', label: 'AI generation' },
  { id: 'publishing' },
];

const meta = preview.meta({
  title: 'UI/PipelineProgress',
  component: PipelineProgress,
  args: { label: 'Weekly report', stages },
  argTypes: { percent: { control: { type: 'range', min: 0, max: 100 } } },
});

export const Queued = meta.story({
  args: { stage: 'queued', percent: 0 },
});

export const Running = meta.story({
  args: { stage: 'data_processing', percent: 48, message: 'Joining 3 sources' },
});

export const Done = meta.story({
  args: { stage: 'publishing', percent: 100, done: true },
});

/** By keyboard alone. */
export const StageFailed = meta.story({
  args: {
    stage: 'ai_generation',
    percent: 71,
    failed: true,
    message: 'The model gave no answer in time.',
    onRetry: fn(),
  },
  play: async ({ canvas, userEvent, args }) => {
    const failed = canvas.getByText('AI generation').closest('li');
    await expect(failed).toHaveAttribute('data-status', 'failed');
    await expect(failed).toHaveAttribute('aria-current', 'step');
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect(args.onRetry).toHaveBeenCalledOnce();
  },
});

export const Stalled = meta.story({
  args: { stage: 'data_collection', percent: 22, stalled: true, message: 'No news for half a minute' },
});

/** How far it is within the stage, nobody knows. */
export const UnknownTotal = meta.story({
  args: { stage: 'data_collection', percent: undefined },
});

/** A stage that nobody foresaw is told beside the bar, and the list says nothing wrong. */
export const UnknownStage = meta.story({
  args: { stage: 'virus_scan', percent: 55 },
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByText('Virus scan')).toBeVisible();
    await expect(canvasElement.querySelector('[aria-current]')).toBeNull();
  },
});

export const WithoutStages = meta.story({
  args: { stages: [], stage: 'data_processing', percent: 48 },
});

const pipeline = (stage: string, progress: number, status = 'running', pipelineId = 'a') => ({
  event: 'automation:pipeline_status',
  data: { pipelineId, stage, status, progress, message: null },
});

function Pipeline({ id = 'a', label = 'Weekly report' }: { readonly id?: string; readonly label?: string }) {
  return <PipelineProgress label={label} stages={stages} {...useProgress('pipeline', id)} />;
}

/** PinDown: from the first stage to the last, as the stream tells it. */
export const FromQueuedToDone = meta.story({
  parameters: { stream: { dialect: pindown() } },
  render: () => <Pipeline />,
  play: async (context) => {
    const { canvas, canvasElement } = context;
    const { stream, advance } = stageOf(context);
    const statuses = () =>
      [...canvasElement.querySelectorAll('li')].map((stage) => stage.getAttribute('data-status')).join(' ');
    stream.emit(pipeline('queued', 0));
    await advance(50);
    await waitFor(() => expect(statuses()).toBe('running waiting waiting waiting waiting'));
    stream.emit(pipeline('ai_generation', 70));
    await advance(50);
    await waitFor(() => expect(statuses()).toBe('done done done running waiting'));
    await advance(31_000);
    await waitFor(() => expect(statuses()).toBe('done done done stalled waiting'));
    await expect(canvas.getByRole('status')).toHaveTextContent('Weekly report: stalled');
    stream.emit(pipeline('publishing', 100, 'completed'));
    await advance(50);
    await waitFor(() => expect(statuses()).toBe('done done done done done'));
    await expect(canvas.getByRole('status')).toHaveTextContent('Weekly report: done');
  },
});

/** How much time all stages together will take, as far as anybody can know. */
export const TimeLeft = meta.story({
  parameters: { stream: { dialect: pindown() } },
  render: () => <Pipeline />,
  play: async (context) => {
    const { stream, advance } = stageOf(context);
    for (const percent of [10, 12, 14, 16, 18]) {
      stream.emit(pipeline('data_collection', percent));
      await advance(5_000);
    }
    await waitFor(() => expect(context.canvas.getByText('3 min left')).toBeVisible());
  },
});

export const Several = meta.story({
  parameters: {
    stream: {
      dialect: pindown(),
      script: [
        {
          after: 100,
          send: [
            pipeline('publishing', 100, 'completed', 'a'),
            pipeline('ai_generation', 66, 'running', 'b'),
            pipeline('data_collection', 12, 'failed', 'c'),
          ],
        },
      ],
    },
  },
  render: () => (
    <div className="stack">
      <Pipeline id="a" label="Weekly report" />
      <Pipeline id="b" label="Board meeting" />
      <Pipeline id="c" label="Import of contacts" />
      <Pipeline id="d" label="Not heard of yet" />
    </div>
  ),
});

const aiStages = [
  { id: 'analyzing_prompt' },
  { id: 'generating_content' },
  { id: 'optimizing' },
  { id: 'completed', label: 'Completed' },
];

/** PinDown: an AI generation with its own stages. */
export const AiGeneration = meta.story({
  args: { label: 'Draft of the release notes', stages: aiStages, stage: 'generating_content', percent: 40 },
});

export const Narrow = meta.story({
  args: { stage: 'data_processing', percent: 48 },
  decorators: [
    (Story) => (
      <div style={{ width: 272 }}>
        <Story />
      </div>
    ),
  ],
});

export const RightToLeft = meta.story({
  globals: { dir: 'rtl' },
  args: { stage: 'data_processing', percent: 48, message: 'Joining 3 sources' },
});

export const OwnClassNames = meta.story({
  args: { stage: 'data_processing', percent: 48, classNames: { root: 'own-root', stage: 'own-label' } },
  play: async ({ canvasElement }) => {
    await expect(canvasElement.querySelector('[class*=bisse-]')).toBeNull();
  },
});

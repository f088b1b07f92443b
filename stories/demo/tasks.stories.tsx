import { expect, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { Pipelines } from '../../demo/page/pindown/pipelines.tsx';
import { DemoStage, demoOf, demoParameters, loadDemo, takeFetch } from './demo-stage.tsx';
import './demo.css';

const path = '/api/pipelines';

const pipeline = (id: string, name: string, more: object = {}) => ({
  ...{ id, name, status: 'running', stage: 'data_processing', progress: 40, message: null },
  timestamp: new Date(Date.now() - 301_000).toISOString(),
  ...more,
});

const meta = preview.meta({
  title: 'Demo/Pipelines',
  tags: ['!autodocs'],
  parameters: {
    ...demoParameters,
    demo: {
      lists: {
        [path]: [
          pipeline('a', 'Weekly report'),
          pipeline('b', 'Import of contacts', { status: 'failed', progress: 64, message: 'The file ends too early.' }),
          pipeline('c', 'Board meeting', { status: 'completed', progress: 100 }),
          pipeline('d', 'Year in numbers', { status: 'idle', progress: 0, stage: '' }),
        ],
      },
    },
  },
  loaders: [loadDemo],
  beforeEach: takeFetch,
  render: () => (
    <DemoStage>
      <Pipelines />
    </DemoStage>
  ),
});

export const EveryStatus = meta.story({
  parameters: {},
});

/** A pipeline goes on, is silent for half a minute, and ends. */
export const GoesOnAndStalls = meta.story({
  play: async (context) => {
    const { canvas, canvasElement } = context;
    const { tell, advance } = await demoOf(context);
    const row = () => canvasElement.querySelector('[data-pipeline-id=a]') as HTMLElement;
    await canvas.findByRole('heading', { name: 'Weekly report' });
    const event = { pipelineId: 'a', stage: 'publishing', status: 'running', progress: 80, message: null };
    await tell('automation:pipeline_status', event);
    const bar = await canvas.findByRole('progressbar', { name: 'Weekly report' });
    await waitFor(() => expect(bar).toHaveAttribute('aria-valuenow', '80'));
    await advance(31_000);
    await waitFor(() => expect(row()).toHaveTextContent('No news'));
    await tell('automation:pipeline_status', { ...event, status: 'completed', progress: 100 });
    await waitFor(() => expect(row()).toHaveAttribute('data-status', 'completed'));
  },
});

/** What has failed is started again, by keyboard alone. */
export const StartedAgain = meta.story({
  play: async (context) => {
    const { canvas, userEvent } = context;
    const { server, advance } = await demoOf(context);
    (await canvas.findByRole('button', { name: 'Start again' })).focus();
    await userEvent.keyboard('{Enter}');
    await advance(50);
    await expect(server.asked).toMatchObject([{ path: '/api/pipelines/b/start' }]);
  },
});

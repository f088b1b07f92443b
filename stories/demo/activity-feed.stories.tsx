import { expect, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { Recent } from '../../demo/page/recent.tsx';
import { DemoStage, demoOf, demoParameters, loadDemo, takeFetch } from './demo-stage.tsx';
import { questionRow } from './rows.ts';
import './demo.css';

const meta = preview.meta({
  title: 'Demo/ActivityFeed',
  tags: ['!autodocs'],
  parameters: {
    ...demoParameters,
    stream: {
      ...demoParameters.stream,
      connect: true,
      startMs: 1_000,
      burst: (index: number) => ({ event: 'pin:views_updated', data: { pinId: 'p1', views: index }, id: `b${index}` }),
    },
  },
  loaders: [loadDemo],
  beforeEach: takeFetch,
  render: () => (
    <DemoStage>
      <Recent />
    </DemoStage>
  ),
});

const texts = (canvasElement: HTMLElement) =>
  [...canvasElement.querySelectorAll('li')].map((row) => row.querySelector('span')?.textContent);

export const Empty = meta.story({
  parameters: {},
});

export const LiveAppend = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell } = await demoOf(context);
    await tell('question:created', questionRow('q1', 0, 'Is there a gym?'));
    await tell('pin:views_updated', { pinId: 'p1', views: 12 });
    await tell('question:upvoted', { questionId: 'q1', upvotes: 1 });
    await waitFor(() => expect(texts(canvasElement)).toEqual(['now 1', 'now 12', 'Is there a gym?']));
  },
});

/** Of a message that comes twice, one is shown. */
export const DuplicatesAreShownOnce = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { stream, advance } = await demoOf(context);
    const once = { event: 'question:upvoted', data: { questionId: 'q1', upvotes: 5 }, id: 'x1' };
    stream.emit(once, once, { ...once, id: 'x2', data: { questionId: 'q1', upvotes: 6 } }, once);
    await advance(50);
    await waitFor(() => expect(texts(canvasElement)).toEqual(['now 6', 'now 5']));
  },
});

/** Five hundred at once: the last eight are shown. */
export const Burst = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { burst, advance } = await demoOf(context);
    burst(500);
    await advance(100);
    const last = [499, 498, 497, 496, 495, 494, 493, 492].map((views) => `now ${views}`);
    await waitFor(() => expect(texts(canvasElement)).toEqual(last));
  },
});

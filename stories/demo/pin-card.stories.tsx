import { expect, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { Pins } from '../../demo/page/pindown/pins.tsx';
import { DemoStage, demoOf, demoParameters, loadDemo, takeFetch } from './demo-stage.tsx';
import { pinRow } from './rows.ts';
import './demo.css';

const path = '/api/pins';

const meta = preview.meta({
  title: 'Demo/PinCard',
  tags: ['!autodocs'],
  parameters: { ...demoParameters, demo: { lists: { [path]: [pinRow('p1', 'Sales of the day')] } } },
  loaders: [loadDemo],
  beforeEach: takeFetch,
  render: () => (
    <DemoStage>
      <Pins />
    </DemoStage>
  ),
});

const field = (canvasElement: HTMLElement, name: string) =>
  canvasElement.querySelector(`[data-field="${name}"]`) as HTMLElement;

export const Published = meta.story({
  parameters: {},
});

export const Draft = meta.story({
  parameters: {
    demo: { lists: { [path]: [pinRow('p1', 'Sales of the day', { isPublic: false, status: 'draft', views: 0 })] } },
  },
});

export const LongTitle = meta.story({
  parameters: {
    demo: {
      lists: {
        [path]: [
          pinRow('p1', 'Everything that was sold yesterday in the shops of the northern region, by shop and by hour'),
          pinRow('p2', 'Umsatzsteuervoranmeldungsfristverlängerungsantragsübersicht'),
        ],
      },
    },
  },
});

/** Any JSON may be a variable. */
export const ManyVariables = meta.story({
  parameters: {
    demo: {
      lists: {
        [path]: [
          pinRow('p1', 'Status of the machines', {
            views: 1_284_000,
            templateVars: {
              'press.state': 'running',
              'press.temperature': 61.4,
              'oven.state': null,
              'oven.log': ['on', 'off'],
              'a.name.that.is.much.longer.than.its.column': 'a value that is longer, too',
              'lift.free': true,
            },
          }),
        ],
      },
    },
  },
});

export const Empty = meta.story({
  parameters: { demo: { lists: { [path]: [] } } },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('There are no pins on this board.')).toBeVisible();
  },
});

export const Skeleton = meta.story({
  parameters: { demo: { answers: { [path]: 'hold' } } },
});

export const Failed = meta.story({
  parameters: { demo: { answers: { [path]: { status: 500 } } } },
});

export const ContentUpdated = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(field(canvasElement, 'templateVars.sales.today')).toHaveTextContent('1,284'));
    await tell('pin:content_updated', { pinId: 'p1', updatedVars: { 'sales.today': '1,301' } });
    await waitFor(() => expect(field(canvasElement, 'templateVars.sales.today')).toHaveTextContent('1,301'));
    await expect(field(canvasElement, 'templateVars.sales.month')).toHaveTextContent('31,900');
    await expect(canvasElement.querySelectorAll('.changed')).toHaveLength(1);
  },
});

export const ViewsUp = meta.story({
  play: async (context) => {
    const { canvas, canvasElement } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(field(canvasElement, 'views')).toHaveTextContent('1284'));
    await tell('pin:views_updated', { pinId: 'p1', views: 1_290 });
    await expect(await canvas.findByRole('button', { name: 'View, 1290' })).toBeVisible();
  },
});

/** A moderator takes it back, by keyboard alone; the stream says that it is a draft. */
export const Unpublished = meta.story({
  play: async (context) => {
    const { canvas, canvasElement, userEvent } = context;
    const { tell, server, advance } = await demoOf(context);
    (await canvas.findByRole('button', { name: 'Actions' })).focus();
    await userEvent.keyboard('{Enter}');
    (await canvas.findByRole('button', { name: 'Unpublish' })).focus();
    await userEvent.keyboard('{Enter}');
    await advance(50);
    await expect(server.asked).toMatchObject([{ method: 'PUT', path: '/api/pins/p1', body: { status: 'draft' } }]);
    await tell('pin:status_changed', { pinId: 'p1', status: 'draft', isPublic: false });
    await waitFor(() => expect(field(canvasElement, 'status')).toHaveTextContent('draft'));
    await expect(canvas.getByRole('button', { name: 'Publish' })).toBeVisible();
  },
});

/** Somebody else renames it while a person writes: the person's text stays. */
export const RenamedMeanwhile = meta.story({
  play: async (context) => {
    const { canvas, canvasElement, userEvent } = context;
    const { tell } = await demoOf(context);
    (await canvas.findByRole('button', { name: 'Actions' })).focus();
    await userEvent.keyboard('{Enter}');
    await userEvent.click(await canvas.findByRole('button', { name: 'Rename' }));
    const text = await canvas.findByRole('textbox', { name: 'Title' });
    await userEvent.clear(text);
    await userEvent.type(text, 'My title');
    await tell('pin:updated', pinRow('p1', 'Their title'));
    await waitFor(() => expect(field(canvasElement, 'title')).toHaveTextContent('Their title'));
    await expect(text).toHaveValue('My title');
    await expect(text).toHaveFocus();
  },
});

/** Escape lets go of a text that was begun. */
export const RenameIsLeft = meta.story({
  play: async (context) => {
    const { canvas, userEvent } = context;
    await demoOf(context);
    await userEvent.click(await canvas.findByRole('button', { name: 'Actions' }));
    await userEvent.click(await canvas.findByRole('button', { name: 'Rename' }));
    await userEvent.keyboard('no{Escape}');
    await expect(canvas.queryByRole('textbox')).toBeNull();
    await expect(canvas.getByText('Sales of the day')).toBeVisible();
  },
});

/** The server refuses, and the card says why. */
export const Refused = meta.story({
  parameters: {
    demo: {
      lists: { [path]: [pinRow('p1', 'Sales of the day')] },
      answers: { '/api/pins/p1/view': { status: 429, reason: 'You look at this pin very often.' } },
    },
  },
  play: async (context) => {
    const { canvas, userEvent } = context;
    const { advance } = await demoOf(context);
    await userEvent.click(await canvas.findByRole('button', { name: /^View/ }));
    await advance(50);
    await expect(await canvas.findByRole('alert')).toHaveTextContent('You look at this pin very often.');
  },
});

import { useConnection, useLatestEvent } from 'bisse';
import { LiveValue, type LiveValueProps, useRecentValues } from 'bisse/ui';
import { expect, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { type Stage, stageOf } from '../../.storybook/stage.ts';
import { read, reading, readings, readingsOf } from './readings.ts';
import './stories.css';

const meta = preview.meta({
  title: 'UI/LiveValue',
  component: LiveValue,
  args: { value: 1_284 },
  argTypes: { value: { control: 'number' }, stale: { control: 'boolean' } },
  parameters: { stream: { dialect: readings, burst: (index: number) => read(1_000 + index) } },
});

/** The value that the stream told last, in the place where an app would have it. */
function Reading(props: LiveValueProps) {
  const value = useLatestEvent(reading, (event) => event.data.value);
  return <LiveValue {...props} value={value ?? props.value} />;
}

const rootOf = (canvasElement: HTMLElement) => canvasElement.querySelector('[data-part=root]') as HTMLElement;

/** Has the stream tell a value, and waits until it is shown. */
async function tell({ stream, advance }: Stage, ...values: readonly (number | string)[]): Promise<void> {
  stream.emit(...values.map(read));
  await advance(50);
}

export const Static = meta.story({
  args: { value: 1_284 },
});

export const FlashUp = meta.story({
  render: (args) => <Reading {...args} />,
  play: async (context) => {
    await tell(stageOf(context), 1_301);
    const root = rootOf(context.canvasElement);
    await waitFor(() => expect(root).toHaveAttribute('data-direction', 'up'));
    await expect(root).toHaveTextContent('1,301');
    await expect(root.querySelector('[data-part=direction]')).toHaveAttribute('data-shape', 'up');
  },
});

export const FlashDown = meta.story({
  render: (args) => <Reading {...args} />,
  play: async (context) => {
    await tell(stageOf(context), 1_190);
    const root = rootOf(context.canvasElement);
    await waitFor(() => expect(root).toHaveAttribute('data-direction', 'down'));
    await expect(root.querySelector('[data-part=direction]')).toHaveAttribute('data-shape', 'down');
  },
});

/** What is no number just changes. */
export const FlashChanged = meta.story({
  args: { value: 'queued' },
  render: (args) => <Reading {...args} />,
  play: async (context) => {
    const root = rootOf(context.canvasElement);
    await expect(root).not.toHaveAttribute('data-direction');
    await tell(stageOf(context), 'running');
    await waitFor(() => expect(root).toHaveAttribute('data-direction', 'changed'));
    await expect(root).toHaveTextContent('running');
  },
});

/** Sixty changes in one go are one flash, from what was seen to what is seen. */
export const BurstIsOneFlash = meta.story({
  render: (args) => <Reading {...args} />,
  play: async (context) => {
    const root = rootOf(context.canvasElement);
    const flashes: (string | null)[] = [];
    const observer = new MutationObserver(() => flashes.push(root.getAttribute('data-flash')));
    observer.observe(root, { attributeFilter: ['data-flash'] });
    await tell(stageOf(context), ...Array.from({ length: 60 }, (_, index) => 1_285 + index));
    await waitFor(() => expect(root).toHaveAttribute('data-flash', 'odd'));
    observer.disconnect();
    await expect(root).toHaveTextContent('1,344');
    await expect(flashes).toEqual(['odd']);
  },
});

/** The second flash begins anew, though the first has not gone. */
export const FlashesInTurn = meta.story({
  render: (args) => <Reading {...args} />,
  play: async (context) => {
    const root = rootOf(context.canvasElement);
    const stage = stageOf(context);
    await tell(stage, 1_300);
    await waitFor(() => expect(root).toHaveAttribute('data-flash', 'odd'));
    await tell(stage, 1_290);
    await waitFor(() => expect(root).toHaveAttribute('data-flash', 'even'));
    await expect(root).toHaveAttribute('data-direction', 'down');
  },
});

/** Nothing tints; the sign says it alone. */
export const ReducedMotion = meta.story({
  globals: { motion: 'reduced' },
  render: (args) => <Reading {...args} />,
  play: async (context) => {
    await tell(stageOf(context), 1_301);
    const root = rootOf(context.canvasElement);
    await waitFor(() => expect(root).toHaveAttribute('data-direction', 'up'));
    const opacity = (part: string) => getComputedStyle(root.querySelector(`[data-part=${part}]`) as Element).opacity;
    await expect(opacity('flash')).toBe('0');
    await expect(opacity('direction')).toBe('1');
  },
});

/** The stream is away, so the value may be behind: `stale={!useConnection().isLive}`. */
export const Stale = meta.story({
  args: { value: 1_284, stale: true },
});

export const StaleWhileAway = meta.story({
  render: (args) => <StaleReading {...args} />,
  parameters: { stream: { reconnect: { minMs: 30_000 } } },
  play: async (context) => {
    const { stream, advance } = stageOf(context);
    const root = rootOf(context.canvasElement);
    await expect(root).not.toHaveAttribute('data-stale');
    stream.fail();
    await advance(50);
    await waitFor(() => expect(root).toHaveAttribute('data-stale'));
  },
});

function StaleReading(props: LiveValueProps) {
  const isLive = useConnection(({ isLive }) => isLive);
  return <Reading {...props} stale={!isLive} />;
}

/** `Intl.NumberFormat` writes units, currencies and percent as each language does. */
export const UnitsAndLocales = meta.story({
  render: () => (
    <dl className="readings">
      <Row name="Temperature" value={21.4} format={{ style: 'unit', unit: 'celsius' }} />
      <Row name="Price" value={1_284.5} format={{ style: 'currency', currency: 'EUR' }} locale="de-DE" />
      <Row name="Load" value={0.723} format={{ style: 'percent', maximumFractionDigits: 1 }} />
      <Row name="Followers" value={1_284_000} format={{ notation: 'compact' }} />
      <Row name="Hindi" value={12_840_000} locale="hi-IN" />
      <Row name="Arabic" value={12_840} locale="ar-EG" />
      <Row name="Own words" value={3} format={(value) => `${value} of 12`} />
    </dl>
  ),
});

function Row({ name, ...props }: LiveValueProps & { readonly name: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <LiveValue {...props} />
      </dd>
    </div>
  );
}

/** What is no value has a dash, and screen readers say so. */
export const NoValue = meta.story({
  render: () => (
    <dl className="readings">
      <Row name="null" value={null} />
      <Row name="undefined" value={undefined} />
      <Row name="NaN" value={Number.NaN} />
      <Row name="Own sign" value={null} none="not yet" />
      <Row name="Nought" value={0} />
    </dl>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getAllByText('no value')).toHaveLength(3);
    await expect(canvas.getByText('0')).toBeVisible();
  },
});

/** Digits are as wide as each other, and the sign has its place: nothing moves in a column of numbers. */
export const InATable = meta.story({
  render: () => (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">Pin</th>
          <th scope="col">Views</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        <Figures name="Quarterly report" views={1_284} change={0.041} />
        <Figures name="Status of the lifts" views={98_111} change={-0.2} />
        <Figures name="Menu" views={7} change={0} />
      </tbody>
    </table>
  ),
  play: async (context) => {
    await tell(stageOf(context), 12);
    await waitFor(() => expect(context.canvasElement.querySelectorAll('[data-direction=up]')).toHaveLength(3));
  },
});

function Figures({ name, views, change }: { readonly name: string; readonly views: number; readonly change: number }) {
  const more = useLatestEvent(reading, (event) => Number(event.data.value)) ?? 0;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <LiveValue value={views + more} />
      </td>
      <td>
        <LiveValue value={change} format={{ style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 1 }} />
      </td>
    </tr>
  );
}

/** What the value was, as a line beside it: `history`, from the server or from `useRecentValues(value)`. */
export const WithSparkline = meta.story({
  args: { history: [1_240, 1_251, 1_249, 1_260, 1_262, 1_258, 1_271, 1_284] },
  play: async ({ canvasElement }) => {
    const line = rootOf(canvasElement).querySelector('[data-part=sparkline]') as Element;
    await expect(line).toHaveAttribute('aria-hidden', 'true');
    await expect(line.querySelectorAll('path')).toHaveLength(1);
  },
});

/** One value, a flat line, a gap, a range that is given, a value that may be behind. */
export const Sparklines = meta.story({
  render: () => (
    <dl className="readings">
      <Row name="Just begun" value={12} history={[12]} />
      <Row name="Always the same" value={12} history={[12, 12, 12, 12]} />
      <Row name="With a gap" value={19} history={[12, 14, Number.NaN, 17, 19]} />
      <Row name="Load, of 100" value={19} history={[12, 14, 11, 17, 19]} historyRange={[0, 100]} />
      <Row name="Behind" value={19} history={[12, 14, 11, 17, 19]} stale />
      <Row name="No value" value={null} history={[12, 14, 11, 17]} />
    </dl>
  ),
});

/** The line grows with each reading, and does not move by itself: there is nothing to reduce. */
export const SparklineFromTheStream = meta.story({
  globals: { motion: 'reduced' },
  render: () => <Recent />,
  play: async (context) => {
    const stage = stageOf(context);
    for (const value of [10, 30, 20]) await tell(stage, value);
    const path = () => rootOf(context.canvasElement).querySelector('[data-part=sparkline] path');
    await waitFor(() => expect(path()).toHaveAttribute('d', 'M1 15L30 1L59 8'));
    await expect((path() as Element).getAnimations()).toEqual([]);
  },
});

function Recent() {
  const value = useLatestEvent(reading, (event) => event.data.value);
  return <LiveValue value={value} history={useRecentValues(value)} />;
}

/** Without colour, the sign says which way it went: a triangle up, one down, or a diamond. */
export const WithoutColour = meta.story({
  render: () => (
    <dl className="readings" style={{ filter: 'grayscale(1)' }}>
      <Turned name="Up" from={1} to={2} />
      <Turned name="Down" from={2} to={1} />
      <Turned name="Changed" from="queued" to="running" />
    </dl>
  ),
  play: async (context) => {
    await tell(stageOf(context), 1);
    const shapes = () =>
      [...context.canvasElement.querySelectorAll('[data-part=direction]')].map((mark) =>
        mark.getAttribute('data-shape'),
      );
    await waitFor(() => expect(shapes()).toEqual(['up', 'down', 'changed']));
  },
});

function Turned({ name, from, to }: Record<'from' | 'to', number | string> & { readonly name: string }) {
  const isTold = useLatestEvent(reading, () => true) ?? false;
  return <Row name={name} value={isTold ? to : from} />;
}

/** As time goes on: press play in the toolbar, or send a burst. */
export const AsItGoes = meta.story({
  parameters: { stream: { dialect: readings, script: readingsOf(1_284, 1_290, 1_288, 1_301, 1_340, 1_190, 1_284) } },
  render: (args) => <Reading {...args} />,
});

/** The line runs as the text does: the newest is beside the value. */
export const RightToLeft = meta.story({
  globals: { dir: 'rtl' },
  args: { value: 1_284, locale: 'ar-EG', history: [1_240, 1_251, 1_249, 1_260, 1_262, 1_258, 1_271, 1_284] },
});

/** Given class names, it brings no looks of its own; `data-direction` and `data-flash` tell yours what happens. */
export const OwnClassNames = meta.story({
  args: { classNames: { root: 'own-root', direction: 'own-mark' } },
  play: async ({ canvasElement }) => {
    await expect(canvasElement.querySelector('[class*=bisse-]')).toBeNull();
  },
});

import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { renderWithStream } from '../testing/react.tsx';
import { ConnectionIndicator } from './connection-indicator.tsx';
import { LiveValue } from './live-value.tsx';
import { PipelineProgress } from './pipeline-progress.tsx';
import { Progress } from './progress.tsx';
import { useRecentValues } from './use-recent-values.ts';

afterEach(cleanup);

const rootIn = (container: HTMLElement) => container.querySelector('[data-part=root]') as HTMLElement;
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

describe('ConnectionIndicator', () => {
  it('tells screen readers how it stands, and no seconds', async () => {
    const { client, stream, advance } = renderWithStream(<ConnectionIndicator variant="bar" />);
    const status = screen.getByRole('status');
    expect(status.textContent).toBe('Not connected');
    client.connect();
    await advance(50);
    expect(status.textContent).toBe('Live');
    stream.respondNext({ status: 503, retryAfterMs: 20_000 });
    stream.fail();
    await advance();
    await advance(5_000);
    await advance();
    expect(status.textContent).toBe('Reconnecting, attempt 3');
    expect(screen.getByText(/^attempt 3, next try in \d+ s$/).getAttribute('aria-hidden')).toBe('true');
  });

  it('has no live region where another one speaks', () => {
    renderWithStream(<ConnectionIndicator announce={false} />);
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('connects at once when its button is pressed', async () => {
    const { client, stream, advance } = renderWithStream(<ConnectionIndicator variant="bar" graceMs={0} />);
    stream.respondNext({ status: 401 });
    client.connect();
    await advance(50);
    expect(screen.getByRole('status').textContent).toBe('Signed out, sign in to go on');
    fireEvent.click(screen.getByRole('button', { name: 'Retry now' }));
    await advance(50);
    expect(screen.getByRole('status').textContent).toBe('Live');
    expect(stream.requests).toHaveLength(2);
  });
});

describe('LiveValue', () => {
  const flashOf = ({ container }: { container: HTMLElement }) => {
    const { direction, flash } = rootIn(container).dataset;
    return [direction, flash];
  };

  it('does not flash when it is first shown, or is rendered again with the same value', async () => {
    const view = render(<LiveValue value={1} />, { wrapper: StrictMode });
    view.rerender(<LiveValue value={1} />);
    await frame();
    await frame();
    expect(flashOf(view)).toEqual([undefined, undefined]);
  });

  it('flashes up and down, and begins anew each time', async () => {
    const view = render(<LiveValue value={1} />, { wrapper: StrictMode });
    view.rerender(<LiveValue value={2} />);
    await waitFor(() => expect(flashOf(view)).toEqual(['up', 'odd']));
    view.rerender(<LiveValue value={1.5} />);
    await waitFor(() => expect(flashOf(view)).toEqual(['down', 'even']));
    view.rerender(<LiveValue value="x" />);
    await waitFor(() => expect(flashOf(view)).toEqual(['changed', 'odd']));
  });

  it('flashes once for many changes in a frame, and not for one that is taken back', async () => {
    const view = render(<LiveValue value={10} />);
    for (const value of [11, 4, 12, 9]) view.rerender(<LiveValue value={value} />);
    await waitFor(() => expect(flashOf(view)).toEqual(['down', 'odd']));
    for (const value of [10, 8, 9]) view.rerender(<LiveValue value={value} />);
    await frame();
    await frame();
    expect(flashOf(view)).toEqual(['down', 'odd']);
  });

  it('draws what the value was, and says nothing of it', () => {
    function Reading({ value }: { readonly value: number | undefined }) {
      return <LiveValue value={value} history={useRecentValues(value, 3)} />;
    }
    const { container, rerender } = render(<Reading value={1} />, { wrapper: StrictMode });
    for (const value of [9, 9, undefined, Number.NaN, 2, 3, 2.5]) rerender(<Reading value={value} />);
    const line = container.querySelector('[data-part=sparkline]');
    expect(line?.getAttribute('aria-hidden')).toBe('true');
    expect(line?.querySelectorAll('path')).toHaveLength(1);
    // 2, 3 and 2.5.
    expect(line?.querySelector('path')?.getAttribute('d')).toBe('M1 15L30 1L59 8');
  });

  it('says that there is no value', () => {
    const { container } = render(<LiveValue value={Number.NaN} />);
    expect(screen.getByText('no value')).toBeTruthy();
    expect(rootIn(container).dataset['empty']).toBe('');
  });
});

describe('Progress', () => {
  const spoken = () => screen.getByRole('status').textContent;

  it('is announced at every quarter and at its end, and never twice', () => {
    const { rerender } = render(<Progress label="Import" percent={3} />);
    const said = [spoken()];
    for (const percent of [10, 24.9, 25, 40, 20, 49, 51, 99, 60, 100]) {
      rerender(<Progress label="Import" percent={percent} />);
      if (spoken() !== said.at(-1)) said.push(spoken());
    }
    rerender(<Progress label="Import" percent={100} done />);
    said.push(spoken());
    expect(said).toEqual([
      'Import: 0 %',
      'Import: 25 %',
      'Import: 50 %',
      'Import: 75 %',
      'Import: 100 %',
      'Import: done',
    ]);
  });

  it('announces a stall, and that it goes on', () => {
    const { rerender } = render(<Progress label="Import" percent={30} />);
    rerender(<Progress label="Import" percent={30} stalled />);
    expect(spoken()).toBe('Import: stalled');
    rerender(<Progress label="Import" percent={31} />);
    expect(spoken()).toBe('Import: 25 %');
  });

  it('says how much time is left once it can, and not while it stands still or at its end', () => {
    const left = () => screen.queryByText(/left$/)?.textContent;
    const { rerender } = render(<Progress label="Import" percent={0} receivedAt={1_000} />, { wrapper: StrictMode });
    const show = (percent: number, seconds: number, rest = {}) => {
      rerender(
        <Progress label="Import" locale="en" percent={percent} receivedAt={1_000 + seconds * 1_000} {...rest} />,
      );
      return left();
    };
    expect([show(10, 1), show(20, 2), show(30, 3), show(40, 4)]).toEqual([
      undefined,
      undefined,
      '5 sec left',
      '5 sec left',
    ]);
    expect(show(40, 4, { stalled: true })).toBeUndefined();
    expect(show(41, 40)).toBe('2 min left');
    expect(show(41, 40, { timeLeft: false })).toBeUndefined();
    expect(show(41, 40, { failed: true })).toBeUndefined();
    expect(show(42, 41)).toBeUndefined();
  });

  it('offers to try again only what has failed', () => {
    const onRetry = vi.fn();
    const { rerender } = render(<Progress label="Import" percent={30} onRetry={onRetry} />);
    expect(screen.queryByRole('button')).toBeNull();
    rerender(<Progress label="Import" percent={30} failed onRetry={onRetry} />);
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onRetry).toHaveBeenCalledOnce();
  });
});

describe('the looks of a component', () => {
  const stages = [{ id: 'a' }, { id: 'b' }];
  const ours = (container: HTMLElement) => container.querySelectorAll('[class*=bisse-]').length;

  it('are bisse’s, unless the app sees to them', () => {
    const { container, rerender } = render(<PipelineProgress label="Report" stage="a" stages={stages} failed />);
    expect(ours(container)).toBeGreaterThan(5);
    rerender(<PipelineProgress label="Report" stage="a" stages={stages} failed onRetry={() => {}} className="mine" />);
    expect(ours(container)).toBe(0);
    expect(rootIn(container).className).toBe('mine');
    rerender(
      <PipelineProgress label="Report" stage="a" stages={stages} classNames={{ fill: 'fill', progress: 'bar' }} />,
    );
    expect(ours(container)).toBe(0);
    expect(container.querySelectorAll('.fill, .bar')).toHaveLength(2);
  });

  it('can be those of another element, which knows the state', () => {
    render(
      <Progress
        label="Import"
        percent={30}
        render={({ children: _, ...props }, { status, percent }) => (
          <p {...(props as object)}>{`${status} ${percent}`}</p>
        )}
      />,
    );
    expect(screen.getByText('running 30').dataset['status']).toBe('running');
  });

  it('hide what is for screen readers, with or without a stylesheet', () => {
    render(<Progress label="Import" percent={30} />);
    expect(screen.getByRole('status').getBoundingClientRect().width).toBeLessThanOrEqual(1);
  });
});

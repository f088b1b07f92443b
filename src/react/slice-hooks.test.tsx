import { cleanup } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { labsos } from '../dialects/labsos.ts';
import { pindown } from '../dialects/pindown.ts';
import { workloadInsights } from '../dialects/workload-insights.ts';
import { renderWithStream } from '../testing/react.tsx';
import { useApiStatus } from './use-api-status.ts';
import { useLiveVars } from './use-live-vars.ts';
import { usePresence } from './use-presence.ts';
import { useProgress } from './use-progress.ts';
import { useRateLimits } from './use-rate-limits.ts';

afterEach(cleanup);

const pipeline = (id: string, progress: number, status = 'running') => ({
  event: 'automation:pipeline_status',
  data: { pipelineId: id, stage: 'reading', status, progress, message: null },
});

/** Shows one pipeline as `40` or `40 stalled`. */
function Pipeline({ id, stalledMs, onRender }: { id: string; stalledMs?: number; onRender?: () => void }) {
  const view = useProgress('pipeline', id, { stalledMs });
  onRender?.();
  if (!view) return <p>nothing</p>;
  return (
    <p>
      {[view.percent, view.stalled && 'stalled', view.done && 'done', view.failed && 'failed']
        .filter(Boolean)
        .join(' ')}
    </p>
  );
}

describe('useProgress', () => {
  it('tells a stall once nothing was heard for 30 s, and takes it back with the next event', async () => {
    const { stream, advance, container } = renderWithStream(<Pipeline id="a" />, { dialect: pindown() });
    await advance(50);
    expect(container.textContent).toBe('nothing');
    stream.emit(pipeline('a', 40));
    await advance(29_900);
    expect(container.textContent).toBe('40');
    await advance(200);
    expect(container.textContent).toBe('40 stalled');
    stream.emit(pipeline('a', 41));
    await advance(20);
    expect(container.textContent).toBe('41');
    await advance(20_000);
    stream.emit(pipeline('a', 42));
    await advance(20_000);
    expect(container.textContent).toBe('42');
  });

  it('never calls something stalled that has come to its end', async () => {
    const { stream, advance, container } = renderWithStream(
      <>
        <Pipeline id="a" />
        <Pipeline id="b" />
      </>,
      { dialect: pindown() },
    );
    await advance(50);
    stream.emit(pipeline('a', 90), pipeline('a', 90, 'completed'), pipeline('b', 30), pipeline('b', 30, 'failed'));
    await advance(100_000);
    expect(container.textContent).toBe('100 done30 failed');
  });

  it('never stalls where the app says so, and sets no timer for it', async () => {
    const view = <Pipeline id="a" stalledMs={Number.POSITIVE_INFINITY} />;
    const { stream, advance, clock, container } = renderWithStream(view, { dialect: pindown() });
    await advance(6_000);
    const before = clock.pending();
    stream.emit(pipeline('a', 40));
    await advance(10_000_000);
    expect(container.textContent).toBe('40');
    expect(clock.pending()).toBe(before);
  });

  it('knows that something was silent before its component came', async () => {
    const view = (id: string) => <Pipeline id={id} stalledMs={1_000} />;
    const { stream, advance, container, rerender } = renderWithStream(view('other'), { dialect: pindown() });
    await advance(50);
    stream.emit(pipeline('a', 10), pipeline('other', 20));
    await advance(5_000);
    stream.emit(pipeline('other', 21));
    await advance(20);
    expect(container.textContent).toBe('21');
    rerender(view('a'));
    await advance(1);
    expect(container.textContent).toBe('10 stalled');
  });

  it('waits with one timer for 300 rows, under StrictMode too, and with none once they are gone', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => `p${index}`);
    const list = (ids: readonly string[]) => (
      <StrictMode>
        {ids.map((id) => (
          <Pipeline key={id} id={id} stalledMs={1_000_000} />
        ))}
      </StrictMode>
    );
    const { stream, advance, clock, rerender } = renderWithStream(list(rows), { dialect: pindown() });
    await advance(6_000);
    const before = clock.pending();
    stream.emit(...rows.map((id) => pipeline(id, 1)));
    await advance(6_000);
    expect(clock.pending()).toBe(before + 1);
    rerender(list([]));
    await advance(1_100_000);
    expect(clock.pending()).toBeLessThanOrEqual(before);
  });

  it('renders the row that went on, and no other', async () => {
    const rendered: string[] = [];
    const { stream, advance } = renderWithStream(
      <main>
        {['a', 'b', 'c'].map((id) => (
          <Pipeline key={id} id={id} onRender={() => rendered.push(id)} />
        ))}
      </main>,
      { dialect: pindown() },
    );
    await advance(50);
    rendered.length = 0;
    stream.emit(pipeline('b', 10));
    await advance(100);
    expect(rendered).toEqual(['b']);
  });

  it('is the same object until something of it changes', async () => {
    const views = new Set<unknown>();
    function View() {
      views.add(useProgress('job', 'job_1'));
      return null;
    }
    const { stream, advance, rerender } = renderWithStream(<View />, { dialect: labsos() });
    await advance(50);
    const progress = { stage: 'reading', current: 1, total: 4, message: '', timestamp: 1 };
    stream.emit({ event: 'progress_update', data: { jobId: 'job_1', progress } });
    await advance(50);
    rerender(<View />);
    stream.emit({ event: 'proposal_deleted', data: { proposalId: 'x' } });
    await advance(50);
    expect([...views]).toEqual([undefined, expect.objectContaining({ percent: 25, message: undefined })]);
  });
});

describe('useLiveVars', () => {
  it('claims its pin alone, and renders for that one only', async () => {
    const rendered: unknown[] = [];
    function View() {
      rendered.push(useLiveVars('7'));
      return null;
    }
    const { stream, advance } = renderWithStream(<View />, { dialect: pindown() });
    await advance(50);
    expect(stream.requests.map(({ channels }) => channels)).toEqual([['pin:7']]);
    const update = (pinId: string, updatedVars: object) => ({
      event: 'pin:content_updated',
      data: { pinId, updatedVars },
    });
    stream.emit({ ...update('7', { a: 1 }), channel: 'pin:7' });
    await advance(50);
    stream.emit({ ...update('8', { a: 9 }), channel: 'pin:8' });
    await advance(50);
    stream.emit({ ...update('7', { b: 2 }), channel: 'pin:7' });
    await advance(50);
    expect(rendered).toEqual([{}, { a: 1 }, { a: 1, b: 2 }]);
  });

  it('is empty under a dialect that knows no pins', async () => {
    const View = () => JSON.stringify(useLiveVars('7'));
    const { advance, container } = renderWithStream(<View />, { dialect: workloadInsights() });
    await advance(50);
    expect(container.textContent).toBe('{}');
  });
});

describe('usePresence', () => {
  it('tells since when somebody is there, by the time of the event that said so first', async () => {
    const View = () => JSON.stringify(usePresence('ana') ?? 'unknown');
    const { stream, advance, container } = renderWithStream(<View />, { dialect: workloadInsights() });
    await advance(50);
    expect(container.textContent).toBe('"unknown"');
    const here = { event: 'presence_updated', data: { userId: 'ana', isOnline: true } };
    stream.emit(here);
    await advance(50);
    stream.emit(here);
    await advance(50);
    expect(JSON.parse(container.textContent ?? '')).toEqual({ isOnline: true, since: 50 });
  });
});

describe('useRateLimits', () => {
  it('forgets a limit when it is reset, and shows the one that ends first first', async () => {
    const View = () =>
      useRateLimits()
        .map(({ endpoint, remaining }) => `${endpoint}=${remaining}`)
        .join(' ');
    const { stream, advance, container } = renderWithStream(<View />, { dialect: pindown() });
    await advance(50);
    const warning = (endpoint: string, resetMs: number) => ({
      event: 'system:rate_limit_warning',
      data: { userId: 'u', endpoint, remaining: 5, resetTime: new Date(resetMs).toISOString() },
    });
    stream.emit(warning('/b', 9_000), warning('/a', 5_000));
    await advance(50);
    expect(container.textContent).toBe('/a=5 /b=5');
    await advance(5_000);
    expect(container.textContent).toBe('/b=5');
    await advance(5_000);
    expect(container.textContent).toBe('');
  });
});

describe('useApiStatus', () => {
  it('tells the last answer of one endpoint, or of any', async () => {
    const View = () => [useApiStatus('openai', '/a'), useApiStatus('openai')].map((one) => one?.responseTime).join(' ');
    const { stream, advance, container } = renderWithStream(<View />, { dialect: pindown() });
    await advance(50);
    const answer = (endpoint: string, responseTime: number) => ({
      event: 'automation:api_status',
      data: { provider: 'openai', endpoint, status: 'success', responseTime, creditsUsed: 1 },
    });
    stream.emit(answer('/a', 10));
    await advance(50);
    stream.emit(answer('/b', 20));
    await advance(50);
    expect(container.textContent).toBe('10 20');
  });
});

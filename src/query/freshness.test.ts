import { QueryObserver } from '@tanstack/react-query';
import { describe, expect, onTestFinished, test } from 'vitest';
import { liveQueryOptions } from './live-options.ts';
import { cursor, key, openPage } from './test/tickets.ts';

/** A page with a live list that was read once. */
async function openList(options: Parameters<typeof openPage>[0] = {}, more: object = {}) {
  const page = await openPage(options);
  await page.connect();
  const watch = () => {
    const observer = new QueryObserver(page.queryClient, { queryKey: key, retry: false, queryFn: page.read, ...more });
    const stop = observer.subscribe(() => {});
    onTestFinished(stop);
    return { observer, stop };
  };
  const { observer, stop } = watch();
  await page.clock.settle();
  await page.answer([{ id: '1', votes: 0 }], cursor(0));
  return { ...page, watch, observer, stop };
}

describe('a covered query', () => {
  test('is fresh while the stream is live, however old its data', async () => {
    const { stop, watch, clock, held, observer } = await openList();
    stop();
    await clock.advance(60_000 * 60);
    const again = watch();
    await clock.settle();
    expect(held).toHaveLength(0);
    expect(observer.getCurrentResult().isStale).toBe(false);
    again.stop();
  });

  test('is as stale as the app says when the stream has been down for longer than the grace', async () => {
    const { stop, watch, stream, clock, held } = await openList();
    stream.respondNext({ status: 403 });
    stream.fail();
    await clock.advance(3_000);
    stop();
    const soon = watch();
    await clock.settle();
    expect(held).toHaveLength(0);
    soon.stop();
    await clock.advance(6_000);
    watch();
    await clock.settle();
    expect(held).toHaveLength(1);
  });

  test('is never fresh while it is owed a read', async () => {
    const { observer, stream, clock, held } = await openList();
    stream.emit({ event: 'gap', data: { reason: 'overflow' } });
    await clock.advance(20);
    expect(held).toHaveLength(1);
    expect(observer.getCurrentResult().isStale).toBe(true);
  });

  test('is read again and again while the stream is down, when the sink was told to', async () => {
    const { stream, clock, held, answer } = await openList({ pollMs: '10s' });
    stream.respondNext({ status: 403 });
    stream.fail();
    await clock.advance(5_100);
    expect(held).toHaveLength(0);
    await clock.advance(10_000);
    expect(held).toHaveLength(1);
    await answer([{ id: '1', votes: 1 }]);
    await clock.advance(10_000);
    expect(held).toHaveLength(1);
  });

  test('keeps the app’s own staleTime when the sink was told to leave it alone', async () => {
    const { stop, watch, held, clock } = await openList({ freshness: 'app' });
    stop();
    watch();
    await clock.settle();
    expect(held).toHaveLength(1);
  });

  test('keeps a staleTime that a hook states, unless it went through liveQueryOptions', async () => {
    const { queryClient, read, stop, held, clock } = await openList();
    stop();
    const live = liveQueryOptions({ queryKey: key, queryFn: read, staleTime: 0 });
    const first = new QueryObserver(queryClient, live);
    onTestFinished(first.subscribe(() => {}));
    await clock.settle();
    expect(held).toHaveLength(0);
    const second = new QueryObserver(queryClient, { queryKey: key, queryFn: read, staleTime: 0 });
    onTestFinished(second.subscribe(() => {}));
    await clock.settle();
    expect(held).toHaveLength(1);
  });
});

test('the defaults of a cache are as before when its sink has left', async () => {
  const { queryClient, client, sink, clock } = await openList();
  const staleTime = () => queryClient.getQueryDefaults(key).staleTime;
  expect(staleTime()).toBeTypeOf('function');
  client.attach(sink)();
  await clock.settle();
  expect(staleTime()).toBeUndefined();
});

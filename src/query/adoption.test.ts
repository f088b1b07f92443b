import { dehydrate, hydrate, onlineManager, QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, onTestFinished, test } from 'vitest';
import { place } from './placement.ts';
import { querySink } from './query-sink.ts';
import { cursor, key, openPage, type Ticket, tickets } from './test/tickets.ts';

const row = (id: string, votes = 0): Ticket => ({ id, votes });

/** A page that is connected before anything is cached. */
async function openConnected(...options: Parameters<typeof openPage>) {
  const page = await openPage(...options);
  await page.connect();
  return {
    ...page,
    watch(more: object = {}) {
      const observer = new QueryObserver(page.queryClient, {
        queryKey: key,
        retry: false,
        queryFn: page.read,
        ...more,
      });
      const stop = observer.subscribe(() => {});
      onTestFinished(stop);
      return { observer, stop };
    },
  };
}

describe('data that came without a read', () => {
  test('as initialData is shown, patched, and read again', async () => {
    const { watch, emit, data, answer, held } = await openConnected();
    watch({ initialData: [row('1')], staleTime: Number.POSITIVE_INFINITY });
    await emit('ticket:voted', row('1', 3), 1);
    expect(data()).toEqual([row('1', 3)]);
    expect(held).toHaveLength(1);
    await answer([row('1', 4)], cursor(2));
    expect(data()).toEqual([row('1', 4)]);
    expect(held).toHaveLength(0);
  });

  test('as a dehydrated state is shown and read again', async () => {
    const server = new QueryClient();
    server.setQueryData(key, [row('1', 2)]);
    const { queryClient, watch, data, held, clock } = await openConnected();
    hydrate(queryClient, dehydrate(server));
    watch({ staleTime: Number.POSITIVE_INFINITY });
    await clock.advance(20);
    expect(data()).toEqual([row('1', 2)]);
    expect(held).toHaveLength(1);
  });

  test('with the page, and a cursor from before it, needs no read', async () => {
    const page = await openPage({ cursor: cursor(5) });
    // A second sink would have adopted it late: it is there before the client starts, as after a server render.
    const rendered = new QueryClient();
    rendered.setQueryData(key, [row('1', 2)]);
    const sink = querySink(rendered);
    onTestFinished(page.client.attach(sink));
    const observer = new QueryObserver(rendered, { queryKey: key, queryFn: page.read });
    onTestFinished(observer.subscribe(() => {}));
    await page.clock.advance(1_100);
    expect(page.stream.requests.map((request) => request.cursor)).toEqual([cursor(5)]);
    await page.emit('ticket:voted', row('1', 9), 6);
    expect(rendered.getQueryData(key)).toEqual([row('1', 9)]);
  });

  test('from a persister that answers for the function is read again', async () => {
    const { watch, data, held, clock, answer } = await openConnected();
    let isRestored = false;
    watch({
      persister: (queryFn: (context: object) => unknown, context: object) => {
        if (isRestored) return queryFn(context);
        isRestored = true;
        return [row('1', 1)];
      },
    });
    await clock.advance(20);
    expect(data()).toEqual([row('1', 1)]);
    expect(held).toHaveLength(1);
    await answer([row('1', 2)], cursor(1));
    expect(data()).toEqual([row('1', 2)]);
    expect(held).toHaveLength(0);
  });

  test('after a reset is read as if it had never been there', async () => {
    const { watch, queryClient, data, answer, clock, emit } = await openConnected();
    watch();
    await answer([row('1', 1)], cursor(1));
    void queryClient.resetQueries({ queryKey: key });
    await clock.settle();
    expect(data()).toBeUndefined();
    await emit('ticket:voted', row('1', 5), 2);
    await answer([row('1', 1)], cursor(1));
    expect(data()).toEqual([row('1', 5)]);
  });

  test('is not placeholderData, which is nobody’s but the hook’s', async () => {
    const { watch, emit, data, answer } = await openConnected();
    const { observer } = watch({ placeholderData: [row('1')] });
    await emit('ticket:voted', row('1', 5), 1);
    expect(observer.getCurrentResult()).toMatchObject({ data: [row('1')], isPlaceholderData: true });
    expect(data()).toBeUndefined();
    await answer([row('1')], cursor(0));
    expect(observer.getCurrentResult()).toMatchObject({ data: [row('1', 5)], isPlaceholderData: false });
  });
});

describe('a covered query', () => {
  test('is caught up for ensureQueryData and fetchQuery, as routers call them', async () => {
    const { queryClient, read, answer, emit, clock } = await openConnected();
    const given = queryClient.ensureQueryData({ queryKey: key, queryFn: read });
    await clock.settle();
    await emit('ticket:voted', row('1', 5), 1);
    await answer([row('1')]);
    expect(await given).toEqual([row('1', 5)]);
    // And is fresh from then on: a second loader reads nothing.
    expect(await queryClient.fetchQuery({ queryKey: key, queryFn: read })).toEqual([row('1', 5)]);
  });

  test('shows select nothing that has not caught up', async () => {
    const { watch, answer, emit, queryClient, clock } = await openConnected();
    const seen: number[] = [];
    watch({ select: ([first]: readonly Ticket[]) => seen.push(first?.votes ?? -1) });
    await answer([row('1', 1)]);
    void queryClient.refetchQueries({ queryKey: key });
    await clock.settle();
    await emit('ticket:voted', row('1', 5), 1);
    await answer([row('1', 1)]);
    expect(seen).toEqual([1, 5]);
  });

  test('that was removed and comes back starts anew', async () => {
    const { watch, queryClient, answer, emit, data, clock } = await openConnected();
    const { stop } = watch();
    await answer([row('1', 1)], cursor(1));
    stop();
    queryClient.removeQueries({ queryKey: key });
    await emit('ticket:voted', row('1', 5), 2);
    watch();
    await clock.settle();
    await answer([row('1', 5)], cursor(2));
    await emit('ticket:voted', row('1', 6), 3);
    expect(data()).toEqual([row('1', 6)]);
  });

  test('that was removed during its read is not written', async () => {
    const { watch, queryClient, held, data, clock } = await openConnected();
    const { stop } = watch();
    await clock.settle();
    stop();
    queryClient.removeQueries({ queryKey: key });
    await held[0]?.answer({ rows: [row('1', 1)] });
    expect(data()).toBeUndefined();
  });

  test('whose read is paused by an offline browser is read when it is online, and then holds everything', async () => {
    const { watch, answer, emit, data, queryClient, clock, held } = await openConnected();
    // As QueryClientProvider does; it is what resumes paused reads.
    queryClient.mount();
    watch();
    await answer([row('1')], cursor(0));
    onlineManager.setOnline(false);
    onTestFinished(() => onlineManager.setOnline(true));
    void queryClient.invalidateQueries({ queryKey: key });
    await clock.settle();
    expect(queryClient.getQueryState(key)?.fetchStatus).toBe('paused');
    await emit('ticket:voted', row('1', 5), 1);
    onlineManager.setOnline(true);
    await clock.advance(20);
    expect(held).toHaveLength(1);
    await answer([row('1', 5)], cursor(1));
    expect(data()).toEqual([row('1', 5)]);
  });

  test('keeps an object with items, and what else stands in it', async () => {
    const { watch, answer, emit, data } = await openConnected();
    watch();
    await answer({ items: [row('1')], total: 1 }, cursor(0));
    await emit('ticket:voted', row('1', 5), 1);
    expect(data()).toEqual({ items: [row('1', 5)], total: 1 });
  });

  test('is found through a lens where the rows lie deeper', async () => {
    interface Wrapped {
      readonly page: { readonly rows: readonly Ticket[] };
    }
    const at = {
      get: (data: Wrapped) => data.page.rows,
      set: (data: Wrapped, rows: readonly Ticket[]) => ({ ...data, page: { ...data.page, rows } }),
    };
    const { watch, answer, emit, data } = await openConnected({ collections: [place(tickets, { at })] });
    watch();
    await answer({ page: { rows: [row('1')] } }, cursor(0));
    await emit('ticket:voted', row('1', 5), 1);
    expect(data()).toEqual({ page: { rows: [row('1', 5)] } });
  });

  test('that is one row takes what concerns it', async () => {
    const { watch, answer, emit, queryClient, clock } = await openConnected();
    watch({ queryKey: ['tickets', '1'] });
    await clock.settle();
    await answer(row('1'), cursor(0));
    await emit('ticket:voted', row('1', 5), 1);
    await emit('ticket:voted', row('2', 9), 2);
    expect(queryClient.getQueryData(['tickets', '1'])).toEqual(row('1', 5));
  });

  test('of each of several caches is kept', async () => {
    const page = await openConnected();
    const other = new QueryClient();
    onTestFinished(page.client.attach(querySink(other)));
    onTestFinished(() => other.clear());
    page.watch();
    const observer = new QueryObserver(other, { queryKey: key, queryFn: page.read });
    onTestFinished(observer.subscribe(() => {}));
    await page.clock.settle();
    await page.answer([row('1')], cursor(0));
    await page.answer([row('1')], cursor(0));
    await page.emit('ticket:voted', row('1', 5), 1);
    expect([page.data(), other.getQueryData(key)]).toEqual([[row('1', 5)], [row('1', 5)]]);
  });
});

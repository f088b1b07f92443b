import { InfiniteQueryObserver } from '@tanstack/react-query';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cursor, key, openPage, type Ticket } from './test/tickets.ts';

interface Pages {
  readonly pages: readonly (readonly Ticket[])[];
}

const row = (id: string, votes = 0): Ticket => ({ id, votes });

/** A page with an infinite list of two rows a page, read by offset. */
async function openList() {
  const page = await openPage();
  await page.connect();
  const observer = new InfiniteQueryObserver(page.queryClient, {
    queryKey: key,
    retry: false,
    initialPageParam: 0,
    getNextPageParam: (_, pages: unknown[]) => pages.length * 2,
    queryFn: page.read,
  });
  onTestFinished(observer.subscribe(() => {}));
  await page.clock.settle();
  const ids = () => page.data<Pages>()?.pages.map((rows) => rows.map(({ id }) => id));
  return { ...page, observer, ids };
}

describe('an infinite list', () => {
  test('29: keeps what a page that was there before took while another was fetched', async () => {
    const { answer, emit, observer, data, clock } = await openList();
    await answer([row('1'), row('2')], cursor(10));
    void observer.fetchNextPage();
    await clock.settle();
    await emit('ticket:voted', row('1', 5), 11);
    await answer([row('3'), row('4')], cursor(11));
    expect(data<Pages>()?.pages).toEqual([
      [row('1', 5), row('2')],
      [row('3'), row('4')],
    ]);
  });

  test('28: is read again when a row went while its pages were read by offset', async () => {
    const { answer, emit, observer, ids, held, clock } = await openList();
    await answer([row('1'), row('2')], cursor(10));
    void observer.fetchNextPage();
    await clock.settle();
    await answer([row('3'), row('4')], cursor(10));
    void observer.refetch();
    await clock.settle();
    await answer([row('1'), row('2')], cursor(10));
    // Now 1 goes, so 3 moves to the first page, which is read already.
    await emit('ticket:closed', { id: '1' }, 11);
    await answer([row('4')], cursor(11));
    expect(held).toHaveLength(1);
    await answer([row('2'), row('3')], cursor(11));
    await answer([row('4')], cursor(11));
    expect(ids()).toEqual([['2', '3'], ['4']]);
    expect(held).toHaveLength(0);
  });

  test('shows a row once that stands on two pages', async () => {
    const { answer, observer, ids, clock } = await openList();
    await answer([row('1'), row('2')], cursor(10));
    void observer.fetchNextPage();
    await clock.settle();
    await answer([row('2'), row('3')], cursor(10));
    expect(ids()).toEqual([['1', '2'], ['3']]);
  });

  test('replays on all its pages what the one that was read first may lack', async () => {
    const { answer, emit, observer, data, clock } = await openList();
    await answer([row('1'), row('2')], cursor(10));
    void observer.fetchNextPage();
    await clock.settle();
    await answer([row('3'), row('4')], cursor(10));
    void observer.refetch();
    await clock.settle();
    await answer([row('1'), row('2')], cursor(10));
    await emit('ticket:voted', row('1', 7), 11);
    await answer([row('3'), row('4')], cursor(11));
    expect(data<Pages>()?.pages[0]).toEqual([row('1', 7), row('2')]);
  });

  test('patches the rows of pages that are objects, and keeps the other pages the same', async () => {
    const page = await openPage();
    await page.connect();
    const observer = new InfiniteQueryObserver(page.queryClient, {
      queryKey: key,
      initialPageParam: 'first',
      getNextPageParam: (last: unknown) => (last as { next?: string }).next,
      queryFn: page.read,
    });
    onTestFinished(observer.subscribe(() => {}));
    await page.clock.settle();
    await page.answer({ items: [row('1')], next: 'second' }, cursor(10));
    void observer.fetchNextPage();
    await page.clock.settle();
    expect(page.held[0]?.param).toBe('second');
    await page.answer({ items: [row('2')] }, cursor(10));
    type Cursored = { readonly pages: readonly { readonly items: readonly Ticket[]; readonly next?: string }[] };
    const before = page.data<Cursored>();
    await page.emit('ticket:voted', row('2', 4), 11);
    const after = page.data<Cursored>();
    expect(after?.pages[1]).toEqual({ items: [row('2', 4)] });
    expect(after?.pages[0]).toBe(before?.pages[0]);
  });
});

import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LiveMutationOptions } from './live-options.ts';
import { liveMutationOptions } from './live-options.ts';
import { notePosition } from './position.ts';
import { querySink } from './query-sink.ts';
import { cursor, key, openPage, type Ticket, tickets } from './test/tickets.ts';

interface Vote {
  readonly id: string;
  readonly votes: number;
}

/** A page with a live list of two tickets, and votes whose answers the test gives. */
async function openList() {
  const page = await openPage();
  await page.connect();
  const observer = new QueryObserver(page.queryClient, { queryKey: key, retry: false, queryFn: page.read });
  onTestFinished(observer.subscribe(() => {}));
  await page.clock.settle();
  await page.answer(
    [
      { id: '1', votes: 0 },
      { id: '2', votes: 0 },
    ],
    cursor(0),
  );
  const sent: { readonly id: string; confirm(at?: string): Promise<void>; refuse(): Promise<void> }[] = [];
  const options = (more: Partial<LiveMutationOptions<Vote, Error, Vote, unknown>> = {}) =>
    liveMutationOptions<Vote, Error, Vote, unknown>({
      retry: false,
      mutationFn: (vote, context) =>
        new Promise((resolve, reject) => {
          sent.push({
            id: context.mutationId,
            async confirm(at) {
              if (at) notePosition(context as never, new Response(null, { headers: { 'Stream-Cursor': at } }));
              resolve(vote);
              await page.clock.settle();
            },
            async refuse() {
              reject(new Error('refused'));
              await page.clock.settle();
            },
          });
        }),
      optimistic: ({ id, votes }) => tickets.merge(id, { votes }),
      ...more,
    });
  return {
    ...page,
    sent,
    votes: () => page.data()?.map(({ votes }) => votes),
    async vote(id: string, votes: number, more: Parameters<typeof options>[0] = {}) {
      const mutation = new MutationObserver(page.queryClient, options(more));
      mutation.mutate({ id, votes }).catch(() => {});
      await page.clock.settle();
      return mutation;
    },
  };
}

const echoes = { confirmedBy: ({ data }: { data: unknown }, vote: Vote) => (data as Ticket).id === vote.id };

describe('a live mutation', () => {
  test('is shown at once, and still after it is confirmed', async () => {
    const { vote, votes, sent } = await openList();
    await vote('1', 5);
    expect(votes()).toEqual([5, 0]);
    await sent[0]?.confirm();
    expect(votes()).toEqual([5, 0]);
  });

  test('gives way to its echo in one write, and to nothing before it', async () => {
    const { vote, votes, sent, emit, queryClient } = await openList();
    await vote('1', 5, echoes);
    await sent[0]?.confirm();
    let writes = 0;
    onTestFinished(queryClient.getQueryCache().subscribe(({ type }) => (writes += type === 'updated' ? 1 : 0)));
    // The server made more of it.
    await emit('ticket:voted', { id: '1', votes: 6 }, 1);
    expect(votes()).toEqual([6, 0]);
    expect(writes).toBe(1);
  });

  test('that failed takes back its own change alone', async () => {
    const { vote, votes, sent, emit } = await openList();
    await vote('1', 5);
    await vote('2', 7);
    await emit('ticket:voted', { id: '1', votes: 1 }, 1);
    expect(votes()).toEqual([5, 7]);
    await sent[0]?.refuse();
    expect(votes()).toEqual([1, 7]);
  });

  test('is not undone by a read that does not hold it yet', async () => {
    const { vote, votes, queryClient, answer, clock } = await openList();
    await vote('1', 5);
    void queryClient.refetchQueries({ queryKey: key });
    await clock.settle();
    await answer([{ id: '1', votes: 0 }], cursor(0));
    expect(votes()).toEqual([5]);
  });

  test('is dropped by an answer at or beyond the position of its confirmation', async () => {
    const { vote, votes, sent, queryClient, answer, clock } = await openList();
    await vote('1', 5);
    void queryClient.refetchQueries({ queryKey: key });
    await clock.settle();
    await sent[0]?.confirm(cursor(3));
    await answer([{ id: '1', votes: 6 }], cursor(3));
    expect(votes()).toEqual([6]);
  });

  test('whose echo comes before its answer is done with it', async () => {
    const { vote, votes, sent, emit } = await openList();
    await vote('1', 5, echoes);
    await emit('ticket:voted', { id: '1', votes: 6 }, 1);
    expect(votes()).toEqual([6, 0]);
    await sent[0]?.confirm();
    expect(votes()).toEqual([6, 0]);
  });

  test('that no event tells of is looked up 5 s after its confirmation', async () => {
    const { vote, votes, sent, held, answer, clock } = await openList();
    await vote('1', 5);
    await sent[0]?.confirm();
    await clock.advance(4_900);
    expect(held).toHaveLength(0);
    await clock.advance(200);
    await answer([{ id: '1', votes: 6 }], cursor(4));
    expect(votes()).toEqual([6]);
  });

  test('has one id for all its attempts, and another than the next', async () => {
    const { vote, sent, clock } = await openList();
    await vote('1', 5, { retry: 1, retryDelay: 0 });
    await sent[0]?.refuse();
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    await vote('1', 6);
    await clock.settle();
    expect(sent[1]?.id).toBe(sent[0]?.id);
    expect(sent[2]?.id).not.toBe(sent[0]?.id);
  });

  test('tells the options’ own callbacks, with what onMutate gave', async () => {
    const { vote, sent } = await openList();
    const told: unknown[] = [];
    const more = {
      onMutate: async ({ id }: Vote) => `vote ${id}`,
      onError: (error: Error, _: Vote, result: unknown) => void told.push(error.message, result),
      onSettled: () => void told.push('settled'),
    };
    await vote('1', 5, more);
    await sent[0]?.refuse();
    await vi.waitFor(() => expect(told).toEqual(['refused', 'vote 1', 'settled']));
  });

  test('is shown in a list that is read for the first time while it runs', async () => {
    const { vote, votes, queryClient } = await openList();
    queryClient.removeQueries({ queryKey: key });
    await vote('1', 5);
    await queryClient.fetchQuery({ queryKey: key, queryFn: async () => [{ id: '1', votes: 0 }] });
    expect(votes()).toEqual([5]);
  });

  test('works in a cache that no sink keeps, as a mutation without an optimistic change', async () => {
    const queryClient = new QueryClient();
    const mutation = new MutationObserver(
      queryClient,
      liveMutationOptions({ mutationFn: async (n: number) => n + 1, optimistic: () => [] }),
    );
    expect(await mutation.mutate(1)).toBe(2);
  });

  test('is laid over the caches of the mutation’s own client alone', async () => {
    const { client, vote } = await openList();
    const other = new QueryClient();
    other.setQueryData(key, [{ id: '1', votes: 0 }]);
    onTestFinished(client.attach(querySink(other)));
    await vote('1', 5);
    expect(other.getQueryData(key)).toEqual([{ id: '1', votes: 0 }]);
  });
});

import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import { liveMutationOptions, place, querySink } from 'bisse/query';
import { createHub } from 'bisse/server';
import { createStreamClient, defineCollection, defineDialect, defineEvent, type } from 'bisse/vanilla';
import { expect, onTestFinished, test, vi } from 'vitest';

interface Ticket {
  readonly id: string;
  readonly votes: number;
}

const tickets = defineCollection('tickets', { item: type<Ticket>() });
const voted = defineEvent('ticket:voted', {
  schema: type<Ticket>(),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.merge(data.id, data),
});

test.each(['named', 'envelope', 'event-envelope', 'flat'] as const)(
  'a write that is not answered yet gives way to its own echo, and to no other event, in the framing %s',
  async (framing) => {
    const dialect = defineDialect({ name: 'desk', framing, events: [voted] });
    const hub = createHub({ events: dialect, logger: { warn: () => {}, error: () => {} } });
    const queryClient = new QueryClient();
    const client = createStreamClient({
      url: 'http://hub.test/events',
      dialect,
      sinks: [querySink(queryClient, { collections: [place(tickets, { sort: false })] })],
      fetch: (input, init) => hub.fetch(new Request(input, init)),
    });
    const observer = new QueryObserver(queryClient, {
      queryKey: ['tickets'],
      queryFn: (): readonly Ticket[] => [{ id: '1', votes: 0 }],
    });
    const unmount = client.mount();
    const unsubscribe = observer.subscribe(() => {});
    const release = client.lease({ channel: 'tickets' });
    onTestFinished(async () => {
      release();
      unsubscribe();
      unmount();
      client.close();
      queryClient.clear();
      await hub.close();
    });
    const votes = () => observer.getCurrentResult().data?.[0]?.votes;
    await vi.waitFor(() => expect([client.isLive({ channel: 'tickets' }), votes()]).toEqual([true, 0]));

    let mutationId = '';
    const vote = new MutationObserver(
      queryClient,
      liveMutationOptions({
        mutationFn: (_: undefined, context) => {
          mutationId = context.mutationId;
          return new Promise<void>(() => {});
        },
        optimistic: () => tickets.merge('1', { votes: 5 }),
      }),
    );
    void vote.mutate(undefined);
    await vi.waitFor(() => expect([mutationId !== '', votes()]).toEqual([true, 5]));

    const heard: number[] = [];
    client.on(voted, ({ data }) => heard.push(data.votes));
    const say = (count: number, by: string) =>
      hub.publish({ type: 'ticket:voted', data: { id: '1', votes: count }, to: 'channel:tickets', mutationId: by });
    await say(1, 'another');
    await vi.waitFor(() => expect(heard).toEqual([1]));
    expect(votes()).toBe(5);
    await say(6, mutationId);
    await vi.waitFor(() => expect(heard).toEqual([1, 6]));
    expect(votes()).toBe(6);
  },
);

import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import {
  createStreamClient,
  defineCollection,
  defineDialect,
  defineEvent,
  defineSlice,
  StreamProvider,
  type,
  useChannel,
  useConnection,
  useEvent,
  useEventLog,
  useLatestEvent,
  useSlice,
} from 'bisse';
import { querySink, useItem } from 'bisse/query';
import { createElement as h } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';

const tickets = defineCollection('tickets', { item: type<{ id: string; votes: number }>() });
const total = defineSlice('total', 0);
const voted = defineEvent('ticket:voted', {
  schema: type<{ id: string; votes: number }>(),
  channel: 'tickets',
  slice: total,
  reduce: (sum) => sum + 1,
  touches: [tickets],
  patch: ({ data }) => tickets.merge(data.id, { votes: data.votes }),
});
const dialect = defineDialect({ name: 'desk', framing: 'named', events: [voted] });

function Page() {
  useEvent(voted, () => {});
  const { status } = useConnection();
  const { data } = useQuery({ queryKey: ['tickets'], queryFn: async () => [{ id: '1', votes: 7 }] });
  const item = useItem(tickets, '1', (row) => row.votes);
  const channel = useChannel('tickets' as never).status;
  return h(
    'p',
    null,
    [
      status,
      channel,
      useSlice(total),
      useEventLog().length,
      useLatestEvent(voted)?.type ?? 'none',
      data?.length,
      item,
    ].join(' '),
  );
}

describe('a server render', () => {
  it('shows what is cached, and opens no stream, sets no timer and warns of nothing', () => {
    vi.useFakeTimers();
    const warn = vi.spyOn(console, 'error');
    const fetch = vi.fn();
    const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Number.POSITIVE_INFINITY } } });
    queryClient.setQueryData(['tickets'], [{ id: '1', votes: 7 }]);
    const client = createStreamClient({ url: '/events', dialect, sinks: [querySink(queryClient)], fetch });
    const html = renderToString(
      h(QueryClientProvider, { client: queryClient }, h(StreamProvider, { client }, h(Page))),
    );
    expect(html).toBe('<p>idle joining 0 0 none 1 7</p>');
    expect(fetch).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    expect(warn).not.toHaveBeenCalled();
    vi.useRealTimers();
  });
});

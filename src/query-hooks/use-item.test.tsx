import {
  QueryClient,
  QueryClientProvider,
  type QueryFunctionContext,
  queryOptions,
  useQuery,
} from '@tanstack/react-query';
import { cleanup } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { notePosition } from '../query/position.ts';
import { querySink } from '../query/query-sink.ts';
import { renderWithStream } from '../testing/react.tsx';
import { useItem } from './use-item.ts';

interface Ticket {
  readonly id: string;
  readonly votes: number;
}
const tickets = defineCollection('tickets', { item: type<Ticket>() });
const voted = defineEvent('ticket:voted', {
  schema: type<Ticket>(),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.upsert(data),
});
const removed = defineEvent('ticket:removed', {
  schema: type<{ id: string }>(),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.remove(data.id),
});
const dialect = defineDialect({ name: 'desk', framing: 'named', events: [voted, removed] });
const list = (size: number) =>
  queryOptions({
    queryKey: ['tickets'],
    queryFn: async () => Array.from({ length: size }, (_, n): Ticket => ({ id: `${n}`, votes: 0 })),
  });

afterEach(cleanup);

function board(size: number) {
  const renders = new Map<string, number>();
  const lists = { renders: 0 };
  function Row({ id }: { id: string }) {
    renders.set(id, (renders.get(id) ?? 0) + 1);
    const votes = useItem(list(size).queryKey, id, (row) => row.votes);
    return <li data-id={id}>{votes ?? 'gone'}</li>;
  }
  function Board() {
    lists.renders += 1;
    const { data } = useQuery({ ...list(size), select: idsOf });
    return (
      <ul>
        {data?.map((id) => (
          <Row key={id} id={id} />
        ))}
      </ul>
    );
  }
  const queryClient = new QueryClient();
  const page = renderWithStream(
    <StrictMode>
      <Board />
    </StrictMode>,
    {
      dialect,
      sinks: [querySink(queryClient)],
      wrapper: ({ children }) => <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>,
    },
  );
  return {
    ...page,
    renders,
    lists,
    queryClient,
    row: (id: string) => page.container.querySelector(`[data-id="${id}"]`),
  };
}
const idsOf = (rows: readonly Ticket[]) => rows.map(({ id }) => id);

describe('useItem', () => {
  it('renders exactly one of 1,000 mounted components for one event', async () => {
    const { advance, stream, renders, lists, row } = board(1_000);
    await advance(100);
    await advance(100);
    expect(renders.size).toBe(1_000);
    renders.clear();
    lists.renders = 0;
    stream.emit({ event: 'ticket:voted', data: { id: '700', votes: 5 } });
    await advance(50);
    expect(row('700')?.textContent).toBe('5');
    expect([...renders.keys()]).toEqual(['700']);
    expect(lists.renders).toBe(0);
  });

  it('lets a page load read the list once, when its position is known', async () => {
    let reads = 0;
    const Board = () => {
      const queryFn = async (context: QueryFunctionContext) => {
        reads += 1;
        await Promise.resolve();
        notePosition(context, new Response(null, { headers: { 'Stream-Cursor': 'e:1-5' } }));
        return [] as Ticket[];
      };
      useQuery({ queryKey: ['tickets'], queryFn });
      return null;
    };
    const queryClient = new QueryClient();
    const { advance, stream } = renderWithStream(
      <StrictMode>
        <Board />
      </StrictMode>,
      {
        dialect,
        sinks: [querySink(queryClient)],
        wrapper: ({ children }) => <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>,
      },
    );
    await advance(100);
    await advance(100);
    expect(stream.requests.map(({ cursor }) => cursor)).toEqual(['e:1-5']);
    expect(reads).toBe(1);
  });

  it('renders nothing for an event that changes nothing', async () => {
    const { advance, stream, renders } = board(10);
    await advance(100);
    await advance(100);
    renders.clear();
    stream.emit({ event: 'ticket:voted', data: { id: '7', votes: 0 } });
    await advance(50);
    expect([...renders.keys()]).toEqual([]);
  });

  it('follows a row that comes and one that goes', async () => {
    const { advance, stream, row } = board(3);
    await advance(100);
    await advance(100);
    stream.emit(
      { event: 'ticket:voted', data: { id: 'new', votes: 2 } },
      { event: 'ticket:removed', data: { id: '1' } },
    );
    await advance(50);
    await advance(50);
    expect(row('new')?.textContent).toBe('2');
    expect(row('1')).toBeNull();
  });

  it('shows what is cached already at its first render, and follows a new answer', async () => {
    const { advance, queryClient, row } = board(3);
    await advance(100);
    await advance(100);
    queryClient.setQueryData(['tickets'], [{ id: '1', votes: 42 }]);
    await advance(50);
    expect(row('1')?.textContent).toBe('42');
  });
});

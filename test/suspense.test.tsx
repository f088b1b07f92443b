import { QueryClient, QueryClientProvider, useSuspenseQuery } from '@tanstack/react-query';
import { cleanup } from '@testing-library/react';
import { defineCollection, defineDialect, defineEvent, type } from 'bisse';
import { querySink } from 'bisse/query';
import { renderWithStream } from 'bisse/testing/react';
import { StrictMode, Suspense } from 'react';
import { afterEach, expect, test } from 'vitest';

interface Ticket {
  readonly id: string;
  readonly votes: number;
}

const tickets = defineCollection('tickets', { item: type<Ticket>() });
const voted = defineEvent('ticket:voted', {
  schema: type<Ticket>(),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.merge(data.id, { votes: data.votes }),
});
const dialect = defineDialect({ name: 'desk', framing: 'named', events: [voted] });

afterEach(cleanup);

test('a component that suspends is shown caught up, and never suspends again for a patch, a gap or a read', async () => {
  const answers: ((rows: readonly Ticket[]) => void)[] = [];
  const shown: string[] = [];
  function Tickets() {
    const { data } = useSuspenseQuery<readonly Ticket[]>({
      queryKey: ['tickets'],
      queryFn: () => new Promise((resolve) => answers.push(resolve)),
    });
    const text = data.map(({ id, votes }) => `${id}: ${votes}`).join();
    shown.push(text);
    return <p>{text}</p>;
  }
  function Waiting() {
    shown.push('waiting');
    return <p>waiting</p>;
  }
  const queryClient = new QueryClient();
  const { advance, stream, container, client } = renderWithStream(
    <StrictMode>
      <Suspense fallback={<Waiting />}>
        <Tickets />
      </Suspense>
    </StrictMode>,
    {
      dialect,
      sinks: [querySink(queryClient)],
      wrapper: ({ children }) => <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>,
    },
  );
  const release = client.lease({ channel: 'tickets' });
  await advance(1_500);
  expect(container.textContent).toBe('waiting');

  // What comes during the first read is in the first thing that is shown.
  stream.emit({ event: 'ticket:voted', data: { id: '1', votes: 5 } });
  await advance(50);
  answers.shift()?.([{ id: '1', votes: 0 }]);
  await advance(50);
  expect(container.textContent).toBe('1: 5');
  shown.length = 0;

  stream.emit({ event: 'ticket:voted', data: { id: '1', votes: 6 } });
  await advance(50);
  stream.emit({ event: 'gap', data: { reason: 'overflow' } });
  await advance(50);
  answers.shift()?.([{ id: '1', votes: 7 }]);
  await advance(50);
  expect(container.textContent).toBe('1: 7');
  expect([...new Set(shown)]).toEqual(['1: 6', '1: 7']);
  release();
});

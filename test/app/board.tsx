import { QueryClient, QueryClientProvider, queryOptions, useQuery } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import {
  type ConnectionState,
  createStreamClient,
  type Gap,
  type InspectionRecord,
  type StreamClientOptions,
  type StreamError,
  StreamProvider,
  type UrlSource,
  useConnection,
  useEvent,
} from 'bisse';
import { notePosition, place, querySink } from 'bisse/query';
import { StrictMode, useState } from 'react';
import { onTestFinished } from 'vitest';
import { board, changed, closed, type Ticket, tickets } from '../servers/board-dialect.ts';

export interface BoardAppOptions extends Partial<StreamClientOptions<typeof board>> {
  /** Where the rows are read. Default: a read gives no rows. */
  readonly rows?: string | undefined;
  /** How many components hear the events. Default 1. */
  readonly hearers?: number | undefined;
}

/** The board as a page shows it, fed by a real server; and what its components saw of the stream. */
export function openBoard(url: UrlSource, { rows, hearers = 1, ...options }: BoardAppOptions = {}) {
  const heard: number[][] = Array.from({ length: hearers }, () => []);
  const seen = { reads: 0, errors: [] as StreamError[], gaps: [] as Gap[], records: [] as InspectionRecord[] };

  const list = queryOptions({
    queryKey: ['tickets'],
    queryFn: async (context): Promise<readonly Ticket[]> => {
      seen.reads += 1;
      if (rows === undefined) return [];
      const response = await fetch(rows);
      notePosition(context, response);
      return response.json();
    },
  });
  const queryClient = new QueryClient();
  const client = createStreamClient({
    url,
    dialect: board,
    // Tickets that were closed come back at the end of the list: their order is the events', and never read again.
    sinks: [querySink(queryClient, { collections: [place(tickets, { sort: false })] })],
    onError: (error) => seen.errors.push(error),
    reconnect: { minMs: 50, maxMs: 200 },
    ...options,
  });
  client.inspect((record) => seen.records.push(record));
  client.onGap((gap) => seen.gaps.push(gap));

  function Hearer({ at }: { at: number }) {
    useEvent([changed, closed], ({ data }) => heard[at]?.push(data.n), { client });
    return null;
  }
  function Board() {
    const { status, isLive } = useConnection();
    const { data } = useQuery(list);
    const [clicks, setClicks] = useState(0);
    return (
      <>
        <p role="status">
          {status} {isLive ? 'live' : 'stale'}
        </p>
        <button type="button" onClick={() => setClicks(clicks + 1)}>
          clicked {clicks}
        </button>
        <ol>
          {data?.map(({ id, votes }) => (
            <li key={id}>
              {id}: {votes}
            </li>
          ))}
        </ol>
        {heard.map((_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the hearers never move.
          <Hearer key={at} at={at} />
        ))}
      </>
    );
  }
  const page = render(
    <StrictMode>
      <StreamProvider client={client}>
        <QueryClientProvider client={queryClient}>
          <Board />
        </QueryClientProvider>
      </StreamProvider>
    </StrictMode>,
  );
  onTestFinished(() => {
    page.unmount();
    client.close();
    queryClient.clear();
  });

  return {
    client,
    heard,
    seen,
    /** What the page says of the connection. */
    status: () => screen.getByRole('status').textContent,
    isReading: () => queryClient.isFetching() > 0,
    /** The rows in the cache. */
    cached: () => queryClient.getQueryData(list.queryKey),
    /** The rows on the screen. */
    shown: () => [...page.container.querySelectorAll('li')].map((item) => item.textContent),
  };
}

/** Rows as the page shows them. */
export function asShown(rows: readonly Ticket[]): readonly string[] {
  return rows.map(({ id, votes }) => `${id}: ${votes}`);
}

/** 1, 2, … `last`: what is heard when nothing is lost, doubled or out of order. */
export function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** The states that a connection went through. */
export function statesOf(records: readonly InspectionRecord[]): readonly ConnectionState[] {
  return records.flatMap((one) => (one.kind === 'connection' && one.record.type === 'state' ? [one.record.state] : []));
}

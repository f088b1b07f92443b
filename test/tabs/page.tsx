import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { createStreamClient, StreamProvider, useEvent } from 'bisse';
import { notePosition, querySink, useItem } from 'bisse/query';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { counted, dialect, noted, type Row, rows } from './dialect.ts';

/** What a test reads of a tab. */
export interface TabReport {
  /** What each component heard. */
  readonly counted: Record<number, number[]>;
  readonly noted: number[];
  readonly gaps: string[];
  /** When each number came first, in ms since the epoch. */
  readonly heardAt: Record<number, number>;
  /** Whether the page came out of the back/forward cache. */
  isRestored: boolean;
  /** Whether its components listen, and its stream is open. */
  isReady(): boolean;
  /** The connection's status; where it is open, the tab's role. */
  role(): string;
  setScope(scope: string | undefined): void;
  close(): void;
}

declare global {
  interface Window {
    readonly tab: TabReport;
  }
}

// `?on=counts,notes` says what the tab wants to hear, `?scope=` who its user is, `?tabs=solo` that it shares nothing.
const query = new URLSearchParams(location.search);
const wants = (query.get('on') ?? 'counts').split(',');
const componentCount = Number(query.get('components') ?? 1);
const queryClient = new QueryClient();
const client = createStreamClient({
  url: '/events',
  dialect,
  scope: query.get('scope') ?? undefined,
  tabs: query.get('tabs') === 'solo' ? 'solo' : 'shared',
  sinks: [querySink(queryClient)],
});

const expectedCount = (wants.includes('counts') ? componentCount : 0) + (wants.includes('notes') ? 1 : 0);
let mountedCount = 0;
const tab: TabReport = {
  counted: {},
  noted: [],
  gaps: [],
  heardAt: {},
  isRestored: false,
  isReady: () => client.isLive() && mountedCount === expectedCount,
  role() {
    const { connection } = client.store.getState();
    return connection.status === 'open' ? connection.role : connection.status;
  },
  setScope: (scope) => client.setScope(scope),
  close: () => client.close(),
};
Object.assign(window, { tab });
client.onGap(({ reason }) => tab.gaps.push(reason));
addEventListener('pageshow', ({ persisted }) => {
  tab.isRestored = persisted;
});

function countMounted() {
  mountedCount += 1;
}

function Counter({ id }: { readonly id: number }) {
  const row = useItem(rows, id);
  useEvent(counted, ({ data: { n } }) => {
    tab.heardAt[n] ??= Date.now();
    tab.counted[id] ??= [];
    tab.counted[id].push(n);
  });
  useEffect(countMounted, []);
  return <li>{row?.n}</li>;
}

function Counters() {
  const { data = [] } = useQuery({
    queryKey: ['rows'],
    queryFn: async (context): Promise<Row[]> => {
      const response = await fetch('/rows');
      notePosition(context, response);
      return response.json();
    },
  });
  return data.slice(0, componentCount).map(({ id }) => <Counter key={id} id={id} />);
}

function Notes() {
  useEvent(noted, ({ data }) => tab.noted.push(data.n));
  useEffect(countMounted, []);
  return null;
}

createRoot(document.body).render(
  <StreamProvider client={client}>
    <QueryClientProvider client={queryClient}>
      {wants.includes('counts') && <Counters />}
      {wants.includes('notes') && <Notes />}
    </QueryClientProvider>
  </StreamProvider>,
);

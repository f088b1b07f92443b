import { QueryClient, QueryClientProvider, queryOptions, useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { createRoot } from 'react-dom/client';
import { type Change, type Entity, entityCount, eventType, textOf } from '../workload.ts';
import { type Contender, counts, until } from './contender.ts';

const list = queryOptions({
  queryKey: ['entities'],
  queryFn: async (): Promise<readonly Entity[]> => (await fetch('/rows')).json(),
});

const Row = memo(function Row({ entity }: { readonly entity: Entity }) {
  counts.renders += 1;
  return <li id={entity.id}>{textOf(entity)}</li>;
});

function List() {
  const { data } = useQuery(list);
  return data?.map((entity) => <Row key={entity.id} entity={entity} />);
}

/** What apps write by hand: an `EventSource`, and one `setQueryData` for each event. */
export function createContender(): Contender {
  const queryClient = new QueryClient();
  return {
    async show(root) {
      createRoot(root).render(
        <QueryClientProvider client={queryClient}>
          <List />
        </QueryClientProvider>,
      );
      await until(() => root.childElementCount === entityCount);
    },
    start(heard) {
      const source = new EventSource('/events');
      source.addEventListener(eventType, (event: MessageEvent<string>) => {
        const { n, id, ...fields } = JSON.parse(event.data) as Change;
        heard(n);
        queryClient.setQueryData(list.queryKey, (rows) =>
          rows?.map((row) => (row.id === id ? { ...row, ...fields } : row)),
        );
      });
      return () => source.close();
    },
  };
}

import { QueryClient, QueryClientProvider, queryOptions, useQuery } from '@tanstack/react-query';
import { createStreamClient, defineCollection, defineDialect, defineEvent, StreamProvider, type } from 'bisse';
import { notePosition, querySink, useItem } from 'bisse/query';
import { createRoot } from 'react-dom/client';
import * as v from 'valibot';
import { type Change, type Entity, entityCount, eventType, textOf } from '../workload.ts';
import { type Contender, counts, until } from './contender.ts';

const schema = v.object({
  n: v.number(),
  id: v.string(),
  votes: v.number(),
  price: v.number(),
  status: v.picklist(['open', 'held', 'closed']),
  updatedAt: v.string(),
});

const entities = defineCollection('entities', { item: type<Entity>() });

const list = queryOptions({
  queryKey: ['entities'],
  queryFn: async (context): Promise<readonly Entity[]> => {
    const response = await fetch('/rows');
    notePosition(context, response);
    return response.json();
  },
});

const idsOf = (rows: readonly Entity[]) => rows.map(({ id }) => id);

function Row({ id }: { readonly id: string }) {
  counts.renders += 1;
  const entity = useItem(entities, id);
  return <li id={id}>{entity && textOf(entity)}</li>;
}

function List() {
  const { data } = useQuery({ ...list, select: idsOf });
  return data?.map((id) => <Row key={id} id={id} />);
}

/** The library as an app uses it: a provider, a query sink, and one `useItem` for each entity. */
export function createContender({ isChecked = false } = {}): Contender {
  const changed = defineEvent(eventType, {
    schema: isChecked ? schema : type<Change>(),
    touches: [entities],
    patch: ({ data: { n: _, id, ...fields } }) => entities.merge(id, fields),
  });
  let open = (_: string) => {};
  const url = new Promise<string>((resolve) => {
    open = resolve;
  });
  const queryClient = new QueryClient();
  const client = createStreamClient({
    // The query leases its channel as soon as it is shown; the stream waits here for the start of the burst.
    url: () => url,
    dialect: defineDialect({ name: 'bench', framing: 'named', events: [changed] }),
    sinks: [querySink(queryClient)],
  });
  return {
    async show(root) {
      client.connect();
      createRoot(root).render(
        <StreamProvider client={client}>
          <QueryClientProvider client={queryClient}>
            <List />
          </QueryClientProvider>
        </StreamProvider>,
      );
      await until(() => root.childElementCount === entityCount);
    },
    start(heard) {
      client.on(changed, ({ data }) => heard(data.n));
      open('/events');
      return client.close;
    },
  };
}

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { defineCollection } from '../events/collection.ts';
import { type } from '../events/schema.ts';
import { useItem } from './use-item.ts';

interface Ticket {
  readonly id: string;
  readonly votes: number;
}
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <T extends true>(): T => true as T;

const tickets = defineCollection('tickets', { item: type<Ticket>() });
const list = queryOptions({ queryKey: ['tickets'], queryFn: async (): Promise<Ticket[]> => [] });
const items = queryOptions({
  queryKey: ['tickets', 'open'],
  queryFn: async () => ({ items: [] as Ticket[], total: 0 }),
});
const pages = infiniteQueryOptions({
  queryKey: ['tickets', 'pages'],
  queryFn: async (): Promise<Ticket[]> => [],
  initialPageParam: 0,
  getNextPageParam: () => undefined,
});

export function useTypes() {
  const whole = useItem(tickets, '1');
  check<Equal<typeof whole, Ticket | undefined>>();
  const votes = useItem(list.queryKey, '1', (row) => row.votes);
  check<Equal<typeof votes, number | undefined>>();
  const item = useItem(items.queryKey, '1');
  check<Equal<typeof item, Ticket | undefined>>();
  const paged = useItem(pages.queryKey, '1');
  check<Equal<typeof paged, Ticket | undefined>>();
  const bare = useItem(['tickets'], '1');
  check<Equal<typeof bare, unknown>>();
  // @ts-expect-error a ticket has no title
  useItem(list.queryKey, '1', (row) => row.title);
}

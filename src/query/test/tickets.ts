import { QueryClient } from '@tanstack/react-query';
import { onTestFinished } from 'vitest';
import { defineCollection } from '../../events/collection.ts';
import { defineDialect } from '../../events/dialect.ts';
import { defineEvent } from '../../events/event.ts';
import { type } from '../../events/schema.ts';
import { createTestClient } from '../../testing/create-test-client.ts';
import { formatLogId } from '../../wire/log-id.ts';
import { notePosition } from '../position.ts';
import { type QuerySinkOptions, querySink } from '../query-sink.ts';

export interface Ticket {
  readonly id: string;
  readonly votes: number;
}

export const tickets = defineCollection('tickets', { item: type<Ticket>() });
export const voted = defineEvent('ticket:voted', {
  schema: type<Ticket>(),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.merge(data.id, { votes: data.votes }),
});
export const opened = defineEvent('ticket:opened', {
  schema: type<Ticket>(),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.upsert(data),
});
export const closed = defineEvent('ticket:closed', {
  schema: type<{ id: string }>(),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.remove(data.id),
});
const dialect = defineDialect({ name: 'desk', framing: 'envelope', events: [voted, opened, closed] });

export const key = ['tickets'];
export const cursor = (n: number) => formatLogId({ epoch: 'e', ms: 1_000, n });

/** A read that waits until the test answers it. */
export interface HeldRead<Param = unknown> {
  readonly param: Param;
  answer(value: unknown): Promise<void>;
  fail(): Promise<void>;
}

/** A page with a live stream that carries tickets, a cache, and reads that the test answers. */
export async function openPage({ cursor: start, ...options }: QuerySinkOptions & { readonly cursor?: string } = {}) {
  const queryClient = new QueryClient();
  const sink = querySink(queryClient, options);
  const test = createTestClient({ dialect, sinks: [sink], ...(start && { cursor: start }) });
  const { client, stream, clock } = test;
  const held: HeldRead[] = [];
  const unmount = client.mount();
  onTestFinished(() => {
    unmount();
    client.close();
    queryClient.clear();
  });

  /** What a query's function does: waits to be answered; notes the position that it is answered with. */
  function read(context: { readonly queryKey: readonly unknown[]; readonly pageParam?: unknown }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      held.push({
        param: context.pageParam,
        async answer(value) {
          const { rows, at } = value as { rows: unknown; at?: string };
          if (at) notePosition(context, new Response(null, { headers: { 'Stream-Cursor': at } }));
          resolve(rows);
          await clock.advance(20);
        },
        async fail() {
          reject(new Error('the read failed'));
          await clock.advance(20);
        },
      });
    });
  }

  return {
    ...test,
    queryClient,
    sink,
    held,
    read,
    /** Opens the stream. */
    async connect() {
      client.lease({ channel: 'tickets' });
      await clock.advance(1_100);
    },
    /** Answers the oldest read that waits. */
    async answer(rows: unknown, at?: string) {
      await held.shift()?.answer({ rows, at });
    },
    async emit(event: string, data: unknown, n?: number) {
      stream.emit({ event, data, ...(n === undefined ? {} : { id: cursor(n) }) });
      await clock.advance(20);
    },
    data: <Data = readonly Ticket[]>() => queryClient.getQueryData<Data>(key),
    state: () => queryClient.getQueryState(key),
  };
}

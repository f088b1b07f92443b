import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { createTestClient } from '../testing/create-test-client.ts';
import { liveMutationOptions } from './live-options.ts';
import { querySink } from './query-sink.ts';
import type { QueryRecord } from './sink-records.ts';

interface Ticket {
  readonly id: string;
  readonly votes: number;
}

const tickets = defineCollection('tickets', { item: type<Ticket>() });
const voted = defineEvent('ticket:voted', {
  schema: type<Ticket>(),
  touches: [tickets],
  patch: ({ data }) => tickets.merge(data.id, { votes: data.votes }),
});
const dialect = defineDialect({ name: 'desk', framing: 'named', events: [voted] });
const queryKey = ['tickets'];
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** A page with one list, whose reads answer when they are told. */
async function page() {
  const queryClient = new QueryClient();
  const { client, stream, clock } = createTestClient({ dialect, sinks: [querySink(queryClient)] });
  const records: QueryRecord[] = [];
  const commits: (number | undefined)[] = [];
  client.inspect((record) => {
    if (record.kind !== 'sink') return;
    records.push(record.record as QueryRecord);
    commits.push(record.commit);
  });
  cleanups.push(client.mount(), () => queryClient.clear());
  let rows: readonly Ticket[] = [{ id: '1', votes: 0 }];
  const answers: ((rows: readonly Ticket[] | Error) => void)[] = [];
  const observer = new QueryObserver<readonly Ticket[]>(queryClient, {
    queryKey,
    retry: false,
    queryFn: () =>
      new Promise((resolve, reject) => {
        answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      }),
  });
  cleanups.push(observer.subscribe(() => {}));
  const settle = () => clock.advance(50);
  async function answer(next: readonly Ticket[] | Error = rows): Promise<void> {
    if (!(next instanceof Error)) rows = next;
    answers.shift()?.(next);
    await settle();
  }
  async function vote(votes: number, id: string): Promise<void> {
    stream.emit({ event: 'ticket:voted', data: { id: '1', votes }, id });
    await settle();
  }
  await settle();
  /** What was told since the last time. */
  const told = () => records.splice(0);
  return { queryClient, client, stream, clock, told, commits, answer, vote, settle };
}

const causes = (records: readonly QueryRecord[]) =>
  records.flatMap((record) => (record.kind === 'sink:query' ? [record.cause] : []));

test('a change says which events made it, of which commit, and what was shown before and after', async () => {
  const { queryClient, told, commits, answer, vote } = await page();
  await answer();
  await answer();
  told();
  commits.length = 0;
  const before = queryClient.getQueryData(queryKey);
  await vote(3, 'e:1-5');
  expect(told()).toEqual([
    {
      kind: 'sink:query',
      queryKey,
      cause: { by: 'events', ids: ['e:1-5'] },
      before,
      after: [{ id: '1', votes: 3 }],
    },
  ]);
  expect(commits).toEqual([1]);
});

test('a read says when it began, what came of it, and the events that it lacked', async () => {
  const { told, answer, vote, stream, settle } = await page();
  await answer();
  await answer();
  stream.emit({ event: 'gap', data: { reason: 'overflow' } });
  await settle();
  await vote(4, 'e:1-6');
  const asked = told().filter(({ kind }) => kind === 'sink:read' || kind === 'sink:obligation');
  expect(asked.slice(-2)).toMatchObject([
    { kind: 'sink:obligation', why: 'gap' },
    { kind: 'sink:read', queryKey },
  ]);
  await answer([{ id: '1', votes: 1 }]);
  const records = told();
  expect(records[0]).toMatchObject({ kind: 'sink:answer', data: [{ id: '1', votes: 1 }], error: undefined });
  expect(causes(records)).toEqual([{ by: 'read', ids: ['e:1-6'], repaired: true }]);
});

test('a read that fails says why, without secrets', async () => {
  const { told, answer } = await page();
  await answer(new Error('GET /tickets?token=hunter2 failed'));
  expect(told().filter(({ kind }) => kind === 'sink:answer')).toMatchObject([
    { error: 'GET /tickets?token=[redacted] failed', data: undefined },
  ]);
});

test('an optimistic write and what the app writes itself are causes', async () => {
  const { queryClient, told, answer, settle } = await page();
  await answer();
  await answer();
  told();
  queryClient.setQueryData(queryKey, [{ id: '1', votes: 8 }]);
  await settle();
  expect(causes(told())).toEqual([{ by: 'app' }]);
  const mutation = queryClient.getMutationCache().build(
    queryClient,
    liveMutationOptions<void, Error, void>({
      mutationFn: () => new Promise(() => {}),
      optimistic: () => tickets.merge('1', { votes: 9 }),
    }),
  );
  void mutation.execute();
  await settle();
  expect(causes(told())).toEqual([{ by: 'layers', mutationIds: [expect.any(String)] }]);
});

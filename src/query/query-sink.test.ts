import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, it } from 'vitest';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { createTestClient } from '../testing/create-test-client.ts';
import { formatLogId } from '../wire/log-id.ts';
import { notePosition } from './position.ts';
import { querySink } from './query-sink.ts';

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
const opened = defineEvent('ticket:opened', {
  schema: type<Ticket>(),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.upsert(data),
});
const bumped = defineEvent('ticket:bumped', {
  schema: type<{ id: string }>(),
  channel: 'tickets',
  touches: [tickets],
  patch: ({ data }) => tickets.edit(data.id, (row) => ({ ...row, votes: row.votes + 1 })),
});
const broken = defineEvent('ticket:broken', {
  schema: type<null>(),
  channel: 'tickets',
  touches: [tickets],
  patch: () => {
    throw new Error('boom');
  },
});
const dialect = defineDialect({ name: 'desk', framing: 'named', events: [voted, opened, bumped, broken] });

const id = (n: number) => formatLogId({ epoch: 'e', ms: 1_000, n });
const key = ['tickets'];
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A model of a page: one query with an observer, a server that answers when told, and a stream. */
async function page({ answer = 'now' as 'now' | 'held', position = false } = {}) {
  const server = { rows: [{ id: '1', votes: 0 }] as readonly Ticket[], cursor: id(10), reads: 0 };
  const held: (() => void)[] = [];
  const queryClient = new QueryClient();
  const sink = querySink(queryClient);
  const test = createTestClient({ dialect, sinks: [sink] });
  const seen: unknown[] = [];
  cleanups.push(test.client.mount());
  const observer = new QueryObserver<readonly Ticket[]>(queryClient, {
    queryKey: key,
    retry: false,
    queryFn: async (context) => {
      server.reads += 1;
      const { rows, cursor } = server;
      if (answer === 'held') await new Promise<void>((resolve) => held.push(resolve));
      if (position) notePosition(context, new Response(null, { headers: { 'Stream-Cursor': cursor } }));
      return rows;
    },
  });
  cleanups.push(observer.subscribe(({ data }) => seen.push(data)));
  cleanups.push(() => queryClient.clear());
  await test.clock.advance(100);
  return {
    ...test,
    server,
    queryClient,
    sink,
    seen,
    data: () => queryClient.getQueryData<readonly Ticket[]>(key),
    state: () => queryClient.getQueryState(key),
    /** Lets the oldest read that is held back come back. */
    async answer() {
      held.shift()?.();
      await test.clock.advance(20);
    },
    async emit(event: string, data: unknown, n?: number) {
      test.stream.emit({ event, data, ...(n === undefined ? {} : { id: id(n) }) });
      await test.clock.advance(20);
    },
  };
}

describe('a covered query', () => {
  it('leases the channels of the events that touch it while somebody looks at it', async () => {
    const { stream } = await page();
    expect(stream.requests.map(({ channels }) => channels)).toEqual([['tickets']]);
  });

  it('shows what an event patches', async () => {
    const { emit, data } = await page();
    await emit('ticket:voted', { id: '1', votes: 3 });
    expect(data()).toEqual([{ id: '1', votes: 3 }]);
  });

  it('is written once for a whole batch', async () => {
    const { stream, clock, seen, data } = await page();
    const before = seen.length;
    stream.emit(...[1, 2, 3, 4].map((votes) => ({ event: 'ticket:voted', data: { id: '1', votes } })));
    await clock.advance(20);
    expect(data()).toEqual([{ id: '1', votes: 4 }]);
    expect(seen.length - before).toBe(1);
  });

  it('J1: stays invalidated, and keeps its age, under a patch', async () => {
    const { emit, queryClient, state } = await page();
    await queryClient.invalidateQueries({ queryKey: key, refetchType: 'none' });
    const before = state()?.dataUpdatedAt;
    await emit('ticket:voted', { id: '1', votes: 3 });
    expect(state()).toMatchObject({ isInvalidated: true, dataUpdatedAt: before, data: [{ id: '1', votes: 3 }] });
  });

  it('J1: is not written before its first data', async () => {
    const { emit, answer, state, data, clock } = await page({ answer: 'held' });
    await clock.advance(1_000);
    await emit('ticket:voted', { id: '1', votes: 3 });
    expect(state()).toMatchObject({ status: 'pending', data: undefined });
    await answer();
    expect(data()).toEqual([{ id: '1', votes: 3 }]);
  });

  it('J2: holds what came while it was read, though the answer is older', async () => {
    const { emit, answer, queryClient, data, clock, server } = await page({ answer: 'held' });
    await answer();
    await answer();
    const reading = queryClient.invalidateQueries({ queryKey: key });
    await clock.settle();
    await emit('ticket:voted', { id: '1', votes: 5 });
    await emit('ticket:opened', { id: '2', votes: 0 });
    expect(data()).toEqual([
      { id: '1', votes: 5 },
      { id: '2', votes: 0 },
    ]);
    expect(server.rows).toEqual([{ id: '1', votes: 0 }]);
    await answer();
    await reading;
    expect(data()).toEqual([
      { id: '1', votes: 5 },
      { id: '2', votes: 0 },
    ]);
  });

  it('J3: gives fetchQuery the answer with what came meanwhile, and select never sees the bare one', async () => {
    const { clock, emit, queryClient, answer } = await page({ answer: 'held' });
    await answer();
    await answer();
    let release = () => {};
    const fetched = queryClient.fetchQuery({
      queryKey: key,
      staleTime: 0,
      queryFn: async () => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return [{ id: '1', votes: 0 }];
      },
    });
    await clock.settle();
    await emit('ticket:voted', { id: '1', votes: 5 });
    release();
    expect(await fetched).toEqual([{ id: '1', votes: 5 }]);
  });

  it('P4: skips events that its answer holds already, and delivers the next', async () => {
    const { emit, data, server } = await page({ position: true });
    expect(server.reads).toBe(1);
    await emit('ticket:voted', { id: '1', votes: 9 }, 10);
    expect(data()).toEqual([{ id: '1', votes: 0 }]);
    await emit('ticket:voted', { id: '1', votes: 11 }, 11);
    expect(data()).toEqual([{ id: '1', votes: 11 }]);
  });

  it('P4: skips an event of its position that comes between the answer and its settling', async () => {
    const { emit, answer, queryClient, data, clock, server } = await page({ answer: 'held', position: true });
    await answer();
    server.rows = [{ id: '1', votes: 2 }];
    server.cursor = id(12);
    const reading = queryClient.invalidateQueries({ queryKey: key });
    await clock.settle();
    await emit('ticket:voted', { id: '1', votes: 1 }, 11);
    await answer();
    await reading;
    await emit('ticket:voted', { id: '1', votes: 1.5 }, 12);
    expect(data()).toEqual([{ id: '1', votes: 2 }]);
  });

  it('C1: is read once on a page load when its position is known, and the stream begins there', async () => {
    const { server, stream } = await page({ position: true });
    expect(stream.requests.map(({ cursor }) => cursor)).toEqual([id(10)]);
    expect(server.reads).toBe(1);
  });

  it('C1: is read again when it was read before its channel was covered and its position is unknown', async () => {
    const { server } = await page();
    expect(server.reads).toBe(2);
  });

  it('R1: is read again after a gap', async () => {
    const { server, stream, clock, data } = await page();
    const reads = server.reads;
    server.rows = [{ id: '1', votes: 7 }];
    stream.respondNext({ connected: { resume: 'gap', reason: 'trimmed', id: id(50) } });
    stream.fail();
    await clock.advance(2_000);
    expect(server.reads).toBe(reads + 1);
    expect(data()).toEqual([{ id: '1', votes: 7 }]);
  });

  it('R1: is read once more when a read runs during the gap, and that read is let finish', async () => {
    const { server, stream, clock, answer, queryClient, data } = await page({ answer: 'held' });
    await answer();
    await answer();
    const reads = server.reads;
    queryClient.invalidateQueries({ queryKey: key });
    await clock.settle();
    stream.respondNext({ connected: { resume: 'gap', reason: 'trimmed' } });
    stream.fail();
    await clock.advance(2_000);
    expect(server.reads).toBe(reads + 1);
    server.rows = [{ id: '1', votes: 8 }];
    await answer();
    expect(server.reads).toBe(reads + 2);
    await answer();
    expect(data()).toEqual([{ id: '1', votes: 8 }]);
  });

  it('R1: owes nothing to a gap that its answer lies beyond', async () => {
    const { server, stream, clock } = await page({ position: true });
    server.cursor = id(60);
    stream.respondNext({ connected: { resume: 'gap', reason: 'trimmed', id: id(50) } });
    stream.fail();
    await clock.advance(2_000);
    expect(server.reads).toBe(2);
    stream.emit({ event: 'gap', data: { reason: 'overflow' }, id: id(55) });
    await clock.advance(100);
    expect(server.reads).toBe(2);
  });

  it('keeps isInvalidated while nobody looks at it, so that the next mount reads it', async () => {
    const { stream, clock, queryClient, server } = await page();
    cleanups[1]?.();
    await clock.advance(10);
    const reads = server.reads;
    stream.emit({ event: 'gap', data: { reason: 'overflow' } });
    await clock.advance(100);
    expect(server.reads).toBe(reads);
    queryClient.setQueryData(key, [{ id: '1', votes: 1 }]);
    expect(queryClient.getQueryState(key)?.isInvalidated).toBe(true);
  });

  it('D1: is read again instead of counting a delta twice', async () => {
    const { emit, server, data } = await page();
    const reads = server.reads;
    server.rows = [{ id: '1', votes: 1 }];
    await emit('ticket:bumped', { id: '1' });
    expect(server.reads).toBe(reads + 1);
    expect(data()).toEqual([{ id: '1', votes: 1 }]);
  });

  it('is read again when the patch of an event throws, and later events still arrive', async () => {
    const { emit, server, data } = await page();
    const reads = server.reads;
    await emit('ticket:broken', null);
    expect(server.reads).toBe(reads + 1);
    await emit('ticket:voted', { id: '1', votes: 3 });
    expect(data()).toEqual([{ id: '1', votes: 3 }]);
  });

  it('is read again when the sink comes back to a stream that went on without it', async () => {
    const { client, clock, server, stream, data } = await page({ position: true });
    cleanups[0]?.();
    await clock.advance(6_000);
    stream.emit({ event: 'ticket:voted', data: { id: '1', votes: 3 }, id: id(11) });
    await clock.advance(100);
    server.rows = [{ id: '1', votes: 3 }];
    const reads = server.reads;
    cleanups.push(client.mount());
    await clock.advance(100);
    expect(server.reads).toBe(reads + 1);
    expect(data()).toEqual([{ id: '1', votes: 3 }]);
  });

  it('outlives the short absence of a remount, as StrictMode makes one, without another read', async () => {
    const { client, clock, server, emit, data } = await page({ position: true });
    cleanups[0]?.();
    cleanups.push(client.mount());
    await clock.advance(10_000);
    await emit('ticket:voted', { id: '1', votes: 3 }, 11);
    expect(server.reads).toBe(1);
    expect(data()).toEqual([{ id: '1', votes: 3 }]);
  });

  it('is emptied and read anew for another user, whatever was on its way for the one before', async () => {
    const { client, server, queryClient, data, answer, emit, clock } = await page({ answer: 'held', position: true });
    await answer();
    expect(data()).toEqual([{ id: '1', votes: 0 }]);
    queryClient.refetchQueries({ queryKey: key });
    await clock.settle();
    server.rows = [{ id: '9', votes: 9 }];
    client.setScope('bob');
    await clock.settle();
    expect(data()).toBeUndefined();
    // The read of the user before comes back, and is nobody's.
    await answer();
    expect(data()).toBeUndefined();
    await answer();
    expect(data()).toEqual([{ id: '9', votes: 9 }]);
    await emit('ticket:voted', { id: '9', votes: 10 }, 11);
    expect(data()).toEqual([{ id: '9', votes: 10 }]);
  });

  it('is left alone after the sink is detached', async () => {
    const { emit, data, stream, clock } = await page();
    cleanups[0]?.();
    await clock.advance(6_000);
    await emit('ticket:voted', { id: '1', votes: 3 });
    expect(data()).toEqual([{ id: '1', votes: 0 }]);
    expect(stream.requests).toHaveLength(1);
  });
});

describe('watching one row', () => {
  it('tells only the watcher of the row that changed', async () => {
    const { emit, sink, server, queryClient } = await page();
    server.rows = [
      { id: '1', votes: 0 },
      { id: '2', votes: 0 },
    ];
    await queryClient.invalidateQueries({ queryKey: key });
    const told: string[] = [];
    cleanups.push(sink.rows.list(key).watch('1', () => told.push('1')));
    cleanups.push(sink.rows.list(tickets).watch('2', () => told.push('2')));
    await emit('ticket:voted', { id: '2', votes: 4 });
    expect(told).toEqual(['2']);
    expect(sink.rows.list(tickets).read('2')).toEqual({ id: '2', votes: 4 });
  });

  it('tells of a row that a new answer changed', async () => {
    const { sink, server, queryClient } = await page();
    const told: string[] = [];
    cleanups.push(sink.rows.list(key).watch('1', () => told.push('1')));
    server.rows = [{ id: '1', votes: 6 }];
    await queryClient.invalidateQueries({ queryKey: key });
    expect(told).toEqual(['1']);
  });
});

it('opens the stream for a query whose events have no channel, and keeps it fresh', async () => {
  const notes = defineCollection('notes', { item: type<Ticket>() });
  const noted = defineEvent('note:changed', {
    schema: type<Ticket>(),
    touches: [notes],
    patch: ({ data }) => notes.upsert(data),
  });
  const queryClient = new QueryClient();
  const { client, clock, stream } = createTestClient({
    dialect: defineDialect({ name: 'notes', framing: 'named', events: [noted] }),
    sinks: [querySink(queryClient)],
  });
  cleanups.push(client.mount());
  let reads = 0;
  const watch = () => {
    const queryFn = async () => {
      reads += 1;
      return [{ id: '1', votes: 0 }];
    };
    cleanups.push(new QueryObserver(queryClient, { queryKey: ['notes'], retry: false, queryFn }).subscribe(() => {}));
  };
  watch();
  await clock.advance(1_500);
  expect(stream.requests).toHaveLength(1);
  const before = reads;
  watch();
  await clock.advance(50);
  expect(reads).toBe(before);
  stream.emit({ event: 'note:changed', data: { id: '1', votes: 4 } });
  await clock.advance(50);
  expect(queryClient.getQueryData(['notes'])).toEqual([{ id: '1', votes: 4 }]);
});

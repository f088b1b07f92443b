import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, test } from 'vitest';
import { createModelServer, type Row } from '../../test/delivery/model-server.ts';
import { createStreamClient } from '../client/create-stream-client.ts';
import { createInstruments } from '../client/instruments/create-instruments.ts';
import { defineCollection } from '../events/collection.ts';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { notePosition } from '../query/position.ts';
import { querySink } from '../query/query-sink.ts';
import { createModelBrowser } from '../tabs/test/model-browser.ts';
import type { Clock } from '../utils/clock.ts';
import { stillPage } from '../utils/page.ts';
import { createVirtualClock } from '../utils/virtual-clock.ts';
import { type FaultName, faultNames } from './fault-names.ts';
import { withFaults } from './faults.ts';
import { createScriptedTransport } from './scripted.ts';
import { openScriptedStream } from './scripted-stream.ts';
import type { Transport } from './transport.ts';

const rows = defineCollection('rows', { item: type<Row>(), version: (row) => row.v });
const shared = { channel: 'rows', touches: [rows], schema: type<Row>() } as const;
const dialect = defineDialect({
  name: 'model',
  framing: 'envelope',
  events: [
    defineEvent('row:set', { ...shared, patch: ({ data }) => rows.upsert(data, { version: data.v }) }),
    defineEvent('row:changed', { ...shared, patch: ({ data }) => rows.merge(data.id, data, { version: data.v }) }),
  ],
});
const key = ['rows'];
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** The same transport, on which the server says every 5 s that it lives. */
function withHeartbeats({ open }: Transport, clock: Clock): Transport {
  return {
    async open(request) {
      const { head, chunks } = await open(request);
      let isOver = false;
      const body = openScriptedStream(clock, request.signal, () => {
        isOver = true;
      });
      const beat = () => {
        if (isOver) return;
        body.push({ bytes: 1, messages: [], retryMs: undefined, oversize: 0, comments: 1 });
        clock.setTimeout(beat, 5_000);
      };
      beat();
      (async () => {
        for await (const chunk of chunks) body.push(chunk);
        body.end();
      })().catch((error: unknown) => body.fail(error));
      return { head, chunks: body.chunks };
    },
  };
}

/** A page with one list, on a server that the test plays, and a client that can be harmed. */
async function page({ tabs = false, tokens = false, positions = 'none' as 'none' | 'lower' } = {}) {
  const clock = createVirtualClock(1_000_000);
  const server = createModelServer({ positions });
  const queryClient = new QueryClient();
  const browser = createModelBrowser(clock, () => 1).createTab();
  let token = 1;
  const seen = { statuses: [] as string[], gaps: [] as string[], requests: 0, quarantined: 0, refreshes: 0 };
  const { transport } = server;
  const client = createStreamClient({
    url: 'http://model.test/events',
    dialect,
    transport: {
      ...transport,
      open(request) {
        seen.requests += 1;
        return withHeartbeats(transport, clock).open(request);
      },
    },
    headers: () => (tokens ? { Authorization: `Bearer ${token}` } : {}),
    onUnauthorized() {
      seen.refreshes += 1;
      token += 1;
    },
    heartbeat: { timeoutMs: 20_000 },
    sinks: [querySink(queryClient)],
    instruments: createInstruments,
    environment: {
      clock,
      random: () => 0.5,
      page: stillPage,
      ...(tabs && { locks: browser.locks, broadcast: browser.broadcast }),
    },
  });
  client.store.subscribe(({ connection }, before) => {
    if (connection.status !== before.connection.status) seen.statuses.push(connection.status);
  });
  client.onGap(({ reason }) => seen.gaps.push(reason));
  client.inspect(({ kind }) => {
    if (kind === 'quarantine') seen.quarantined += 1;
  });
  const unmount = client.mount();
  const observer = new QueryObserver<readonly Row[]>(queryClient, {
    queryKey: key,
    retry: false,
    async queryFn(context) {
      const { rows, position } = await server.read();
      if (position) notePosition(context, { headers: { 'stream-cursor': position } });
      return rows;
    },
  });
  cleanups.push(
    observer.subscribe(() => {}),
    unmount,
    () => client.close(),
    () => queryClient.clear(),
  );

  /** Lets time pass; the server answers, and says something every 5 s. */
  async function live(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 500) {
      server.deliver(Number.POSITIVE_INFINITY);
      server.answer();
      await clock.advance(500);
    }
  }
  await live(3_000);
  const before = client.store.getState().connection.status;
  seen.statuses.length = 0;
  return { clock, server, queryClient, client, seen, live, before };
}

/** What each fault does that can be seen, besides that the cache equals the server afterwards. */
const signs: Readonly<Record<FaultName, (seen: Awaited<ReturnType<typeof page>>['seen']) => unknown>> = {
  drop: ({ statuses, requests }) => expect([statuses, requests]).toEqual([['reconnecting', 'open'], 2]),
  stall: ({ statuses }) => expect(statuses).toEqual(['reconnecting', 'open']),
  halfOpen: ({ statuses }) => expect(statuses).toEqual(['reconnecting', 'open']),
  cutMidFrame: ({ statuses, requests }) => expect([statuses, requests]).toEqual([['reconnecting', 'open'], 2]),
  garbage: ({ gaps, quarantined, requests }) => expect([gaps, quarantined, requests]).toEqual([['unreadable'], 1, 1]),
  duplicate: ({ gaps, requests }) => expect([gaps, requests]).toEqual([[], 1]),
  reorder: ({ gaps, requests }) => expect([gaps, requests]).toEqual([[], 1]),
  gap: ({ gaps, requests }) => expect([gaps, requests]).toEqual([['overflow'], 1]),
  status401: ({ refreshes, statuses }) => expect([refreshes, statuses]).toEqual([1, ['reconnecting', 'open']]),
  status503: ({ statuses, requests }) => expect([statuses, requests]).toEqual([['reconnecting', 'open'], 2]),
  expireToken: ({ refreshes, requests }) => expect([refreshes, requests]).toEqual([1, 2]),
  slow: ({ statuses, gaps }) => expect([statuses, gaps]).toEqual([[], []]),
  burst: ({ statuses, gaps }) => expect([statuses, gaps]).toEqual([[], []]),
  freeze: ({ gaps }) => expect(gaps).toEqual([]),
  secondTab: ({ gaps }) => expect(gaps).toEqual([]),
};

describe.each(faultNames)('the fault %s', (fault) => {
  test('happens to the open stream, and afterwards the cache equals the server', async () => {
    const { server, queryClient, client, seen, live, before } = await page({
      tokens: fault === 'expireToken',
      // The model's server has one stream at a time, and tabs share it.
      tabs: fault === 'secondTab',
    });
    expect(before).toBe('open');
    server.change('a', 1);
    await live(1_000);
    client.intervene({ type: 'fault', fault });
    for (const n of [2, 3, 4]) {
      server.change('a', n);
      server.set('b', n);
      server.deliver(1);
      await live(500);
    }
    await live(150_000);
    expect(queryClient.getQueryData(key)).toEqual(server.rows());
    expect(client.store.getState().connection.status).toBe('open');
    signs[fault](seen);
  });

  test('asked for before there is a stream, happens to the first one', async () => {
    const { server, queryClient, client, live, clock } = await page();
    client.close();
    await clock.advance(100);
    client.intervene({ type: 'fault', fault });
    client.connect();
    await live(1_000);
    server.change('a', 1);
    server.set('b', 2);
    await live(150_000);
    expect(queryClient.getQueryData(key)).toEqual(server.rows());
    expect(client.store.getState().connection.status).toBe('open');
  });
});

test.each(['none', 'lower'] as const)(
  'messages that overtake each other end in the same rows (positions of reads: %s)',
  async (positions) => {
    const { server, queryClient, client, seen, live } = await page({ positions });
    server.set('b', 1);
    await live(6_000);
    const heard: unknown[] = [];
    client.on('*', ({ id }) => heard.push(id));
    client.intervene({ type: 'fault', fault: 'reorder' });
    server.change('a', 5);
    await live(500);
    server.change('b', 6);
    await live(60_000);
    expect([heard, seen.gaps]).toEqual([server.published().slice(-2).reverse(), []]);
    expect(queryClient.getQueryData(key)).toEqual(server.rows());
  },
);

test('expired credentials are refused until others come', async () => {
  const { client, seen, live } = await page({ tokens: true });
  client.intervene({ type: 'fault', fault: 'expireToken' });
  await live(60_000);
  expect(seen.refreshes).toBe(1);
  expect(seen.requests).toBe(2);
});

test('a second tab without a group has a stream of its own, for as long as it is there', async () => {
  const clock = createVirtualClock();
  const stream = createScriptedTransport([], { clock });
  const faulty = withFaults(stream, { clock });
  const request = {
    ...{ url: 'http://stream.test/events', headers: {}, credentials: undefined, cursor: undefined, channels: [] },
    ...{ maxEventBytes: 1_000, signal: new AbortController().signal },
  };
  await faulty.open(request);
  faulty.strike('secondTab', '5s');
  await clock.advance(100);
  expect(stream.openStreams).toBe(2);
  await clock.advance(5_000);
  expect(stream.openStreams).toBe(1);
});

test('a second tab shares the stream, can take it over, and gives it back', async () => {
  const { server, queryClient, client, seen, live } = await page({ tabs: true });
  const role = () => {
    const state = client.store.getState().connection;
    return 'role' in state ? state.role : state.status;
  };
  expect(role()).toBe('leader');
  client.intervene({ type: 'fault', fault: 'secondTab', ms: '30s' });
  await live(1_000);
  client.intervene({ type: 'hand-over' });
  await live(1_000);
  expect(role()).toBe('follower');
  server.change('a', 7);
  await live(60_000);
  expect(role()).toBe('leader');
  expect(queryClient.getQueryData(key)).toEqual(server.rows());
  expect(seen.gaps).toEqual([]);
});

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { notePosition, place, querySink } from 'bisse/query';
import { createStreamClient, type Gap } from 'bisse/vanilla';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { board, changed, closed, type Ticket, tickets } from './servers/board-dialect.ts';

const patience = { timeout: 20_000, interval: 10 };

/** A board in a process of its own, which can be killed and started again with the table it had. */
async function startBoard() {
  const folder = mkdtempSync(join(tmpdir(), 'bisse-restart-'));
  let child: ChildProcess | undefined;
  let origin = '';
  async function start(): Promise<void> {
    child = fork(join(import.meta.dirname, 'servers/board-process.ts'), [join(folder, 'table')], { execArgv: [] });
    [origin] = (await once(child, 'message')) as [string];
  }
  async function kill(): Promise<void> {
    if (!child?.kill('SIGKILL')) return;
    await once(child, 'exit');
  }
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true });
  });
  await start();
  return {
    start,
    kill,
    // It comes back at another port: its old one may be taken by then.
    origin: () => origin,
    post: (path: string) => fetch(`${origin}${path}`, { method: 'POST' }),
    table: async (): Promise<readonly Ticket[]> => (await fetch(`${origin}/tickets`)).json(),
  };
}

/** A client without React: a cache that is read from the board over HTTP, and handlers that note what they hear. */
function openClient(origin: () => string, position: 'noted' | 'none') {
  const heard: number[][] = [[], [], []];
  const gaps: Gap[] = [];
  const requests: (string | null)[] = [];
  const queryClient = new QueryClient();
  const client = createStreamClient({
    url: () => `${origin()}/events`,
    dialect: board,
    sinks: [querySink(queryClient, { collections: [place(tickets, { sort: false })] })],
    reconnect: { minMs: 50, maxMs: 200 },
    fetch: (input, init) => {
      requests.push(new Headers(init?.headers).get('last-event-id'));
      return fetch(input, init);
    },
  });
  for (const list of heard) client.on([changed, closed], ({ data }) => list.push(data.n));
  client.onGap((gap) => gaps.push(gap));
  let reads = 0;
  const observer = new QueryObserver(queryClient, {
    queryKey: ['tickets'],
    queryFn: async (context): Promise<readonly Ticket[]> => {
      reads += 1;
      const response = await fetch(`${origin()}/tickets?position=${position}`);
      notePosition(context, response);
      return response.json();
    },
    retry: true,
    retryDelay: 50,
  });
  const unmount = client.mount();
  const unsubscribe = observer.subscribe(() => {});
  onTestFinished(() => {
    unsubscribe();
    unmount();
    client.close();
    queryClient.clear();
  });
  return {
    client,
    heard,
    gaps,
    requests,
    reads: () => reads,
    isReading: () => queryClient.isFetching() > 0,
    cached: () => observer.getCurrentResult().data,
  };
}

/** Rows by id: where reads state no position, an event may be applied to rows that hold it, and move one. */
const byId = (rows: readonly Ticket[] = []) => [...rows].sort((a, b) => Number(a.id) - Number(b.id));

/** 1, 2, … `last`: what is heard when nothing is lost, doubled or out of order. */
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** A client that is live, with the table in its cache. */
async function openLive(position: 'noted' | 'none') {
  const server = await startBoard();
  const page = openClient(server.origin, position);
  await vi.waitFor(() => expect(page.client.isLive()).toBe(true), patience);
  await vi.waitFor(() => expect(page.cached()).toHaveLength(100), patience);
  return { server, page };
}

describe('a server that is killed in the middle of a burst and started again', { timeout: 60_000 }, () => {
  test.for(['noted', 'none'] as const)('ends with its table in the cache (position of reads: %s)', async (position) => {
    const { server, page } = await openLive(position);
    await server.post('/burst?count=1e9');
    await vi.waitFor(() => expect(page.heard[0]?.length).toBeGreaterThan(100), patience);
    await server.kill();
    await vi.waitFor(() => expect(page.client.isLive()).toBe(false), patience);
    const heardBefore = page.heard[0]?.length ?? 0;

    await server.start();
    await vi.waitFor(() => expect(page.gaps).toMatchObject([{ reason: 'epoch' }]), patience);
    await server.post('/changes?count=1000');
    await vi.waitFor(() => expect(page.heard[0]).toHaveLength(heardBefore + 1_000), patience);
    const table = byId(await server.table());
    await vi.waitFor(() => expect(byId(page.cached())).toEqual(table), patience);
    for (const list of page.heard) {
      expect(list).toEqual(page.heard[0]);
      // The table goes on counting where it was, so an event that was heard twice would not be larger than the one before.
      expect(list.every((n, index) => index === 0 || n > (list[index - 1] as number))).toBe(true);
    }
    expect(page.gaps).toHaveLength(1);
  });
});

describe('a server whose sockets are destroyed in the middle of a burst', { timeout: 60_000 }, () => {
  test.for(['noted', 'none'] as const)(
    'is resumed after the last event heard: none is lost or doubled, nothing is read again (position of reads: %s)',
    async (position) => {
      const { server, page } = await openLive(position);
      await vi.waitFor(() => expect(page.isReading()).toBe(false), patience);
      const reads = page.reads();
      await server.post('/burst?count=10000&cutAt=5000');

      await vi.waitFor(() => expect(page.heard[0]).toHaveLength(10_000), patience);
      for (const list of page.heard) expect(list).toEqual(upTo(10_000));
      expect(page.gaps).toEqual([]);
      expect(page.requests).toHaveLength(2);
      expect(page.requests[1]).toMatch(/^\w+:\d+-\d+$/);
      expect(page.cached()).toEqual(await server.table());
      expect(page.reads()).toBe(reads);
    },
  );
});

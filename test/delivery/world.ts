import { MutationObserver, QueryClient, type QueryKey, QueryObserver } from '@tanstack/react-query';
import { createVirtualClock } from 'bisse/testing';
import type { Page, PageChange } from '../../src/utils/page.ts';
import type { Library } from './library.ts';
import { createModelServer, type ModelServerOptions, type Row } from './model-server.ts';
import { watchQuery } from './watch.ts';

export interface WorldOptions extends ModelServerOptions {
  /** Whether rows carry a version that the collection declares. Default false. */
  readonly versions?: boolean;
  /** Whether the sink replays what came before a read too. */
  readonly replicaLag?: boolean;
  /** Whether the server says nothing of continuity, and replays nothing. */
  readonly isForgetful?: boolean;
  /** Whether the server's events do not say which write they come from. */
  readonly isAnonymous?: boolean;
  /** Whether the query's function reads its signal, so that React Query cancels it when nobody looks any more. */
  readonly usesSignal?: boolean;
  /** Whether nobody but this page writes: then it shows its own writes from beginning to end. */
  readonly isSoleWriter?: boolean;
  /** Whether nobody but the sink asks for reads: then every answer is taken. */
  readonly isSoleReader?: boolean;
}

/** What can happen, one thing at a time. */
export type Step =
  // the table
  | { readonly do: 'set' | 'change'; readonly id: string; readonly n: number }
  | { readonly do: 'remove' | 'bump'; readonly id: string }
  // the stream
  | { readonly do: 'deliver'; readonly count: number }
  | { readonly do: 'resend'; readonly back: number }
  | { readonly do: 'overflow' | 'garble' | 'drop' | 'trim' | 'restart' | 'break' | 'mend' | 'stall' }
  | { readonly do: 'refuse'; readonly status: number }
  // reads
  | { readonly do: 'refetch' | 'invalidate' | 'answer' | 'failRead' | 'cancel' | 'reset' | 'leave' | 'come' }
  | { readonly do: 'look'; readonly lag: number }
  | { readonly do: 'hydrate' | 'rewrite' | 'prefetch' }
  // writes
  | { readonly do: 'writeSet'; readonly id: string; readonly n: number }
  | { readonly do: 'writeBump'; readonly id: string }
  | { readonly do: 'perform' | 'confirm' | 'reject' }
  // the page
  | { readonly do: 'page'; readonly change: PageChange }
  | { readonly do: 'wait'; readonly ms: number };

/** What a play ended with. */
export interface Outcome {
  readonly cached: readonly Row[];
  readonly table: readonly Row[];
  /** What must never be seen, and was. */
  readonly violations: readonly string[];
  /** Rows that were shown older than before, as `id: newer → older`. */
  readonly backwards: readonly string[];
  /** The ids that a handler heard, in order. */
  readonly heard: readonly (string | undefined)[];
  readonly published: readonly string[];
  readonly gaps: number;
  /** Every value of the rows that was shown, in order: `a1 b2`. */
  readonly shown: readonly string[];
  /** How often the query was read before the end. */
  readonly reads: number;
  readonly isInvalidated: boolean;
}

const key: QueryKey = ['rows'];

/** The page's side of a play: a client, a cache, a query that somebody looks at. */
export async function play(library: Library, options: WorldOptions, steps: readonly Step[]): Promise<Outcome> {
  const clock = createVirtualClock(1_000_000);
  const server = createModelServer(options);
  if (options.isForgetful) server.forget();
  const { dialect, rows } = declare(library, options);
  const queryClient = new QueryClient();
  const page = createModelPage();
  const client = library.createStreamClient({
    url: 'http://model.test/events',
    dialect,
    transport: server.transport,
    sinks: [
      library.querySink(queryClient, {
        replicaLag: options.replicaLag ? '1m' : 0,
      }),
    ],
    environment: { clock, random: () => 0.5, page },
    onUnauthorized: () => {},
  });

  const heard: (string | undefined)[] = [];
  client.on('*', (event) => heard.push(event.id));
  let gaps = 0;
  client.onGap(() => {
    gaps += 1;
  });
  const watch = watchQuery(queryClient, key);
  let reads = 0;
  const readOptions = {
    queryKey: key,
    retry: false,
    queryFn: async (context: { readonly queryKey: QueryKey; readonly signal: AbortSignal }) => {
      reads += 1;
      if (options.usesSignal) void context.signal.aborted;
      const { rows, position } = await server.read();
      if (position) library.notePosition(context, new Response(null, { headers: { 'Stream-Cursor': position } }));
      return rows;
    },
  };
  const unmount = client.mount();
  const observer = new QueryObserver<readonly Row[]>(queryClient, readOptions);
  let leave: (() => void) | undefined = observer.subscribe(() => {});
  /** What a server render or a persister kept: the table as it was at the beginning, or when last told. */
  let kept: readonly Row[] = server.rows();
  const writes: { readonly id: string; readonly change: (row: Row) => Row; isRefused: boolean }[] = [];
  const first = server.rows();
  let answers = 0;
  let liveAt = clock.now();
  let wasLive = false;
  client.store.subscribe(() => {
    if (wasLive || client.isLive()) liveAt = clock.now();
    wasLive = client.isLive();
  });

  /** What this page's own writes come to. */
  function written(): string {
    const rows = writes
      .filter(({ isRefused }) => !isRefused)
      .reduce((list, { id, change }) => list.map((row) => (row.id === id ? change(row) : row)), first);
    return rows.map(({ id, n }) => `${id}${n}`).join(' ');
  }

  function writeWith(id: string, change: (row: Row) => Row, optimistic: ReturnType<typeof rows.merge>): void {
    const mutation = new MutationObserver(
      queryClient,
      library.liveMutationOptions<void, Error, void>({
        retry: false,
        mutationFn: (_, { mutationId }) => server.send(options.isAnonymous ? undefined : mutationId, id, change),
        optimistic: () => optimistic,
      }),
    );
    const own = { id, change, isRefused: false };
    writes.push(own);
    mutation.mutate().catch(() => {
      own.isRefused = true;
    });
  }

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case 'set':
      case 'change':
        return server[step.do](step.id, step.n);
      case 'remove':
      case 'bump':
        return server[step.do](step.id);
      case 'deliver':
        return server.deliver(step.count);
      case 'resend':
        return server.resend(step.back);
      case 'answer':
        answers += server.pendingReads() > 0 ? 1 : 0;
        return server.answer();
      case 'overflow':
      case 'garble':
      case 'drop':
      case 'trim':
      case 'restart':
      case 'failRead':
      case 'perform':
      case 'confirm':
      case 'reject':
        return server[step.do]();
      case 'break':
        return server.breakDown(true);
      case 'mend':
        return server.breakDown(false);
      case 'stall':
        // Longer than any watchdog waits.
        return clock.advance(120_000);
      case 'refuse':
        return server.refuse(step.status);
      case 'look':
        return server.look(step.lag);
      case 'refetch':
        return void queryClient.refetchQueries({ queryKey: key });
      case 'invalidate':
        return void queryClient.invalidateQueries({ queryKey: key });
      case 'cancel':
        return void queryClient.cancelQueries({ queryKey: key });
      case 'reset':
        return void queryClient.resetQueries({ queryKey: key });
      case 'prefetch':
        return void queryClient.fetchQuery({ ...readOptions, staleTime: 0 }).then(
          (data) => watch.give(data as readonly Row[]),
          () => {},
        );
      case 'hydrate': {
        const query = queryClient.getQueryCache().find({ queryKey: key });
        if (query?.state.data) query.setState({ data: kept, dataUpdatedAt: Date.now() });
        return;
      }
      case 'rewrite':
        kept = server.rows();
        queryClient.setQueryData(key, (data: readonly Row[] | undefined) => data && [...data]);
        return;
      case 'leave':
        leave?.();
        leave = undefined;
        return;
      case 'come':
        if (leave) return;
        leave = observer.subscribe(() => {});
        // C2: nobody has heard of changes for longer than the grace.
        if (!client.isLive() && clock.now() - liveAt > 5_000 && queryClient.isFetching() === 0) {
          watch.violate('data was fresh though the stream is down');
        }
        return;
      case 'writeSet':
        return writeWith(step.id, (row) => ({ ...row, n: step.n }), rows.merge(step.id, { n: step.n }));
      case 'writeBump':
        return writeWith(
          step.id,
          (row) => ({ ...row, n: row.n + 1 }),
          rows.edit(step.id, (row) => ({ ...row, n: row.n + 1 })),
        );
      case 'page':
        return page.tell(step.change);
      case 'wait':
        return clock.advance(step.ms);
    }
  }

  for (const step of steps) {
    await take(step);
    await clock.settle();
    if (options.isSoleWriter && watch.shown.length > 0 && watch.shown.at(-1) !== written()) {
      watch.violate(`shown ${watch.shown.at(-1)}, written ${written()}`);
    }
  }
  if (options.isSoleReader && watch.successes < answers) watch.violate('an answer was thrown away');
  const readsBeforeEnd = reads;
  // Quiescence: everything that is on its way arrives, and time passes.
  server.breakDown(false);
  page.tell('online');
  page.tell('visible');
  leave ??= observer.subscribe(() => {});
  for (let round = 0; round < 14; round += 1) {
    if (client.store.getState().connection.status === 'blocked') client.reconnect();
    for (let write = 0; write < writes.length; write += 1) server.confirm();
    server.deliver(Number.POSITIVE_INFINITY);
    await clock.settle();
    // A first load that failed or was cancelled is the app's to repeat.
    if (round === 0 && queryClient.getQueryData(key) === undefined) void queryClient.refetchQueries({ queryKey: key });
    for (let read = 0; read < 4; read += 1) server.answer();
    await clock.advance(round < 4 ? 100 : 6_000);
  }
  const query = queryClient.getQueryCache().find({ queryKey: key });
  const outcome: Outcome = {
    cached: (query?.state.data as readonly Row[] | undefined) ?? [],
    table: server.rows(),
    violations: watch.violations,
    backwards: watch.backwards,
    heard,
    published: server.published(),
    gaps,
    shown: watch.shown,
    reads: readsBeforeEnd,
    isInvalidated: query?.state.isInvalidated ?? false,
  };
  watch.stop();
  leave();
  unmount();
  client.close();
  queryClient.clear();
  return outcome;
}

/** A page that changes when it is told to. */
function createModelPage(): Page & { tell(change: PageChange): void } {
  const listeners = new Set<(change: PageChange) => void>();
  let isHidden = false;
  return {
    isHidden: () => isHidden,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(change) {
      if (change === 'hidden' || change === 'visible') isHidden = change === 'hidden';
      for (const listener of [...listeners]) listener(change);
    },
  };
}

/** The events of the model, in the given copy of the library. */
function declare({ defineCollection, defineDialect, defineEvent, type }: Library, { versions }: WorldOptions) {
  const rows = defineCollection('rows', { item: type<Row>(), ...(versions && { version: (row: Row) => row.v }) });
  const at = (v: number) => (versions ? { version: v } : {});
  const shared = { channel: 'rows', touches: [rows] } as const;
  const set = defineEvent('row:set', {
    ...shared,
    schema: type<Row>(),
    patch: ({ data }) => rows.upsert(data, at(data.v)),
  });
  const changed = defineEvent('row:changed', {
    ...shared,
    schema: type<Row>(),
    patch: ({ data }) => rows.merge(data.id, data, at(data.v)),
  });
  const gone = defineEvent('row:gone', {
    ...shared,
    schema: type<{ id: string; v: number }>(),
    patch: ({ data }) => rows.remove(data.id, at(data.v)),
  });
  const bumped = defineEvent('row:bumped', {
    ...shared,
    schema: type<{ id: string; v: number }>(),
    patch: ({ data }) => rows.edit(data.id, (row) => ({ ...row, n: row.n + 1, v: data.v }), at(data.v)),
  });
  const dialect = defineDialect({ name: 'model', framing: 'envelope', events: [set, changed, gone, bumped] });
  return { rows, dialect };
}

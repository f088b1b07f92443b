import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, render, waitFor } from '@testing-library/react';
import {
  createStreamClient,
  type Environment,
  StreamProvider,
  useActiveUsers,
  useApiStatus,
  useDataSource,
  useLatestEvent,
  useLiveVars,
  usePresence,
  useProgress,
  useRateLimits,
  useSystemHealth,
  useTrendingPins,
} from 'bisse';
import { querySink, useItem } from 'bisse/query';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import { runtimeDefinitions } from '../../src/events/dialect.ts';
import type { Row, System } from './system.ts';
import { systems } from './systems.ts';

afterEach(cleanup);

/** What a component reads, and what it is before and after the document's event. */
type Reading = readonly [use: () => unknown, before: unknown, after: unknown];

// By the clock of the client under test.
const receivedAt = expect.any(Number);

const running = (percent: number, stage: string, message?: string) => ({
  ...{ percent, stage, message, done: false, failed: false, stalled: false, receivedAt },
});
const done = (stage?: string) => ({
  ...{ percent: 100, stage, message: undefined, done: true, failed: false, stalled: false, receivedAt },
});
/** The entry of a slice, as the table has it. */
const entry = (slices: Readonly<Record<string, unknown>> | undefined, slice: string, id: string) =>
  (slices?.[slice] as Readonly<Record<string, unknown>> | undefined)?.[id];

const pindown = systems[0]?.events ?? {};
const slicesOf = (type: string) => pindown[type]?.slices;

const readings: Readonly<Record<string, Reading>> = {
  'pin:content_updated': [() => useLiveVars('pin_123'), {}, pindown['pin:content_updated']?.data['updatedVars']],
  'automation:pipeline_status': [
    () => useProgress('pipeline', 'pipe_456'),
    undefined,
    running(75, 'data_processing', 'Processing MongoDB data: 7,500 / 10,000 records'),
  ],
  'automation:datasource_sync': [
    () => useDataSource('ds_789'),
    undefined,
    entry(slicesOf('automation:datasource_sync'), 'dataSources', 'ds_789'),
  ],
  'automation:api_status': [
    () => useApiStatus('openai'),
    undefined,
    entry(slicesOf('automation:api_status'), 'apiStatus', 'openai /v1/completions'),
  ],
  'system:health_update': [() => useSystemHealth(), null, slicesOf('system:health_update')?.['health']],
  'system:rate_limit_warning': [
    () => useRateLimits(),
    [],
    [entry(slicesOf('system:rate_limit_warning'), 'rateLimits', 'user_123 /api/ai/generate')],
  ],
  'system:job_completed': [() => useProgress('job', 'job_456'), undefined, done()],
  'ai:generation_progress': [() => useProgress('ai', 'req_789'), undefined, running(60, 'generating')],
  'ai:generation_complete': [() => useProgress('ai', 'req_789'), undefined, done('complete')],
  'analytics:active_users': [() => useActiveUsers(), null, slicesOf('analytics:active_users')?.['activeUsers']],
  'analytics:trending_pins': [() => useTrendingPins(), [], slicesOf('analytics:trending_pins')?.['trendingPins']],
  progress_update: [() => useProgress('job', 'job_1'), undefined, running(38, 'extracting', 'Reading page 3 of 8')],
  presence_updated: [() => usePresence('user-123'), undefined, { isOnline: true, since: 1_705_314_600_000 }],
  reel_upload_progress: [
    () => useProgress('upload', 'reel_456'),
    undefined,
    running(75, 'processing', 'Processing your video...'),
  ],
  reel_ready: [() => useProgress('upload', 'reel_456'), undefined, done('ready')],
};

/** The machine's clock, put back to the day of PinDown's document, on which its rate limit is yet to be reset. */
const clock: Environment['clock'] = {
  now: () => Date.UTC(2024, 0, 15, 10, 30) + performance.now(),
  setTimeout(run, delayMs) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Renders what `use` gives, beside a query for each list of rows, under a stream that `write` writes to. */
async function show(system: System, use: () => unknown) {
  const queryClient = new QueryClient();
  let write = (_: string) => {};
  const client = createStreamClient({
    url: 'http://plain.test/stream',
    dialect: system.dialect,
    environment: { clock },
    sinks: [querySink(queryClient)],
    async fetch() {
      const { readable, writable } = new TransformStream<string, string>();
      const writer = writable.getWriter();
      write = (bytes) => void writer.write(bytes);
      for (const name of system.control) write(system.frames[name] ?? '');
      return new Response(readable.pipeThrough(new TextEncoderStream()), {
        headers: { 'content-type': 'text/event-stream' },
      });
    },
  });
  let shown: unknown;
  function List({ name, rows }: { name: string; rows: readonly Row[] }): ReactNode {
    useQuery({ queryKey: [name], queryFn: async () => rows });
    return null;
  }
  function View(): ReactNode {
    shown = use();
    return null;
  }
  render(
    <QueryClientProvider client={queryClient}>
      <StreamProvider client={client}>
        {Object.entries(system.rows).map(([name, rows]) => (
          <List key={name} name={name} rows={rows} />
        ))}
        <View />
      </StreamProvider>
    </QueryClientProvider>,
  );
  await waitFor(() => expect(client.isLive()).toBe(true));
  await waitFor(() => expect(queryClient.isFetching()).toBe(0));
  return { write: (bytes: string) => write(bytes), shown: () => shown };
}

describe.each(systems)('$name', (system) => {
  const definitions = runtimeDefinitions(system.dialect);

  test.each(Object.entries(system.events).filter(([type]) => readings[type]))(
    '%s reaches its hook, byte for byte as the document has it',
    async (type) => {
      const [use, before, after] = readings[type] as Reading;
      const { write, shown } = await show(system, use);
      expect(shown()).toEqual(before);
      write(system.frames[type] as string);
      await waitFor(() => expect(shown()).toEqual(after));
    },
  );

  test.each(Object.entries(system.events).filter(([, { patched }]) => patched))(
    '%s reaches the cached row that it names',
    async (type, { patched }) => {
      const [collection] = definitions.find((one) => one.type === type)?.touches ?? [];
      const rows = patched?.[collection?.name ?? ''] ?? [];
      const [before] = system.rows[collection?.name ?? ''] as readonly [Row];
      const after = rows.find(({ id }) => id === before.id);
      const { write, shown } = await show(system, () => useItem(collection as never, before.id));
      expect(shown()).toEqual(before);
      write(system.frames[type] as string);
      await waitFor(() => expect(shown()).toEqual(after));
    },
  );

  test.each(Object.entries(system.events))('%s is the latest event of its type', async (type, { data }) => {
    const { write, shown } = await show(system, () => useLatestEvent(type as never));
    expect(shown()).toBeUndefined();
    write(system.frames[type] as string);
    await waitFor(() => expect(shown()).toMatchObject({ type, data }));
  });
});

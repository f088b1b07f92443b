import { QueryClient, type QueryFunctionContext, QueryObserver } from '@tanstack/react-query';
import { createStreamClient } from 'bisse';
import { notePosition, querySink } from 'bisse/query';
import { memoryLog } from 'bisse/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dialect } from '../../demo/dialect.ts';
import { runDemo } from './running.ts';

/** The keys of the page's lists, and where they are read. */
const lists = {
  pins: '/api/pins',
  pipelines: '/api/pipelines',
  dataSources: '/api/data-sources',
  apis: '/api/apis',
  generations: '/api/ai/generations',
  sources: '/api/projects/lab/sources',
  jobs: '/api/projects/lab/jobs',
  proposals: '/api/projects/lab/proposals',
  nodes: '/api/projects/lab/nodes',
  people: '/api/people',
  reels: '/api/reels',
  notices: '/api/notifications',
  alerts: '/api/alerts',
  user: '/api/user',
};

let demo: Awaited<ReturnType<typeof runDemo>>;

beforeAll(async () => {
  // A short log: whoever is away for a while has lost something.
  demo = await runDemo({ log: memoryLog({ max: 30 }) });
}, 120_000);

afterAll(() => demo.close());

/** Something of everything, and all the work that it makes. */
async function use(round: number) {
  const lab = '/api/projects/lab';
  const reel = (await demo.ask('POST', '/api/reels', { title: `Film ${round}`, size: 500 })).body;
  const { body: text } = await demo.ask('POST', '/api/ai/generations', { prompt: `Text ${round}` });
  const { body: source } = await demo.ask('POST', `${lab}/sources`, { source_name: `Source ${round}`, pages: 9 });
  await Promise.all([
    demo.ask('PUT', `/api/reels/${reel.id}/content`, new Uint8Array(500), { 'upload-offset': '0' }),
    demo.ask('POST', '/api/pipelines/pipe_1/start'),
    demo.ask('POST', '/api/pipelines/pipe_3/start'),
    demo.ask('POST', '/api/data-sources/ds_users/sync'),
    demo.ask('POST', `${lab}/sources/source_3/ingest`),
    demo.ask('POST', `${lab}/proposals/proposal_${round}/accept`),
    demo.ask('PUT', `${lab}/proposals/proposal_3`, { title: `Title ${round}` }),
    demo.ask('PUT', '/api/people/luca/presence', { isOnline: round % 2 === 1 }),
    demo.ask('POST', '/api/alerts', { message: `Alert ${round}`, duration: 3_600_000 }),
    demo.ask('PUT', '/api/user', { displayName: `User ${round}` }),
  ]);
  await demo.ask('POST', '/api/pipelines/pipe_3/fail');
  await vi.waitFor(
    async () => {
      await demo.clock.advance(700);
      expect(await demo.row('/api/pipelines', 'pipe_1')).toMatchObject({ status: 'completed' });
      expect(await demo.row(`${lab}/sources`, source.id)).toMatchObject({ status: 'completed' });
      expect(await demo.row('/api/reels', reel.id)).toMatchObject({ status: 'ready' });
      expect(await demo.row('/api/ai/generations', text.id)).toMatchObject({ stage: 'complete' });
      expect(await demo.row('/api/data-sources', 'ds_users')).toMatchObject({ status: 'completed' });
    },
    { timeout: 30_000 },
  );
  await demo.ask('DELETE', `/api/ai/generations/${text.id}`);
}

test('every cached list equals its table: while the stream is open, and after a gap', {
  timeout: 120_000,
}, async () => {
  const queryClient = new QueryClient();
  const client = createStreamClient({ url: `${demo.url}/events`, dialect, sinks: [querySink(queryClient)] });
  const gaps = vi.fn();
  client.onGap(gaps);
  const unmount = client.mount();
  const observers = Object.entries(lists).map(([name, path]) => {
    const queryFn = async (context: QueryFunctionContext) => {
      const response = await fetch(demo.url + path);
      notePosition(context, response);
      return response.json();
    };
    return new QueryObserver(queryClient, { queryKey: [name], queryFn }).subscribe(() => {});
  });
  const equal = async () => {
    for (const [name, path] of Object.entries(lists)) {
      const { body } = await demo.ask('GET', path);
      await vi.waitFor(() => expect(queryClient.getQueryData([name]), name).toEqual(body), { timeout: 10_000 });
    }
  };
  await vi.waitFor(() => expect(client.isLive()).toBe(true));
  await equal();

  await use(1);
  await equal();
  expect(gaps).not.toHaveBeenCalled();

  client.close();
  await use(2);
  client.connect();
  await vi.waitFor(() => expect(gaps).toHaveBeenCalled());
  await equal();

  for (const stop of observers) stop();
  unmount();
  client.close();
  queryClient.clear();
});

import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { createStreamClient, defineCollection, defineDialect, defineEvent, type } from 'bisse';
import { notePosition, querySink } from 'bisse/query';
import { createVirtualClock } from 'bisse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stillPage } from '../src/utils/page.ts';
import { createModelServer, type Row } from './model-server.ts';

const rows = defineCollection('rows', { item: type<Row>() });
const set = defineEvent('row:set', {
  schema: type<Row>(),
  channel: 'rows',
  touches: [rows],
  patch: ({ data }) => rows.upsert(data),
});
const gone = defineEvent('row:gone', {
  schema: type<{ id: string }>(),
  channel: 'rows',
  touches: [rows],
  patch: ({ data }) => rows.remove(data.id),
});
const bumped = defineEvent('row:bumped', {
  schema: type<{ id: string }>(),
  channel: 'rows',
  touches: [rows],
  patch: ({ data }) => rows.edit(data.id, (row) => ({ ...row, n: row.n + 1 })),
});
const dialect = defineDialect({ name: 'model', framing: 'named', events: [set, gone, bumped] });

type Step =
  | { readonly do: 'set'; readonly id: string; readonly n: number }
  | { readonly do: 'gone' | 'bump'; readonly id: string }
  | { readonly do: 'deliver'; readonly count: number }
  | { readonly do: 'duplicate' | 'overflow' | 'drop' | 'trim' | 'restart' | 'refetch' | 'answer' }
  | { readonly do: 'wait'; readonly ms: number };

const id = fc.constantFrom('a', 'b', 'c');
const step = (deltas: boolean): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), id, n: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('gone' as const), id }) },
    ...(deltas ? [{ weight: 2, arbitrary: fc.record({ do: fc.constant('bump' as const), id }) }] : []),
    { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 20, 600, 6_000) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'duplicate',
          'overflow',
          'drop',
          'trim',
          'restart',
          'refetch',
          'refetch',
          'answer',
          'answer',
        ) as fc.Arbitrary<'drop'>,
      }),
    },
  );

/** Plays the steps on a real client, a real QueryClient and a model server; says what each ends with. */
async function play(steps: readonly Step[], hasPositions: boolean) {
  const clock = createVirtualClock();
  const server = createModelServer();
  const queryClient = new QueryClient();
  const environment = {
    clock,
    random: () => 0.5,
    page: stillPage,
  };
  const client = createStreamClient({
    url: 'http://model.test/events',
    dialect,
    transport: server.transport,
    sinks: [querySink(queryClient)],
    environment,
  });
  const heard: (string | undefined)[] = [];
  client.on('*', (event) => heard.push(event.id));
  const unmount = client.mount();
  const observer = new QueryObserver(queryClient, {
    queryKey: ['rows'],
    retry: false,
    queryFn: async (context) => {
      const answer = await server.read();
      if (hasPositions) notePosition(context, new Response(null, { headers: { 'Stream-Cursor': answer.cursor } }));
      return answer.rows;
    },
  });
  const leave = observer.subscribe(() => {});
  const settle = () => clock.advance(0);

  for (const one of steps) {
    if (one.do === 'set') server.set({ id: one.id, n: one.n });
    else if (one.do === 'gone') server.remove(one.id);
    else if (one.do === 'bump') server.bump(one.id);
    else if (one.do === 'deliver') server.deliver(one.count);
    else if (one.do === 'wait') await clock.advance(one.ms);
    else if (one.do === 'refetch') void queryClient.refetchQueries({ queryKey: ['rows'] });
    else server[one.do]();
    await settle();
  }
  for (let round = 0; round < 12; round += 1) {
    server.deliver(Number.POSITIVE_INFINITY);
    server.answer();
    await clock.advance(5_000);
  }
  const byId = (list: readonly Row[] = []) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
  const cached = byId(queryClient.getQueryData(['rows']));
  const held = byId(server.rows());
  leave();
  unmount();
  client.close();
  queryClient.clear();
  return { cached, held, heard };
}

const runs = 400;

describe('the cache equals the server after any interleaving', () => {
  for (const hasPositions of [true, false]) {
    for (const deltas of [false, true]) {
      const name = `${hasPositions ? 'with' : 'without'} positions, ${deltas ? 'deltas too' : 'absolute patches'}`;
      it(name, { timeout: 60_000 }, async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step(deltas), { minLength: 1, maxLength: 24 }), async (steps) => {
            const { cached, held, heard } = await play(steps, hasPositions);
            expect(cached).toEqual(held);
            expect(new Set(heard).size).toBe(heard.length);
          }),
          { numRuns: runs },
        );
      });
    }
  }
});

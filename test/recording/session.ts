import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { notePosition, querySink } from 'bisse/query';
import { createInstruments, createVirtualClock, type FaultName, faultNames } from 'bisse/testing';
import { createStreamClient } from 'bisse/vanilla';
import { stillPage } from '../../src/utils/page.ts';
import { createModelServer, type Row } from '../delivery/model-server.ts';
import { seededRandom } from '../faults/random.ts';
import { desk } from './desk.ts';

const key = ['rows'];

/** Those that the model's server, which sends no heartbeats and has one stream at a time, can be harmed by. */
const faults = faultNames.filter((name) => name !== 'halfOpen' && name !== 'secondTab');

/** A page on a bad night: a list, a stream, a server that changes rows, and faults by the dice of a seed. */
export function openSession(seed: number, positions: 'none' | 'lower' = seed % 2 === 0 ? 'lower' : 'none') {
  const random = seededRandom(seed);
  const clock = createVirtualClock(1_790_000_000_000);
  const queryClient = new QueryClient();
  const server = createModelServer({ positions });
  const client = createStreamClient({
    url: 'http://model.test/events',
    dialect: desk,
    transport: server.transport,
    sinks: [querySink(queryClient)],
    onUnauthorized() {},
    environment: { clock, random, page: stillPage },
    instruments: createInstruments,
  });

  const pick = (count: number) => Math.floor(random() * count);

  function change(): void {
    const id = 'abcdef'.charAt(pick(6));
    if (random() < 0.15) server.remove(id);
    else server.set(id, pick(1_000));
  }

  /** Everything that is on its way arrives within some time. */
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      server.deliver(1 + pick(3));
      if (random() < 0.3) {
        server.look(0);
        // A first load that failed is the app's to repeat.
        if (random() < 0.1 && queryClient.getQueryData(key)) server.failRead();
        else server.answer();
      }
      await clock.advance(50);
    }
  }

  async function step(): Promise<void> {
    if (client.store.getState().connection.status === 'blocked') client.reconnect();
    const roll = random();
    if (roll < 0.75) change();
    else if (roll < 0.8) server.garble();
    else if (roll < 0.85) server.drop();
    else if (roll < 0.9) server.overflow();
    else client.intervene({ type: 'fault', fault: faults[pick(faults.length)] as FaultName, ms: 1_500 });
    await pass(pick(400));
  }

  return {
    client,
    clock,
    queryClient,
    rows: () => server.rows(),
    begin() {
      const observer = new QueryObserver<readonly Row[]>(queryClient, {
        queryKey: key,
        retry: false,
        async queryFn(context) {
          const { rows, position } = await server.read();
          if (position) notePosition(context, { headers: { 'stream-cursor': position } });
          return rows;
        },
      });
      observer.subscribe(() => {});
      client.connect();
    },
    change,
    pass,
    step,
    data: () => queryClient.getQueryData<readonly Row[]>(key),
    async end() {
      for (let round = 0; round < 150; round += 1) {
        if (client.store.getState().connection.status === 'blocked') client.reconnect();
        server.deliver(Number.POSITIVE_INFINITY);
        server.answer();
        await clock.advance(1_000);
      }
    },
    close() {
      client.close();
      queryClient.clear();
    },
  };
}

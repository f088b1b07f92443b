import * as v from 'valibot';
import { createStreamClient } from '../client/create-stream-client.ts';
import { combineDialects, defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { defineSlice } from '../events/slice.ts';
import { StreamProvider } from './stream-provider.tsx';
import { useChannel } from './use-channel.ts';
import { useConnection } from './use-connection.ts';
import { useEvent } from './use-event.ts';
import { useLatestEvent } from './use-latest-event.ts';
import { useSlice } from './use-slice.ts';
import { useStreamStore } from './use-stream-store.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <T extends true>(): T => true as T;

const total = defineSlice('total', 0);
const voted = defineEvent('ticket:voted', {
  schema: v.object({ id: v.string(), votes: v.number() }),
  channel: 'tickets',
  slice: total,
  reduce: (sum, { data }) => sum + data.votes,
});
const moved = defineEvent('pin:moved', { schema: type<{ pinId: string }>(), channel: 'pins' });
const desk = defineDialect({ name: 'desk', framing: 'named', events: [voted] });
const board = defineDialect({ name: 'board', framing: 'named', events: [moved] });
const dialect = combineDialects([desk, board], { framing: 'named' });
const client = createStreamClient({ url: '/events', dialect });

export function useTypes() {
  client.on('ticket:voted', (event) => check<Equal<typeof event.data, { id: string; votes: number }>>());
  client.on(['pin:*', 'ticket:voted'], (event) => check<Equal<typeof event.type, 'pin:moved' | 'ticket:voted'>>());
  check<Equal<ReturnType<typeof client.store.getState>['slices']['total'], number>>();
  client.lease({ channel: 'pins' });
  // @ts-expect-error no such channel
  client.lease({ channel: 'pin' });
  // @ts-expect-error no such event
  client.on('ticket:vote', () => {});

  // A definition needs no Register; another client brings its own dialect.
  useEvent(voted, (event) => check<Equal<typeof event.data.votes, number>>());
  useEvent('pin:moved', (event) => check<Equal<typeof event.data, { pinId: string }>>(), { client });
  // @ts-expect-error no such event on that client
  useEvent('pin:move', () => {}, { client });
  const votes = useLatestEvent(voted, (event) => event.data.votes);
  check<Equal<typeof votes, number | undefined>>();
  const sum = useSlice(total);
  check<Equal<typeof sum, number>>();
  const half = useSlice(total, (state) => `${state / 2}`);
  check<Equal<typeof half, string>>();
  const length = useStreamStore((state) => state.slices.total, undefined, { client });
  check<Equal<typeof length, number>>();
  useChannel('pins', undefined, { client });
  // @ts-expect-error no such channel on that client
  useChannel('pin', undefined, { client });
  const { status, isLive } = useConnection();
  check<Equal<typeof isLive, boolean>>();
  check<Equal<typeof status, 'idle' | 'connecting' | 'open' | 'reconnecting' | 'paused' | 'blocked' | 'closed'>>();
  return StreamProvider({ client });
}

const plain = createStreamClient({ url: '/events' });
plain.on('anything', (event) => check<Equal<typeof event.data, unknown>>());

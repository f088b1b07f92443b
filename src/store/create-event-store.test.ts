import { describe, expect, it } from 'vitest';
import { defineEvent, type StreamEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import type { DeliveredEvent } from '../events/sink.ts';
import { defineSlice } from '../events/slice.ts';
import { createEventStore } from './create-event-store.ts';

const total = defineSlice('total', 0);
const untouched = defineSlice('untouched', { same: true });
const added = defineEvent('number:added', {
  schema: type<number>(),
  slice: total,
  reduce: (sum, { data }) => sum + data,
});
const other = defineEvent('other', { schema: type<null>(), slice: untouched, reduce: (state) => state });

function delivered(data: number, size = 1): DeliveredEvent {
  const event: StreamEvent = { type: added.type, data, at: 0, receivedAt: 0, replayed: false, meta: {} };
  return { event, definition: added, size };
}

const createTestStore = (logSize?: number) =>
  createEventStore<string, { total: number; untouched: object }>({
    connection: 'idle',
    definitions: [added, other],
    logSize,
    onReduceError() {},
  });

describe('the event store', () => {
  it('begins with the initial state of every slice', () => {
    expect(createTestStore().store.getState()).toEqual({
      connection: 'idle',
      channels: undefined,
      latest: {},
      log: [],
      slices: { total: 0, untouched: { same: true } },
    });
  });

  it('writes once for a commit and leaves slices alone that no event concerns', () => {
    const { store, commit } = createTestStore();
    const before = store.getState().slices.untouched;
    let writes = 0;
    store.subscribe(() => {
      writes += 1;
    });
    commit([delivered(1), delivered(2)]);
    expect(store.getState().slices).toEqual({ total: 3, untouched: { same: true } });
    expect(store.getState().slices.untouched).toBe(before);
    expect(writes).toBe(1);
  });

  it('keeps as many events as its size says, over commits small and large', () => {
    const { store, commit } = createTestStore(3);
    const numbers = () => store.getState().log.map(({ data }) => data);
    commit([delivered(1), delivered(2)]);
    commit([delivered(3), delivered(4)]);
    expect(numbers()).toEqual([2, 3, 4]);
    commit([5, 6, 7, 8, 9].map((n) => delivered(n)));
    expect(numbers()).toEqual([7, 8, 9]);
  });

  it('goes back to its initial state in one write, all but the connection and its channels', () => {
    const { store, commit, setConnection, setChannels, reset } = createTestStore(3);
    const initial = store.getState();
    setConnection('open');
    setChannels(['numbers']);
    commit([delivered(1), delivered(2)]);
    let writes = 0;
    store.subscribe(() => {
      writes += 1;
    });
    reset();
    expect(store.getState()).toEqual({ ...initial, connection: 'open', channels: ['numbers'] });
    expect(writes).toBe(1);
    commit([delivered(5)]);
    expect([store.getState().slices.total, store.getState().log.map(({ data }) => data)]).toEqual([5, [5]]);
  });

  it('keeps fewer events when they are large', () => {
    const { store, commit } = createTestStore();
    const mebi = 1_048_576;
    for (let n = 1; n <= 6; n += 1) commit([delivered(n, mebi)]);
    expect(store.getState().log.map(({ data }) => data)).toEqual([3, 4, 5, 6]);
  });
});

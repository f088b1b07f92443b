import { describe, expect, it } from 'vitest';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { defineSlice } from '../events/slice.ts';
import { createTestClient } from '../testing/create-test-client.ts';

const last = defineSlice('last', '');
const said = defineEvent('said', {
  schema: type<string>(),
  channel: 'talk',
  slice: last,
  reduce: (_, { data }) => data,
});
const dialect = defineDialect({ name: 'talk', framing: 'named', events: [said] });
const say = (data: string) => ({ event: 'said', data });

async function openForAnn() {
  const { client, stream, clock } = createTestClient({ dialect, scope: 'ann' });
  const heard: string[] = [];
  client.on(said, ({ data }) => heard.push(data));
  client.connect();
  await clock.advance(50);
  return { client, stream, clock, heard };
}

describe('a store after another user has come', () => {
  it('is as it was before the first event, from the very write that says so', async () => {
    const { client, stream, clock } = await openForAnn();
    const { log, latest, slices } = client.store.getState();
    stream.emit(say('hers'));
    await clock.advance(20);
    expect(client.store.getState().slices).toEqual({ last: 'hers' });
    const mixed: unknown[] = [];
    client.store.subscribe((state) => {
      const emptied = [state.log.length === 0, Object.keys(state.latest).length === 0, state.slices.last === ''];
      if (new Set(emptied).size > 1) mixed.push(state);
    });
    client.setScope('bob');
    expect(client.store.getState()).toMatchObject({ log, latest, slices });
    expect(mixed).toEqual([]);
    await clock.advance(50);
    stream.emit(say('his'));
    await clock.advance(20);
    expect(client.store.getState().log.map(({ data }) => data)).toEqual(['his']);
    expect(client.store.getState().slices).toEqual({ last: 'his' });
  });

  it('keeps everything when the user is the same', async () => {
    const { client, stream, clock } = await openForAnn();
    stream.emit(say('hers'));
    await clock.advance(20);
    client.setScope('ann');
    expect(client.store.getState().slices).toEqual({ last: 'hers' });
  });

  it('never holds what had come for the one before and waited for its commit', async () => {
    const { client, stream, clock, heard } = await openForAnn();
    const shown: unknown[] = [];
    stream.emit(say('committed'));
    await clock.advance(20);
    client.store.subscribe(({ slices }) => shown.push(slices.last));
    stream.emit({ ...say('waiting'), id: 'e:1-2' });
    await clock.settle();
    expect(client.cursor()).toBe('e:1-2');
    client.setScope('bob');
    await clock.advance(50);
    expect(shown).not.toContain('waiting');
    expect(heard).toEqual(['committed']);
  });

  it('never holds what came in the same read as the event that brought the other user', async () => {
    const { client, stream, clock, heard } = await openForAnn();
    client.on(said, ({ data }) => data === 'goodbye' && client.setScope('bob'));
    // The gap has the events before it committed at once.
    stream.emit(say('goodbye'), { event: 'gap', data: { reason: 'overflow' } }, say('hers'));
    await clock.advance(50);
    expect([client.store.getState().log, heard]).toEqual([[], ['goodbye']]);
  });
});

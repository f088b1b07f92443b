import { expect, test } from 'vitest';
import { defineDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import type { Framing } from '../events/framing.ts';
import { type } from '../events/schema.ts';
import { createDrafter, PublishError } from './publication.ts';
import { desk } from './test/desk.ts';

const draft = createDrafter(desk);
const moved = { type: 'pin:moved', data: { pinId: '7', x: 1 }, to: 'channel:pins' };

const inFraming = (framing: Framing) =>
  createDrafter(defineDialect({ name: 'any', framing, events: [defineEvent('a:b', { schema: type<unknown>() })] }));

function errorOf(run: () => unknown): PublishError {
  try {
    run();
  } catch (error) {
    if (error instanceof PublishError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('a publication becomes a draft in the framing of the dialect', () => {
  expect(draft({ ...moved, key: 'k' }, 5)).toEqual({
    type: 'pin:moved',
    scopes: ['channel:pins'],
    event: 'pin:moved',
    data: '{"pinId":"7","x":1}',
    key: 'k',
  });
  const written = inFraming('envelope')({ type: 'a:b', data: 1, to: '*', mutationId: 'm', meta: { tenantId: 't' } }, 5);
  expect(JSON.parse(written.data)).toEqual({ type: 'a:b', tenantId: 't', mutationId: 'm', data: 1, timestamp: 5 });
  expect(JSON.parse(inFraming('envelope')({ type: 'a:b', data: 1, to: '*', at: 3 }, 5).data).timestamp).toBe(3);
});

test('a draft names its mutation where the data has no place for it', () => {
  expect(draft({ ...moved, mutationId: 'm1' }, 0)).toMatchObject({ data: '{"pinId":"7","x":1}', mutationId: 'm1' });
  expect(inFraming('envelope')({ type: 'a:b', data: 1, to: '*', mutationId: 'm1' }, 0).mutationId).toBeUndefined();
});

test('a mutation id of more than one line is not published', () => {
  for (const mutationId of ['m\n\ndata: forged', 'm\r', 'm\0']) {
    for (const said of [{ mutationId }, { meta: { mutationId } }]) {
      expect(errorOf(() => draft({ ...moved, ...said }, 0)).message).toMatch(/mutationId .* more than one line/);
    }
  }
});

test('a draft is for one scope or for several, each once, and for everyone when one of them is everyone', () => {
  const scopesOf = (to: string | string[]) => draft({ ...moved, to }, 0).scopes;
  expect(scopesOf('pins')).toEqual(['channel:pins']);
  expect(scopesOf(['pin:7', 'pins', 'channel:pins'])).toEqual(['pin:7', 'channel:pins']);
  expect(scopesOf(['pin:7', '*'])).toEqual(['*']);
});

test('a payload that the schema refuses is not published, and the error says where and why', () => {
  const error = errorOf(() => draft({ ...moved, data: { pinId: '7', x: 'far' } }, 0));
  expect(error.message).toMatch(/^bisse: "pin:moved" was not published: its payload .*x: .*"far"/);
  expect(error).toMatchObject({ name: 'PublishError', type: 'pin:moved', issues: [{ message: expect.any(String) }] });
});

test('a type that the dialect does not declare is not published', () => {
  expect(errorOf(() => draft({ ...moved, type: 'pin:lost' }, 0)).message).toMatch(/does not declare it/);
});

test('a dialect that lets undeclared events pass has them published, under any name that is one', () => {
  const open = createDrafter({ ...desk, unknown: 'pass' });
  expect(open({ type: 'pin:lost', data: { any: 1 }, to: 'pins' }, 0)).toMatchObject({
    event: 'pin:lost',
    data: '{"any":1}',
  });
  expect(errorOf(() => open({ ...moved, data: { pinId: 7 } }, 0)).issues).not.toEqual([]);
  for (const type of ['', 'message', 'heartbeat', 'connected', 'a\ndata: forged', 'a\r', 'a\0', undefined as never]) {
    expect(errorOf(() => open({ type, data: {}, to: 'pins' }, 0)).message).toMatch(/is no name for an event/);
  }
});

test('a scope that is missing, a pattern, or more than a line is not published to', () => {
  for (const to of ['', undefined as never, 'pin:*', 'pin:7\n\ndata: forged', 'pin:7\r', 'pin:\0']) {
    expect(errorOf(() => draft({ ...moved, to }, 0)).message).toMatch(/`to` is/);
    expect(errorOf(() => draft({ ...moved, to: ['pin:7', to] }, 0)).message).toMatch(/`to` is/);
  }
  expect(errorOf(() => draft({ ...moved, to: [] }, 0)).message).toMatch(/`to` is/);
});

test('a payload that is not JSON is not published', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  for (const data of [cycle, 1n]) {
    const error = errorOf(() => inFraming('envelope')({ type: 'a:b', data, to: '*' }, 0));
    expect(error.message).toMatch(/cannot be written as JSON/);
    expect(error.cause).toBeInstanceOf(TypeError);
  }
});

test('nothing in a payload or its meta can take the place of the type', () => {
  const flat = inFraming('flat');
  for (const data of [{ type: 'connected' }, 'text', null, [1]]) {
    expect(errorOf(() => flat({ type: 'a:b', data, to: '*' }, 0)).message).toMatch(/flat/);
  }
  expect(errorOf(() => flat({ type: 'a:b', data: {}, to: '*', meta: { type: 'c' } }, 0)).message).toMatch(/meta/);
  const envelope = inFraming('envelope');
  expect(errorOf(() => envelope({ type: 'a:b', data: {}, to: '*', meta: { data: 1 } }, 0)).message).toMatch(/meta/);
  expect(JSON.parse(flat({ type: 'a:b', data: { n: 1 }, to: '*' }, 0).data)).toEqual({ type: 'a:b', n: 1 });
});

test('a schema that answers later is refused', () => {
  const later = { '~standard': { version: 1 as const, vendor: 't', validate: async (value: unknown) => ({ value }) } };
  const drafter = createDrafter(
    defineDialect({ name: 'later', framing: 'named', events: [defineEvent('a:b', { schema: later })] }),
  );
  expect(() => drafter({ type: 'a:b', data: 1, to: '*' }, 0)).toThrow(/asynchronous/);
});

import { createTestClient } from 'bisse/testing';
import type { DeliveredEvent, Message, Sink } from 'bisse/vanilla';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runtimeDefinitions } from '../../src/events/dialect.ts';
import { type Framing, writeFrame } from '../../src/events/framing.ts';
import { seed } from '../seed.ts';
import type { Expected, System } from './system.ts';
import { systems } from './systems.ts';

type Payload = Readonly<Record<string, unknown>>;

/** Fields that may be `null`. */
const nullable = ['assignedTo', 'latestUpdate'];

/** JSON has numbers that no program can hold; `JSON.stringify` cannot write them. */
const tooLarge = 'a number that is too large';

/** A message as the system's server would write it, with an id to see the cursor move. */
function message(framing: Framing, type: string, data: unknown, id: string) {
  const { event, data: text } = writeFrame(framing, { type, data, at: 1_705_314_600_000, meta: {} });
  return { event, data: text.replaceAll(JSON.stringify(tooLarge), '1e999'), id };
}

async function connect(system: System) {
  const errors: string[] = [];
  const events: DeliveredEvent[] = [];
  const damaged: string[] = [];
  const gaps: string[] = [];
  const sink: Sink = {
    attach: () => () => {},
    commit: (commit) => void events.push(...commit.events),
    gap: ({ reason }) => void gaps.push(reason),
    damaged: (collections) => void damaged.push(...collections.map(({ name }) => name)),
  };
  const { client, stream, clock } = createTestClient({
    dialect: system.dialect,
    sinks: [sink],
    onError: ({ name }) => void errors.push(name),
  });
  client.connect();
  await clock.advance(50);
  const send = async (...messages: readonly Message[]) => {
    stream.send(...messages);
    await clock.advance(50);
  };
  return { client, send, errors, events, damaged, gaps, slices: () => client.store.getState().slices };
}

/** Every way in which a payload of an event can be wrong, with a name. */
function wrongPayloads(framing: Framing, { data, wrong }: Expected): readonly (readonly [string, unknown])[] {
  const fields = Object.entries(wrong).flatMap(([field, value]): [string, unknown][] => [
    [`without ${field}`, without(data, field)],
    [`with the ${field} ${JSON.stringify(value)}`, { ...data, [field]: value }],
    ...(nullable.includes(field) ? [] : [[`with the ${field} null`, { ...data, [field]: null }] as [string, unknown]]),
    ...(typeof data[field] === 'number'
      ? [[`with the ${field} 1e999`, { ...data, [field]: tooLarge }] as [string, unknown]]
      : []),
  ]);
  // In the flat framing the payload is the message, so it is an object whatever happens.
  const others = framing === 'flat' ? [{}] : [null, undefined, 'text', 7, true, [], {}];
  return [...fields, ...others.map((payload) => [`that is ${JSON.stringify(payload)}`, payload] as const)];
}

function without(data: Payload, field: string): Payload {
  const { [field]: _, ...rest } = data;
  return rest;
}

const declared = (system: System) =>
  Object.entries(system.events).filter(([type]) => system.dialect.events.some((event) => event.type === type));

describe.each(systems)('$name', (system) => {
  const { framing } = system.dialect;

  describe.each(declared(system))('%s', (type, expected) => {
    const touches = runtimeDefinitions(system.dialect)
      .find((one) => one.type === type)
      ?.touches.map(({ name }) => name);

    test.each(wrongPayloads(framing, expected))('%s is set aside', async (_, payload) => {
      const { client, send, errors, events, damaged, gaps, slices } = await connect(system);
      const before = slices();
      await send(message(framing, type, payload, '1'));
      expect({ errors, events, damaged, gaps }).toEqual({
        errors: ['PayloadError'],
        events: [],
        damaged: touches,
        gaps: [],
      });
      expect(slices()).toBe(before);
      expect(client.cursor()).toBe('1');
      await send(message(framing, type, expected.data, '2'));
      expect(events).toHaveLength(1);
    });

    test('passes with a field that nobody knows, and without one called __proto__', async () => {
      const { send, errors, events } = await connect(system);
      const odd = message(framing, type, { ...expected.data, unknownField: { deep: [1] } }, '1');
      await send({
        ...odd,
        data: odd.data.replace('"unknownField":', '"__proto__":{"polluted":true},"unknownField":'),
      });
      expect(errors).toEqual([]);
      const { data, meta } = events[0]?.event ?? {};
      expect(data).toMatchObject(expected.data);
      for (const each of [data, meta, {}]) {
        expect(Object.getPrototypeOf(each)).toBe(Object.prototype);
        expect(Object.keys(each as object)).not.toContain('__proto__');
        expect((each as Payload)['polluted']).toBeUndefined();
      }
    });
  });

  test('throws at nothing, and its cursor moves past everything', async () => {
    const types = [...Object.keys(system.events), 'no:such_event', '__proto__', 'constructor'];
    const near = fc
      .constantFrom(...declared(system))
      .chain(([type, { data }]) =>
        fc
          .tuple(fc.constantFrom(...Object.keys(data)), fc.jsonValue())
          .map(([field, value]) => message(framing, type, { ...data, [field]: value }, '')),
      );
    const framed = fc
      .tuple(fc.constantFrom(...types), fc.jsonValue())
      .map(([type, data]) => message(framing, type, data, ''));
    const json = fc.tuple(fc.constantFrom('message', ...types), fc.json());
    const text = fc.tuple(fc.constantFrom('message', ...types), fc.string());
    const loose = fc.oneof(json, text).map(([event, data]) => ({ event, data, id: '' }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(near, framed, loose), { minLength: 1, maxLength: 20 }), async (messages) => {
        const { client, send, errors, events } = await connect(system);
        await send(...messages.map((one, index) => ({ ...one, id: String(index + 1) })));
        expect(client.cursor()).toBe(String(messages.length));
        expect(errors.filter((name) => name === 'HandlerError')).toEqual([]);
        // What is left are control frames, which the random texts may spell.
        expect(errors.length + events.length).toBeLessThanOrEqual(messages.length);
        expect(({} as Payload)['polluted']).toBeUndefined();
      }),
      { numRuns: 60, seed },
    );
  });
});

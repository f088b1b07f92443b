import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { createStreamClient, entriesOf, type Keyed, type StreamEvent } from 'bisse';
import { querySink } from 'bisse/query';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runtimeDefinitions } from '../../src/events/dialect.ts';
import { readControl, readFrame } from '../../src/events/framing.ts';
import { startPlainServer } from './plain-server.ts';
import type { Row, System } from './system.ts';
import { pindownSystem } from './systems/pindown.ts';
import { systems } from './systems.ts';

const undo: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A client of the system's own server, with queries for what the app has cached, all read. */
async function connect(system: System) {
  const server = await startPlainServer(system);
  const queryClient = new QueryClient();
  const reads: string[] = [];
  const events: StreamEvent[] = [];
  const errors: string[] = [];
  const client = createStreamClient({
    url: system.source?.(server.origin) ?? server.origin + system.url,
    dialect: system.dialect,
    headers: system.headers,
    sinks: [querySink(queryClient)],
    onError: (error) => void errors.push(error.message),
  });
  client.on('*' as never, (event: StreamEvent) => void events.push(event));
  const observers = Object.entries(system.rows).map(([key, rows]) => {
    const queryFn = async (): Promise<readonly Row[]> => {
      reads.push(key);
      return rows;
    };
    return new QueryObserver<readonly Row[]>(queryClient, { queryKey: [key], queryFn }).subscribe(() => {});
  });
  for (const request of system.leases ?? []) client.lease(request);
  client.connect();
  undo.push(
    server.close,
    () => client.close(),
    () => queryClient.clear(),
    ...observers,
  );
  await vi.waitFor(() => expect(client.isLive()).toBe(true));
  await settled();
  reads.length = 0;

  /** Until nothing is read or committed any more. */
  async function settled() {
    await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0));
    await new Promise((passed) => setTimeout(passed, 30));
    await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0));
  }
  return { server, client, queryClient, reads, events, errors, settled };
}

/** The slices as the table has them: an object by id for what is keyed. */
function plain(slices: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isKeyed = (state: unknown): state is Keyed<unknown> => Object.hasOwn(Object(state), 'older');
  const entries = Object.entries(slices);
  return Object.fromEntries(
    entries.map(([name, state]) => [name, isKeyed(state) ? Object.fromEntries(entriesOf(state)) : state]),
  );
}

/** The message in a frame of one event and one line of data. */
function messageIn(bytes: string) {
  const [, event = 'message'] = /^event: (.*)$/m.exec(bytes) ?? [];
  const [, data = ''] = /^data: (.*)$/m.exec(bytes) ?? [];
  return { event, data, id: undefined };
}

describe.each(systems)("a server as $name's document has it", (system) => {
  test.each(Object.entries(system.events))('tells %s', async (type, expected) => {
    const { server, client, queryClient, reads, events, errors, settled } = await connect(system);
    const before = client.store.getState().slices;
    const writtenAt = Date.now();
    server.write(system.frames[type] as string);
    await vi.waitFor(() => expect(events).toHaveLength(1));
    await settled();

    const event = events[0] as StreamEvent;
    expect(event).toMatchObject({ type, replayed: false });
    expect(event.data).toEqual(expected.data);
    expect(event.meta).toEqual(expected.meta ?? {});
    if (expected.at !== undefined) expect(event.at).toBe(expected.at);
    else expect(event.at).toBeGreaterThanOrEqual(writtenAt);
    expect(plain(client.store.getState().slices)).toEqual({ ...plain(before), ...expected.slices });
    for (const [key, rows] of Object.entries({ ...system.rows, ...expected.patched })) {
      expect(queryClient.getQueryData([key])).toEqual(rows);
    }
    expect([...new Set(reads)]).toEqual(expected.readAgain ?? []);
    const definition = runtimeDefinitions(system.dialect).find((one) => one.type === type);
    expect(definition?.notify?.(event as never)).toEqual(expected.notification);
    expect(errors).toEqual([]);
  });

  test('tells all of them in one burst, cut anywhere, each once and in order', async () => {
    const { server, events, errors } = await connect(system);
    const all = Object.values(system.frames).join('');
    for (let from = 0; from < all.length; from += 97) server.write(all.slice(from, from + 97));
    const types = Object.keys(system.frames).filter((type) => !system.control.includes(type));
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toEqual(types));
    expect(types).toEqual(Object.keys(system.events));
    expect(errors).toEqual([]);
  });

  test('may send more than a mebibyte in one event: that is a gap, and the next one comes', async () => {
    const { server, client, events } = await connect(system);
    const gaps: string[] = [];
    client.onGap(({ reason }) => void gaps.push(reason));
    const [type, bytes] = Object.entries(system.frames).find(([type]) => !system.control.includes(type)) ?? ['', ''];
    server.write(bytes.replace('}', `,"huge":"${'x'.repeat(1_200_000)}"}`) + bytes);
    await vi.waitFor(() => expect(events.map((event) => event.type)).toEqual([type]));
    expect(gaps).toEqual(['oversize']);
  });

  test.each(Object.entries(system.frames))('sends %s in a framing that can be guessed', (type, bytes) => {
    const message = messageIn(bytes);
    const { framing } = system.dialect;
    const control = readControl('auto', message);
    expect(control).toEqual(readControl(framing, message));
    expect(control !== undefined).toBe(system.control.includes(type));
    if (!control) expect(readFrame('auto', message)).toEqual(readFrame(framing, message));
  });

  test('is asked once, in its own way', async () => {
    const { server } = await connect(system);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.startsWith(`GET ${system.url}`)).toBe(true);
  });

  test('has every declared event in the table', () => {
    const declared = system.dialect.events.map(({ type }) => type);
    expect(Object.keys(system.events)).toEqual(expect.arrayContaining(declared));
  });
});

test("PinDown's other reading, {event, data} without a name, gives the same event", async () => {
  const { server, events } = await connect(pindownSystem);
  const { data } = pindownSystem.events['pin:views_updated'] ?? {};
  server.write(
    `${pindownSystem.frames['pin:views_updated']}data: ${JSON.stringify({ event: 'pin:views_updated', data })}\n\n`,
  );
  await vi.waitFor(() => expect(events).toHaveLength(2));
  const [named, unnamed] = events.map(({ type, data, at, meta }) => ({ type, data, at, meta }));
  expect(unnamed).toEqual(named);
});
